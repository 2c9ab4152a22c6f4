"""What LLVM says about loops at the user's lines, in the user's words.

LLVM writes its remarks to standard error. They are kept in a file, with marks between them that
tell which library was compiled; a variant needs a fresh process, since a helper is compiled once.
"""

import os
import re
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import IO

from explorer.why.facts import DONE, MISSED, Remark

PASSES = "loop-vectorize|loop-idiom|regalloc|inline"
_LINE = re.compile(r"remark: (?P<file>.*?):(?P<line>\d+):\d+: (?P<text>.*)")
_VECTORISED = re.compile(r"vectorized loop \(vectorization width: (\d+), interleaved count: (\d+)")
_SPILLS = re.compile(r"(\d+) (?:folded )?(?:spills|reloads) ")
_COSTLY = re.compile(
    r"'(?P<name>[^']+)' not inlined into .* too costly to inline "
    r"\(cost=(?P<cost>\d+), threshold=(?P<limit>\d+)\)"
)
_MANY_SPILLS = 4
"""Values that are stored or loaded again in a loop, from which on it is worth a word."""


_MISSED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "cannot prove it is safe to reorder floating-point operations",
        "No SIMD: the additions are kept in the written order, so each waits for the one before.",
        ("fastmath",),
    ),
    (
        "early exit loop",
        "No SIMD: a check can leave the loop, such as a division that raises ZeroDivisionError, "
        "a bounds check, a return or a break.",
        ("error_model",),
    ),
    (
        "operations that cannot be speculatively executed",
        "No SIMD: a check can leave the loop before an operation that must not run in advance.",
        ("error_model",),
    ),
    (
        "value that could not be identified as reduction",
        "No SIMD: each step needs the result of the step before.",
        ("fastmath",),
    ),
    (
        "cannot identify array bounds",
        "No SIMD: an index comes from data or may be negative, so what is touched is not known "
        "in advance.",
        ("unsigned",),
    ),
    (
        "call instruction cannot be vectorized",
        "No SIMD: the loop calls a function that is not inlined.",
        (),
    ),
    (
        "could not determine number of loop iterations",
        "No SIMD: how often the loop runs is not known before it runs.",
        (),
    ),
    (
        "uncountable",
        "No SIMD: how often the loop runs is not known before it runs.",
        (),
    ),
    (
        "loop induction variable",
        "No SIMD: how often the loop runs is not known before it runs.",
        (),
    ),
    (
        "unsafe dependent memory operations",
        "No SIMD: a step writes what a later step reads; prange would be wrong here.",
        (),
    ),
    (
        "write to a loop invariant address",
        "No SIMD: the sum is kept in memory; add it up in a local variable.",
        (),
    ),
    (
        "control flow cannot be substituted",
        "No SIMD: branches inside of the loop cannot be turned into selections.",
        (),
    ),
    (
        "cost-model indicates that vectorization is not beneficial",
        "No SIMD: the compiler reckons that it would not pay here.",
        (),
    ),
)


class Capture:
    """Everything written to standard error from `begin` to `end`, as text."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, closed by `end`
        self._error = -1

    def begin(self) -> None:
        """Ask LLVM for remarks and keep what is written; call it before anything is compiled."""
        import llvmlite.binding as llvm

        for kind in ("", "-missed", "-analysis"):
            llvm.set_option("", f"--pass-remarks{kind}={PASSES}")
        self._error = os.dup(2)
        os.dup2(self._file.fileno(), 2)

    def end(self) -> str:
        """Give standard error back; returns what was written, with bytes of no text replaced."""
        os.dup2(self._error, 2)
        os.close(self._error)
        with self._file:
            self._file.seek(0)
            return self._file.read().decode(errors="replace")


def read(text: str, file: Path, functions: Collection[str] = ()) -> list[Remark]:
    """Return what the remarks say about lines of a file, each thing once, by line.

    `functions` are those that its reader knows: others have names that only Numba knows.
    A loop is compiled in several copies: where one became SIMD, that another did not is no news.
    """
    done: dict[int, tuple[int, int]] = {}
    closed: dict[int, str] = {}
    spilled: dict[int, int] = {}
    missed: dict[tuple[int, str], Remark] = {}
    for found in _LINE.finditer(text):
        if Path(found["file"]).name != file.name:  # LLVM may leave out the folder
            continue
        line, said = int(found["line"]), found["text"]
        if simd := _VECTORISED.search(said):
            width, copies = int(simd[1]), int(simd[2])
            done[line] = max(done.get(line, (0, 0)), (width, copies))
        elif "generated in loop" in said:
            spilled[line] = max(spilled.get(line, 0), sum(map(int, _SPILLS.findall(said))))
        elif costly := _COSTLY.search(said):
            name = _last_name(costly["name"])
            named = name if name in functions else "A function that it calls"
            large = f"{named} is too large to be inlined (cost {costly['cost']}, limit "
            missed[line, named] = Remark(line, MISSED, f"{large}{costly['limit']}).")
        elif "memset" in said or "memcpy" in said:
            closed[line] = f"Made a single {'memset' if 'memset' in said else 'memcpy'}."
        else:
            for phrase, sentence, remedies in _MISSED:
                if phrase in said.lower():
                    missed[line, sentence] = Remark(line, MISSED, sentence, remedies)
                    break
    remarks = [Remark(line, DONE, text) for line, text in closed.items()]
    remarks += [
        Remark(line, DONE, f"Made SIMD: {width} elements at a time"
               + (f", {copies} times over." if copies > 1 else "."))
        for line, (width, copies) in done.items()
    ]  # fmt: skip
    remarks += [
        remark
        for (line, _), remark in missed.items()
        if line not in done or not remark.text.startswith("No SIMD")
    ]
    remarks += [
        Remark(line, MISSED, f"Too few registers: {count} values are spilt and loaded again.")
        for line, count in spilled.items()
        if count >= _MANY_SPILLS
    ]
    return sorted(remarks, key=lambda remark: (remark.line, remark.kind, remark.text))


def _last_name(mangled: str) -> str:
    """The last part of a name as Numba mangles it: `_ZN`, then each part after its length."""
    rest, found = mangled.partition("_ZN")[2], mangled
    while match := re.match(r"\d+", rest):
        length, start = int(match[0]), match.end()
        found, rest = rest[start : start + length], rest[start + length :]
    return found
