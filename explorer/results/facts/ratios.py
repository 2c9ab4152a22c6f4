"""How many times faster one point is than another, always with bounds.

Where both were measured in the same rounds the bounds are those of the paired ratios, or those that
follow from the interval of either alone where these are tighter. Where there are too few samples
for an interval, they come from what is known of each alone, and are wide: disturbances only
lengthen, so a time of which all samples were disturbed may be much shorter, and not longer.
"""

from __future__ import annotations

from typing import NamedTuple

from explorer.measure.statistics import Interval
from explorer.results import analysis
from explorer.results.record import PointRecord

FEW = 1.1
"""What few samples may be off by, beyond the least and the greatest of them."""
TWO_SHORTER = 1.5
"""How much shorter a time may be that two short samples tell: one burst may have hit both."""
ONE_SHORTER, ONE_LONGER = 1.5, 1.2
"""What a median may be off by of which it is not told how many samples it is of."""
LONE_SHORTER = 3.0
"""How much shorter a time may be that one sample tells: nothing shows whether just that one was hit
by a burst, and bursts make a call up to a few times as long."""
BURST_S = 0.05
"""A batch that takes so long is no longer made several times as long by one burst."""
DISTURBED, DISTURBED_TEAM = 10.0, 5000.0
"""How much shorter a time may be of which every sample was disturbed, of one thread and of more.

Beside programs that use all cores, points of the catalogue without a clean sample took up to ten
times as long as right with one thread; with two, of which one waits for the other, 80 to 3,000
times: a parallel loop of 7 µs took 20 ms, a turn of the scheduler's.
"""


class Ratio(NamedTuple):
    """A ratio with its bounds of 95 %, or wider ones; above 1 the first is the faster."""

    median: float
    low: float
    high: float


EQUAL = Ratio(1.0, 1.0, 1.0)


def ratio(mine: PointRecord, other: PointRecord) -> Ratio:
    """Return how many times faster one point is than another; both have times.

    The record remembers it while its run grows: records are replaced, never changed.
    """
    if mine.point == other.point:
        return EQUAL
    known = mine.ratios.get(other.point)
    if known is not None and known[0] is other:
        found: Ratio = known[1]
        return found
    found = _ratio(mine, other)
    mine.ratios[other.point] = other, found
    return found


def _ratio(mine: PointRecord, other: PointRecord) -> Ratio:
    assert mine.estimate is not None
    assert other.estimate is not None
    shortest, longest = bounds(mine)
    least, most = bounds(other)
    low, high = least / longest, most / shortest
    found = analysis.paired(mine, other)
    if found is None or found.low is None or found.high is None:
        median = other.estimate.median_s / mine.estimate.median_s
        return Ratio(median, min(median, low), max(median, high))
    paired = Ratio(found.median, *_ends(found))
    if low <= paired.median <= high:
        return Ratio(paired.median, max(paired.low, low), min(paired.high, high))
    return paired


def bounds(record: PointRecord) -> tuple[float, float]:
    """Return between which times, in seconds per call, a point's median surely is."""
    estimate = record.estimate
    assert estimate is not None
    if estimate.low_s is not None and estimate.high_s is not None:
        return _ends(estimate.centre)
    clean = [sample.seconds for sample in record.samples if not sample.disturbed]
    least = min((sample.seconds for sample in record.samples), default=estimate.min_s)
    took_s = min(clean, default=0.0) * max((r.calls_per_sample for r in record.repeats), default=0)
    is_long = took_s >= BURST_S
    if len(clean) > 1:
        shorter = FEW if is_long or len(clean) > 2 else TWO_SHORTER
        return min(least, estimate.min_s) / shorter, max(*clean, estimate.median_s) * FEW
    if clean:
        shorter = ONE_SHORTER if is_long else LONE_SHORTER
        return least / shorter, estimate.median_s * ONE_LONGER
    if not estimate.disturbed:  # in a file: there it is not known how many
        return estimate.min_s / ONE_SHORTER, estimate.median_s * ONE_LONGER
    team = record.threaded and record.point.threads > 1
    shorter = DISTURBED_TEAM if team else DISTURBED
    return estimate.min_s / shorter, estimate.min_s * FEW


def _ends(interval: Interval) -> tuple[float, float]:
    """The ends of an interval; of several processes, as far as they are apart."""
    assert interval.low is not None
    assert interval.high is not None
    return min((interval.low, *interval.each)), max((interval.high, *interval.each))
