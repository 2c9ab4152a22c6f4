"""The loops that Numba could share among threads, and what became of each."""

from collections.abc import Iterator
from typing import Any

from explorer.why.facts import FUSED, PARALLEL, SERIAL, ParallelLoop
from explorer.why.recording import LackingError

_KEPT = "Shared among the threads."
_FUSED = "Done in the parallel loop of line {}, fused with it."
_NESTED = "Done by one thread: it is inside of the parallel loop of line {}."


def loops_of(dispatcher: Any, file: str) -> tuple[ParallelLoop, ...]:
    """Return the loops of a file that could be parallel, by line.

    Numba keeps them with what it compiled (numba.parfors.parfor.ParforDiagnostics). A function
    without `parallel` has none. Raises LackingError where this version keeps them elsewhere.
    """
    found: dict[tuple[int, str, str], None] = {}
    for signature in dispatcher.signatures:
        told = dispatcher.get_metadata(signature).get("parfor_diagnostics")
        if told is None:
            continue
        try:
            if not told.has_setup:  # it was compiled without `parallel`
                continue
            for loop in _loops(told, file):
                found[loop.line, loop.kind, loop.text] = None
        except (AttributeError, TypeError, KeyError) as error:
            said = f"this version of Numba tells of parallel loops otherwise ({error})"
            raise LackingError(said) from error
    return tuple(ParallelLoop(*row) for row in sorted(found))


def _loops(told: Any, file: str) -> Iterator[ParallelLoop]:
    lines = {loop.id: _line(loop, file) for loop in told.initial_parfors}
    into = {one: first for first, others in told.fusion_info.items() for one in others}
    inside = {one: outer for outer, others in told.nested_fusion_info.items() for one in others}
    for number, line in lines.items():
        if not line:
            continue
        end = number
        while end in into:
            end = into[end]
        if number in inside:
            yield ParallelLoop(line, SERIAL, _NESTED.format(lines.get(inside[number], 0)))
        elif end == number:
            yield ParallelLoop(line, PARALLEL, _KEPT)
        elif lines.get(end) and lines[end] != line:
            yield ParallelLoop(line, FUSED, _FUSED.format(lines[end]))


def _line(loop: Any, file: str) -> int:
    """The user's line of a loop, 0 for none; one of Numba's own names it in its pattern."""
    if loop.loc.filename == file:
        return int(loop.loc.line)
    for pattern in loop.patterns:
        for place in pattern[2] if isinstance(pattern, tuple) and len(pattern) > 2 else ():
            if getattr(place, "filename", "") == file:
                return int(place.line)
    return 0
