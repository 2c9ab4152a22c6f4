"""The process that counts: how often each block of the optimised code runs in one call.

A counter goes into every block after all optimisation, into the copy that is loaded: what is
inlined, unrolled or made SIMD stays as it is. No counters of the processor are needed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import llvmlite.binding as llvm
import numpy as np

from explorer.why import assembly, linetables, optimised
from explorer.why.executed import Executed
from explorer.why.facts import Instruction, Loop
from explorer.why.job import Job, ready
from explorer.why.loops import loops_of
from explorer.why.mattering import options_that_matter
from explorer.why.recording import LackingError, Recording
from explorer.why.source import source
from explorer.why.work import Work

MOST = 1 << 20
_FIRST = re.compile(r'^%([-\w.$]+|"[^"]+") = (phi|landingpad)\b')
_NOT_COUNTED = ("NRT_", "nrt_", "_ZN7cpython", "cfunc.")
_DEFINE = re.compile(r'^define .*?@("?)([^"(]+)\1\(')


class Counters:
    """Puts counters into modules and reads them."""

    def __init__(self) -> None:
        self._counts = np.zeros(MOST, np.int64)
        self._blocks: list[tuple[str, str, str]] = []

    def put_into(self, module: Any, name: str, code: str) -> Any:
        """Return a module like this one that counts; `name` is unique to it."""
        if name == "nrt":
            return module
        counting = llvm.parse_assembly("\n".join(self._rows(code, name)))
        counting.name = module.name
        counting.verify()
        return counting

    def clear(self) -> None:
        """Begin to count anew."""
        self._counts[:] = 0

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
        pending = False
        for row in code.splitlines():
            if defined := _DEFINE.match(row):
                function, block = defined[2], optimised.ENTRY
                pending = not function.startswith(_NOT_COUNTED)
            elif row.startswith("}"):
                function = ""
            elif function and (label := optimised.LABEL.match(row)):
                block = label[2]
                pending = not function.startswith(_NOT_COUNTED)
            elif function and pending:
                text = row.strip()
                if text and not text.startswith(("#dbg", ";")) and not _FIRST.match(text):
                    rows.append(self._counter(name, function, block))
                    pending = False
            rows.append(row)
        return rows

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


class _Watched:
    """A variant whose blocks are counted; its calls are as slow as that makes them."""

    def __init__(self, job: Job) -> None:
        """Raises LackingError or AttributeError where this version of Numba lacks what it takes."""
        self._counters, self._recording = Counters(), Recording()
        self._numbered: list[str] = []
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
        arguments = call.fresh()
        self._counters.clear()
        call.variant.function(*arguments)
        ran = self._counters.executed()
        return [
            Executed(function, counts)
            for name, library in zip(self._numbered, self._recording.libraries, strict=True)
            for function in optimised.read(library.code)
            if (counts := {b: n for (at, f, b), n in ran.items()
                           if at == name and f == function.name})
        ]  # fmt: skip

    def loops(self, executed: list[Executed]) -> tuple[Loop, ...]:
        """Return the loops of the source in what ran."""
        kernel = self._call.kernel
        lines = source(kernel.path, kernel.sha256)
        return loops_of(executed, kernel, self._call.variant.variant, lines)

    def hottest(self, executed: list[Executed]) -> tuple[Instruction, ...] | None:
        """Return the instructions of the loop that ran most."""
        return assembly.hottest(self._recording.libraries, executed, self._call.kernel.path)

    def _counting(self, module: Any, name: str, code: str) -> Any:
        self._numbered.append(name if name == "nrt" else f"{name}#{len(self._numbered)}")
        return self._counters.put_into(module, self._numbered[-1], code)
