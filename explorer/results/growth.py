"""Finding times that do not grow with the size: the compiler removed the work."""

import math
from collections.abc import Sequence
from operator import attrgetter

from explorer.results import analysis
from explorer.results.record import PointRecord, Run, Series

SPAN = 100
"""How many times larger the largest size must be than the smallest for a verdict."""
FLAT = 0.05
"""Times that grow with less than this power of the size do not grow."""
EACH_S = 1e-11
"""Seconds that a turn of a loop takes at the least, with SIMD as wide as there is. Where so much
for each element would not be noticed in a time, nothing can be said of a loop."""
GROWS = 0.5
"""Times that grow with more than this power of the size grow."""
FASTER = 4.0
"""A loop that was removed makes a variant at least so many times faster than one that has it."""
NOTHING_ELSE = 1.5
"""Up to this many times the call overhead, a call does nothing else."""


def not_growing(run: Run) -> tuple[PointRecord, ...]:
    """Return, for each variant whose time does not grow with the size, its largest point.

    That is one whose time with one thread grows with less than the power 0.05 of the size, over
    sizes that differ at least a hundredfold, where a loop would be noticed, and that is four times
    faster there than a variant whose time does grow, or takes no longer than calling an empty
    function.
    """
    sizes = analysis.measured_sizes(run)
    curves = {series: _ends(run, sizes, series) for series in run.series()}
    known = {series: ends for series, ends in curves.items() if ends is not None}
    growing = [last for first, last in known.values() if _power(first, last) > GROWS]
    found = [
        last
        for first, last in known.values()
        if _is_flat(first, last) and _does_nothing(run, last, growing)
    ]
    return tuple({record.point.variant: record for record in found}.values())


def _is_flat(first: PointRecord, last: PointRecord) -> bool:
    noticed = EACH_S * last.point.size > FLAT * last.median_s
    return last.point.threads == 1 and noticed and _power(first, last) < FLAT


def _does_nothing(run: Run, flat: PointRecord, growing: list[PointRecord]) -> bool:
    mine = flat.median_s
    calling_s = run.calling_s
    if calling_s and mine + run.subtracted_s < NOTHING_ELSE * calling_s:
        return True
    others = [r.median_s for r in growing if r.point.size == flat.point.size]
    return bool(others) and min(others) > FASTER * mine


def _ends(run: Run, sizes: Sequence[int], curve: Series) -> tuple[PointRecord, PointRecord] | None:
    """A curve's largest trusted point, and before it the fastest of those that are small enough.

    Not the smallest one: it may have been disturbed, and then nothing would seem to grow.
    """
    points = [run.on(curve, size) for size in sizes]
    trusted = [record for record in points if record is not None and record.trusted]
    if not trusted:
        return None
    last = trusted[-1]
    smaller = [r for r in trusted if last.point.size >= SPAN * max(r.point.size, 1)]
    return (min(smaller, key=attrgetter("median_s")), last) if smaller else None


def _power(first: PointRecord, last: PointRecord) -> float:
    """The power of the size with which the time grew."""
    times = math.log(last.median_s / first.median_s)
    return times / math.log(last.point.size / max(first.point.size, 1))
