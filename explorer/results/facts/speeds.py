"""Points whose times come in two heaps: a machine, or a call, that has two speeds.

The logarithms of the clean times are parted where the variance between the two parts is largest
(N. Otsu, IEEE Transactions on Systems, Man, and Cybernetics 9, 1979, 62–66). Two heaps they are
where these are far apart for how wide each is, by Ashman's D (K. M. Ashman, C. M. Bird and S. E.
Zepf, Astronomical Journal 108, 1994, 2348–2361) with medians in place of means. Of times with one
heap (normal, exponential, uniform in the logarithm), 64 at a time, fewer than 1 in 100 reach it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from explorer.measure.plan import Point
from explorer.results.record import PointRecord

FEWEST = 64
"""Fewer samples do not tell two speeds from some stragglers."""
LEAST = 0.2
"""Share of the samples in the smaller heap at least: fewer are stragglers."""
APART = 8.0
"""How many times the width of both heaps they must be apart."""
_AS_DEVIATION = 1.4826
"""The median deviation from the median, times this, is the standard deviation of a normal."""
_CLOCK = 1e-4
"""Width of a heap at least, in the logarithm."""


@dataclass(frozen=True)
class TwoSpeeds:
    """The median of either heap, in seconds per call, and the share of the slower one."""

    point: Point
    fast_s: float
    slow_s: float
    slow_share: float


def two_speeds(record: PointRecord, wanted: float) -> TwoSpeeds | None:
    """Return the two speeds of a point, where they are why it is not known to `wanted`.

    Looked for in the process that has most of its samples; None where there are too few, or one
    heap.
    """
    if record.estimate is None or record.estimate.precision <= wanted:
        return None
    clean = max(
        ([s.seconds for s in repeat.samples if not s.disturbed] for repeat in record.repeats),
        key=len,
        default=[],
    )
    if len(clean) < FEWEST:
        return None
    logs = sorted(map(math.log, clean))
    parted = _parted(logs)
    fast, slow = logs[:parted], logs[parted:]
    if min(len(fast), len(slow)) < LEAST * len(logs):
        return None
    widths = math.hypot(_width(fast), _width(slow))
    if math.sqrt(2) * (median(slow) - median(fast)) < APART * widths:
        return None
    share = len(slow) / len(logs)
    return TwoSpeeds(record.point, math.exp(median(fast)), math.exp(median(slow)), share)


def _parted(ordered: Sequence[float]) -> int:
    """Return how many belong to the lower part."""
    total, below = sum(ordered), 0.0
    best, found = 0.0, 1
    for number in range(1, len(ordered)):
        below += ordered[number - 1]
        others = len(ordered) - number
        apart = below / number - (total - below) / others
        between = number * others * apart * apart
        if between > best:
            best, found = between, number
    return found


def _width(values: Sequence[float]) -> float:
    middle = median(values)
    return _AS_DEVIATION * median([abs(value - middle) for value in values]) + _CLOCK
