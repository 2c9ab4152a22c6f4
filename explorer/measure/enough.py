"""When a point was measured enough: how much it still takes, and where more would not help.

The interval of independent samples becomes narrower with the root of their number, so what a point
takes follows from what it has. Where a machine alternates between two speeds, the interval spans
both however many samples there are: the median is then a matter of which speed came a little more
often. That shows early, as an interval that four times the samples made hardly narrower.
"""

import math
from collections.abc import Sequence

from explorer.measure.statistics import FEWEST, Interval, interval

FIRST = 9
"""Samples that a point is given before its scatter says what it takes. From 9 on the interval goes
from the second shortest to the second longest, so that a single one does not decide."""
LOOK = 64
"""Clean samples at which it is first looked whether the interval still becomes narrower; then
whenever there are twice as many, for each look may be mistaken."""
PART = 4
HARDLY = 0.9
"""Of independent samples, PART times as many make the interval half as wide. It is called stuck
where it is still this share of what it was: then, of points with one hump that would have become
precise, 0 to 5 % are given up (`tests/benchmarks/enough.py`)."""


def missing(clean: int, precision: float, wanted: float) -> int:
    """Return how many more clean samples a point presumably takes to be known to `wanted`.

    `precision` is that of so many, both half-widths over the median.
    """
    if clean < FEWEST or not math.isfinite(precision):
        return max(FIRST - clean, 1)
    return max(0, math.ceil(clean * ((precision / wanted) ** 2 - 1)))


class Narrowing:
    """Whether the interval of one point still becomes narrower."""

    def __init__(self) -> None:
        self._next = LOOK
        self.stuck = False

    def look(self, clean: Sequence[float], whole: Interval) -> None:
        """Look at all clean samples until now, in the order of their times, and their interval."""
        if len(clean) < self._next:
            return
        self._next = 2 * len(clean)
        if _width(whole) > HARDLY * _width(interval(clean[: len(clean) // PART])):
            self.stuck = True

    def try_on(self, clean: int) -> None:
        """Take it as if it still could become narrower: more is asked for."""
        self.stuck = False
        self._next = max(LOOK, 2 * clean)


def _width(found: Interval) -> float:
    return math.inf if found.low is None or found.high is None else found.high - found.low
