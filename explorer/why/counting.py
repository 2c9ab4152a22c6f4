"""The process that counts: how often each block of the optimised code runs in one call.

A counter goes into every block after all optimisation, into the copy that is loaded: what is
inlined, unrolled or made SIMD stays as it is. No counters of the processor are needed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import llvmlite.binding as llvm
import numpy as np

from explorer.why import accesses, assembly, linetables, optimised
from explorer.why.executed import Executed
from explorer.why.facts import Instruction, Loop
from explorer.why.job import Job, ready
from explorer.why.loops import loops_of
from explorer.why.mattering import options_that_matter
from explorer.why.reaching import is_all_counted, lies_in
from explorer.why.recording import LackingError, Recording
from explorer.why.source import Source, source
from explorer.why.work import Work

Counted = TypeVar("Counted")

MOST = 1 << 20
_NOWHERE = np.iinfo(np.int64).max, 0
"""The least and the greatest address of what reached none."""
_FIRST = re.compile(r'^%([-\w.$]+|"[^"]+") = (phi|landingpad)\b')
_NOT_COUNTED = ("NRT_", "nrt_", "_ZN7cpython", "cfunc.")
_DEFINE = re.compile(r'^define .*?@("?)([^"(]+)\1\(')


class Counters:
    """Puts counters into modules and reads them; of accesses, where one thread has them all."""

    def __init__(self, with_accesses: bool) -> None:
        self._with_accesses = with_accesses
        self._counts = np.zeros(MOST, np.int64)
        self._blocks: list[tuple[str, str, str]] = []
        self._reached = np.zeros((MOST, 3), np.int64)
        self._accesses = 0
        self._by_kind = {kind: np.zeros(MOST, np.int64) for kind in accesses.KINDS}

    def put_into(self, module: Any, name: str, code: str) -> Any:
        """Return a module like this one that counts; `name` is unique to it."""
        if name == "nrt":
            return module
        blocks, known = len(self._blocks), self._accesses
        try:
            counting = self._made(code, name)
        except RuntimeError:  # LLVM refuses it: some access is written as none before
            if not self._with_accesses:
                raise
            del self._blocks[blocks:]
            self._accesses, self._with_accesses = known, False
            counting = self._made(code, name)
        counting.name = module.name
        return counting

    def _made(self, code: str, name: str) -> Any:
        made = llvm.parse_assembly("\n".join(self._rows(code, name)))
        made.verify()
        return made

    def clear(self) -> None:
        """Begin to count anew."""
        for counts in (self._counts, *self._by_kind.values()):
            counts[: len(self._blocks)] = 0
        self._reached[: self._accesses, 1:] = _NOWHERE

    def reached(self) -> Any | None:
        """Return a row for each load or store, with the least and the greatest address it had.

        None where not all are counted.
        """
        all_counted = self._with_accesses and self._accesses < MOST
        return self._reached[: self._accesses, 1:] if all_counted else None

    def moves(self) -> dict[tuple[str, str, str], dict[str, int]]:
        """Return how many accesses of each block were of each kind; those that had none lack."""
        found: dict[tuple[str, str, str], dict[str, int]] = {}
        for kind, counts in self._by_kind.items():
            for number in np.flatnonzero(counts[: len(self._blocks)]):
                found.setdefault(self._blocks[number], {})[kind] = int(counts[number])
        return found

    def executed(self) -> dict[tuple[str, str, str], int]:
        """Return how often each block ran, by library, function and block."""
        found: dict[tuple[str, str, str], int] = {}
        for number, block in enumerate(self._blocks):
            if self._counts[number]:
                found[block] = int(self._counts[number])
        return found

    def _rows(self, code: str, name: str) -> list[str]:
        rows: list[str] = []
        function = ""
        block = optimised.ENTRY
        pending = counted = False
        whole = code.splitlines()
        stores = accesses.stored(whole) if self._with_accesses else frozenset()
        for row in whole:
            if defined := _DEFINE.match(row):
                function, block = defined[2], optimised.ENTRY
                pending = counted = not function.startswith(_NOT_COUNTED)
            elif row.startswith("}"):
                function, counted = "", False
            elif function and (label := optimised.LABEL.match(row)):
                block = label[2]
                pending = counted
            elif function and pending:
                text = row.strip()
                if text and not text.startswith(("#dbg", ";")) and not _FIRST.match(text):
                    rows.append(self._counter(name, function, block))
                    pending = False
            if self._with_accesses and counted and not pending:
                rows += self._access(row, stores)
            rows.append(row)
        return rows

    def _access(self, row: str, stores: frozenset[str]) -> Iterator[str]:
        """The rows that count where a load or store goes, which belong to the block before them."""
        one, length = accesses.access(row, stores), accesses.length(row)
        if (one is None and not length) or self._accesses >= MOST or not self._blocks:
            return
        number, at = self._accesses, 8 * (len(self._blocks) - 1)
        self._accesses += 1
        self._reached[number, 1:] = _NOWHERE
        counts = {kind: found.ctypes.data + at for kind, found in self._by_kind.items()}
        if length:
            yield from accesses.adding(length, number, counts[accesses.MOVED])
        if one is not None:
            yield from accesses.counting(one, number, self._reached[number].ctypes.data, counts)

    def _counter(self, name: str, function: str, block: str) -> str:
        number = len(self._blocks)
        self._blocks.append((name, function, block))
        address = self._counts.ctypes.data + 8 * number
        return (
            f"  %counted.{number} = atomicrmw add ptr inttoptr (i64 {address} to ptr), "
            "i64 1 monotonic"
        )


def count(job: Job) -> dict[str, Any]:
    """Return facts by the names of `facts.Why`."""
    try:
        watched = _Watched(job)
    except (LackingError, AttributeError) as error:
        return {"reasons": {"loops": str(error)}}
    executed = watched.called(job.size)
    loops = watched.loops(executed)
    return {
        "loops": loops,
        "options": options_that_matter(executed, loops),
        "assembly": watched.hottest(executed),
        "worked_on": watched.worked_on(executed),
    }


def weigh(job: Job) -> dict[str, Any]:
    """Return `work`: flops, bytes loaded and stored, and the SIMD share, of a call at each size."""
    try:
        watched = _Watched(job)
    except (LackingError, AttributeError) as error:
        return {"failed": str(error)}
    found = []
    for size in job.sizes:
        loops = watched.loops(watched.called(size))
        flops = sum(loop.flops for loop in loops)
        simd = sum(loop.flops * (loop.simd_share or 0.0) for loop in loops)
        moved = sum(loop.bytes for loop in loops)
        found.append(Work(job.variant, size, flops, moved, simd / flops if flops else None))
    return {"work": found}


def _by_function(
    found: Mapping[tuple[str, str, str], Counted],
) -> dict[tuple[str, str], dict[str, Counted]]:
    """What was counted of blocks, by library and function, then by block."""
    sorted_: dict[tuple[str, str], dict[str, Counted]] = {}
    for (library, function, block), counted in found.items():
        sorted_.setdefault((library, function), {})[block] = counted
    return sorted_


class _Watched:
    """A variant whose blocks are counted; its calls are as slow as that makes them."""

    def __init__(self, job: Job) -> None:
        """Raises LackingError or AttributeError where this version of Numba lacks what it takes."""
        self._counters, self._recording = Counters(not job.parallel), Recording()
        self._numbered: list[str] = []
        self._given: tuple[Any, ...] = ()
        self._recording.begin(self._counting)
        linetables.turn_on()
        self._job, self._call = job, ready(job)
        self._call.variant.compile(self._call.fresh())
        self._call.variant.function(*self._call.fresh())

    def called(self, size: int) -> list[Executed]:
        """Call it once at this size, and return what ran."""
        call = self._call
        if size != self._job.size:
            arguments = call.loaded.make_args_of(
                self._job.variant, size, self._job.dtype, self._job.seed
            )
            call = replace(call, arguments=arguments)
        self._given = arguments = call.fresh()
        self._counters.clear()
        call.variant.function(*arguments)
        ran, moves = _by_function(self._counters.executed()), _by_function(self._counters.moves())
        return [
            Executed(function, ran[name, function.name], moves.get((name, function.name), {}))
            for name, library in zip(self._numbered, self._recording.libraries, strict=True)
            for function in optimised.read(library.code)
            if (name, function.name) in ran
        ]

    def loops(self, executed: list[Executed]) -> tuple[Loop, ...]:
        """Return the loops of the source in what ran."""
        kernel = self._call.kernel
        lines = self._lines()
        return loops_of(executed, kernel, self._call.variant.variant, lines)

    def worked_on(self, executed: list[Executed]) -> tuple[int, ...] | None:
        """Return the places of the arrays that a call loads from or stores to, None if unknown."""
        reached = self._counters.reached()
        if reached is None or not all(map(is_all_counted, executed)):
            return None
        return tuple(
            at
            for at, one in enumerate(self._given)
            if isinstance(one, np.ndarray) and lies_in(one, reached)
        )

    def hottest(self, executed: list[Executed]) -> tuple[Instruction, ...] | None:
        """Return the instructions of the loop that ran most."""
        kernel = self._call.kernel
        lines = self._lines()
        return assembly.hottest(self._recording.libraries, executed, kernel.path, lines)

    def _lines(self) -> Source:
        """The lines of the functions that a call reaches."""
        kernel = self._call.kernel
        lines = source(kernel.path, kernel.sha256)
        return lines.reached_from(self._call.variant.variant.line)

    def _counting(self, module: Any, name: str, code: str) -> Any:
        self._numbered.append(name if name == "nrt" else f"{name}#{len(self._numbered)}")
        return self._counters.put_into(module, self._numbered[-1], code)
