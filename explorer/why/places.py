"""From addresses that were sampled to lines of the source."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.layers import TABLE
from explorer.why.elf import Object
from explorer.why.facts import NUMBAS
from explorer.why.recording import Library

WAITING = tuple(part for layer in TABLE for part in layer.waits)
"""Parts of the names of libraries in which threads wait for each other."""


ENOUGH, SURE = 100, 0.02
"""Samples that are the least to go by, and the standard deviation up to which a share is known:
of n samples, a share p has the root of p(1 - p)/n (binomial)."""


@dataclass
class Profile:
    """Samples by line, those in called libraries at the line that calls.

    `waiting` are samples of threads that also work, while they wait for the others.
    """

    lines: Counter[int] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)
    waiting: int = 0

    @property
    def busy(self) -> int:
        """Samples in compiled code, or in what it calls."""
        return sum(self.lines.values())

    @property
    def is_known(self) -> bool:
        """Whether more samples would hardly change a share: each is known to some points."""
        whole = self.busy
        return whole >= ENOUGH and all(
            count * (whole - count) <= SURE**2 * whole**3 for count in self.lines.values()
        )


class Places:
    """Where the compiled code of the user's file was loaded, and where libraries are."""

    def __init__(self, libraries: list[Library], path: Path, inside: set[int]) -> None:
        self._path, self._inside = path, inside
        self._loaded = sorted(_bases(libraries), key=lambda loaded: loaded[0])
        self._bases = [base for base, _ in self._loaded]
        self._own = [self._is_of_file(held) for _, held in self._loaded]
        self._mapped = sorted(_mapped())
        self._begins = [begin for begin, _, _ in self._mapped]

    def line_at(self, address: int) -> int | None:
        """Return the user's line of an address in compiled code, 0 where nobody knows which.

        None stands for an address that is not in compiled code.
        """
        at = self._part_at(address)
        if at is None:
            return None
        file, line = self._loaded[at][1].line_at(address - self._bases[at])
        return line if Path(file).name == self._path.name and line in self._inside else 0

    def _part_at(self, address: int) -> int | None:
        """Which part of the compiled code an address is in."""
        at = bisect_right(self._bases, address) - 1
        if at < 0 or address - self._bases[at] >= len(self._loaded[at][1].code):
            return None
        return at

    def _is_of_file(self, held: Object) -> bool:
        """Whether a part is of a function of the user's, not of one that Numba calls in it."""
        begins = (held.line_at(function.start)[0] for function in held.functions)
        return any(Path(file).name == self._path.name for file in begins)

    def parts(self) -> list[tuple[int, int]]:
        """Return where each part of the compiled code begins and ends."""
        return [(base, base + len(held.code)) for base, held in self._loaded]

    def library_at(self, address: int) -> str:
        """Return the name of the file that an address was loaded from, empty for none."""
        at = bisect_right(self._begins, address) - 1
        if at < 0 or address >= self._mapped[at][1]:
            return ""
        return Path(self._mapped[at][2]).name

    def profile(self, samples: Any) -> Profile:
        """Sort samples, as `sampling.Sampler.stop` returns them, by line."""
        found = Profile()
        waiting: Counter[int] = Counter()
        working = set()
        for address, thread, *stack in samples.tolist():
            line = self.line_at(address)
            if line:
                found.lines[line] += 1
                working.add(thread)
                continue
            library = self.library_at(address)
            calls = (address - 1 for address in stack)  # of what returns there: it may end a line
            caller = next((line for line in map(self.line_at, calls) if line), None)
            if any(part in library for part in WAITING):
                waiting[thread] += 1
            elif caller is not None:
                found.lines[caller] += 1
                at = self._part_at(address)
                if at is None or not self._own[at]:  # else it begins or ends, called by itself
                    found.called[library or NUMBAS] += 1
                working.add(thread)
        found.waiting = sum(count for thread, count in waiting.items() if thread in working)
        return found


def _bases(libraries: list[Library]) -> Iterator[tuple[int, Object]]:
    for library in libraries:
        if library.content[:4] != b"\x7fELF":
            continue
        held = Object(library.content)
        for function in sorted(held.functions, key=lambda function: not function.alone):
            address = library.address(function.name)
            if address:
                yield address - function.start, held
                break


def _mapped() -> Iterator[tuple[int, int, str]]:
    try:
        text = Path("/proc/self/maps").read_text(encoding="utf-8")
    except OSError:
        return
    for row in text.splitlines():
        parts = row.split(maxsplit=5)
        if len(parts) == 6 and parts[5].startswith("/"):
            begin, end = parts[0].split("-")
            yield int(begin, 16), int(end, 16), parts[5]
