"""What is known of each line of the source, short enough to stand beside it."""

import re
from dataclasses import dataclass

from explorer.kernels.kernel import Kernel, Variant
from explorer.kernels.lines import lines_of
from explorer.kernels.reading import parse
from explorer.units import percent
from explorer.why.facts import DONE, Loop, Remark, Why
from explorer.why.text import notes_of


@dataclass(frozen=True)
class Beside:
    """A line: its share of the time, its loop, what the compiler said, all of it, and types."""

    share: float | None = None
    loop: str = ""
    said: str = ""
    told: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def beside(why: Why) -> dict[int, Beside]:
    """Return what is known by line of the file, from 1; lines of which nothing is known lack."""
    shares = {line.line: line.share for line in why.lines or ()}
    notes = notes_of(why)
    loops: dict[int, Loop] = {}
    for loop in why.loops or ():
        if loop.line not in loops or loop.trips > loops[loop.line].trips:
            loops[loop.line] = loop
    remarks: dict[int, Remark] = {}
    for remark in why.remarks or ():
        remarks.setdefault(remark.line, remark)
    types: dict[int, list[str]] = {}
    for typed in why.types or ():
        types.setdefault(typed.line, []).append(f"{typed.name}: {typed.type}")
    return {
        line: Beside(
            shares.get(line),
            _loop(loops[line]) if line in loops else "",
            _said(remarks[line]) if line in remarks else "",
            tuple(notes.get(line, ())),
            tuple(types.get(line, ())),
        )
        for line in sorted({*shares, *notes, *types})
    }


def _loop(loop: Loop) -> str:
    if not loop.trips:
        return "no loop left"
    turns = f"{loop.trips:,} ×"
    return turns if loop.simd_share is None else f"{turns}, SIMD {percent(loop.simd_share)}"


def _said(remark: Remark) -> str:
    """A remark without the words that all of its kind begin with."""
    if remark.kind == DONE:
        return remark.text.removeprefix("Made ").rstrip(".")
    reason = remark.text.removeprefix("No SIMD: ").rstrip(".")
    return f"no SIMD: {reason}" if reason != remark.text.rstrip(".") else reason


def offset_of(kernel: Kernel, variant: Variant) -> int:
    """Return what is added to a line of a variant's source, from 1, for its line in the file.

    A variant that the program makes has another decorator than the file's function.
    """
    content, _, _ = parse(kernel.path)
    file = lines_of(content)[variant.line - 1 :]
    return variant.line + _definition(file) - _definition(lines_of(variant.source)) - 1


def _definition(rows: list[str]) -> int:
    found = (at for at, row in enumerate(rows) if re.match(r"\s*(async\s+)?def\b", row))
    return next(found, 0)
