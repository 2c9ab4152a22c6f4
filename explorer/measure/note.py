"""The note of a measuring process: what it does next, on a page that outlives the process."""

import mmap
import os
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from typing import IO

from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Plan, Point
from explorer.units import count

NOTE_BYTES = 256
LOADING, COMPILING, MAKING, CALLING = "loading", "compiling", "making data", "calling"
INSIDE = "compiling inside a call"

Note = Callable[[str, Point | None], None]
"""Is told what is done next: one of the words above, and for which point."""


def nobody(phase: str, point: Point | None) -> None:
    """Where the measured code runs in this process, nobody has to be told."""


class Page:
    """The parent's side: an empty note, which a process that is started is told of by `argument`.

    On Unix it is in a file without a name, which nothing has to remove, and which measured code
    does not come across; the process inherits its `descriptors`.
    """

    def __init__(self) -> None:
        unix = os.name == "posix"
        made = tempfile.TemporaryFile if unix else tempfile.NamedTemporaryFile
        self._file: IO[bytes] = made(prefix="numba-explorer-", buffering=0)
        self._file.write(b"\0" * NOTE_BYTES)
        number = self._file.fileno()
        self.descriptors = (number,) if unix else ()
        self.argument = str(number) if unix else self._file.name

    def content(self) -> bytes:
        """Return what is on it now."""
        self._file.seek(0)
        return self._file.read(NOTE_BYTES)

    def close(self) -> None:
        """Throw it away."""
        self._file.close()


def read(note: bytes, variants: Iterable[str]) -> tuple[str, Point]:
    """Return what a note says is being done, and for which point of one of these variants.

    Of one that something else wrote into only what it certainly says.
    """
    text = note.rstrip(b"\0").decode(errors="replace")
    names = {_sum_of(name): name for name in ("", *variants)}
    try:
        phase, variant, size, threads, _ = text.split("\t")
        return phase, Point(names[variant], int(size), int(threads))
    except (ValueError, KeyError):
        return LOADING, Point("", 0, 0)


@cache
def _sum_of(name: str) -> str:
    """What stands on a note for the name of a variant: that may have any length and any signs."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


class Doing:
    """What is done last, in words; told by `take`, which is a `Note`."""

    def __init__(self, plan: Plan, kernel: Kernel) -> None:
        self._plan, self._kernel = plan, kernel
        self._last = LOADING, Point("", 0, 0)

    def take(self, phase: str, point: Point | None) -> None:
        """Keep what is done next."""
        self._last = phase, point or Point("", 0, 0)

    def words(self) -> str:
        """Say it, as in “Calling njit at n = 10”."""
        return in_words(*self._last, self._plan, self._kernel)


_NEXT_STEPS = {
    LOADING: 'put what takes so long under “if __name__ == "__main__":”',
    MAKING: "choose smaller sizes",
    COMPILING: "leave it out, or compile less at once",
    INSIDE: "leave it out, or compile less at once",
}


def next_step(phase: str, point: Point, kernel: Kernel) -> str:
    """Say what helps where what a note says does not return."""
    if is_calling(phase, point, kernel):
        return "choose smaller sizes, or a longer call limit"
    return _NEXT_STEPS.get(phase, _NEXT_STEPS[LOADING])


def is_calling(phase: str, point: Point, kernel: Kernel) -> bool:
    """Whether a call is made, and nothing is compiled."""
    return phase == CALLING or (phase == COMPILING and not is_compiled(point, kernel))


def in_words(phase: str, point: Point, plan: Plan, kernel: Kernel) -> str:
    """Say what a note says."""
    if phase == COMPILING:
        return f"{'Compiling' if is_compiled(point, kernel) else 'Calling'} {point.variant}"
    if phase == INSIDE:
        what = point.variant if is_compiled(point, kernel) else f"what {point.variant} calls"
        return f"Compiling {what}" + (
            f" at {plan.axis} = {count(point.size)}" if point.size else ""
        )
    if phase == CALLING:
        return f"Calling {point.variant} at {plan.axis} = {count(point.size)}"
    if point.size:
        return f"make_args({point.size})"
    return f"Running “{kernel.path.name}”"


def is_compiled(point: Point, kernel: Kernel) -> bool:
    """Whether a point's variant is compiled."""
    return kernel.variant(point.variant).compiled


class Board:
    """The measuring process's side: writes the note; as cheap as a copy in memory.

    Each note differs from the one before, so that a call which does not return is told from many
    that do.
    """

    def __init__(self, argument: str) -> None:
        self._file = open(int(argument) if argument.isdigit() else argument, "r+b")  # noqa: SIM115
        self._map = mmap.mmap(self._file.fileno(), NOTE_BYTES)
        self._last = LOADING, Point("", 0, 0)
        self._written = 0

    def write(self, phase: str, point: Point | None) -> None:
        """Say what is done next."""
        self._last = phase, point or Point("", 0, 0)
        self._write(*self._last)

    def compiling(self, begins: bool) -> None:
        """Say that what is done compiles something first, or no longer does."""
        phase, about = self._last
        if phase in (CALLING, COMPILING):
            self._write(INSIDE if begins else phase, about)

    def _write(self, phase: str, about: Point) -> None:
        self._written += 1
        parts = (phase, _sum_of(about.variant), about.size, about.threads, self._written)
        self._map[:NOTE_BYTES] = "\t".join(map(str, parts)).encode().ljust(NOTE_BYTES, b"\0")
