"""A median of times with its interval, as it is kept and sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.measure.statistics import interval


@dataclass(frozen=True)
class Timed:
    """A median over rounds, with its 95 % interval, in seconds."""

    median_s: float
    low_s: float
    high_s: float


def timed(values: Sequence[float]) -> Timed:
    """Return the median and its interval; of too few values for one, the median is all of it."""
    found = interval(values)
    low = found.median if found.low is None else found.low
    return Timed(found.median, low, found.median if found.high is None else found.high)
