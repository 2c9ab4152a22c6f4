"""How many times faster one point is than another, always with bounds.

The ratio is that of `analysis.paired`, which tables and charts show as well, and so are its ends
where it has any. Where there are too few samples for an interval, they come from what is known of
each alone, and are wide: disturbances only lengthen, so a time of which all samples were disturbed
may be much shorter, and not longer. Of several processes, see `ends`.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from explorer.measure.ratios import paired_ratios
from explorer.measure.statistics import Interval
from explorer.results import analysis
from explorer.results.record import PointRecord

KNOWN = 1.25
"""An efficiency is told where the ends of the speed-up are no farther apart."""
FEW = 1.1
"""What few samples may be off by, beyond the least and the greatest of them."""
ONE_SHORTER, ONE_LONGER = 1.5, 1.2
"""What a median may be off by of which it is not told how many samples it is of."""
FEW_ROUNDS = 1.05
"""And what the ratio of few rounds may be off by at least."""
MOMENTS = 1.05
"""What a machine may change its speed by from some rounds of a process to others: where points
share none, their ratio may be off by so much more."""
BURST = 3.0
"""How much shorter a time may be that one or two short samples tell: nothing shows whether a burst
hit just these, and bursts make a call up to a few times as long."""
BURST_S = 0.05
"""A batch that takes so long is no longer made several times as long by one burst."""
DISTURBED, DISTURBED_TEAM = 10.0, 5000.0
"""How much shorter a time may be of which every sample was disturbed, of one thread and of more.

Beside programs that use all cores, points of the catalogue without a clean sample took up to ten
times as long as right with one thread; with two, of which one waits for the other, 80 to 3,000
times: a parallel loop of 7 µs took 20 ms, a turn of the scheduler's.
"""
REACH = {2: 6.4, 3: 1.4, 4: 0.8, 5: 0.6}
"""How far from their median the typical process may be, over what so many processes differ by.

Both on a logarithmic scale. So Lord's test has it (Biometrika 34, 1947, 41–67), with medians for
means: found with 200,000 draws of normal numbers, to 95 %.
"""
REACH_OF_ROUNDS = {3: 1.4, 4: 1.0, 5: 1.0}
"""The same for so many rounds: bursts hit them, so more of them reach no less than all of them do.

Found with 8,000 draws of two equal points for each of many kinds of noise: normal of 0.3 % and 2 %,
and each sample hit for itself with a chance of 0.1, 0.3 or 0.5 by 1.1 to 3 times. With `FEW_ROUNDS`
at most 3.8, 1.9 and 0.8 % of any kind miss; by `REACH`, 7.4 % of four and 10.5 % of five would.
"""
BEYOND = 1.25
"""No more than so many times beyond the lowest and the highest, however far apart few are: more
than that processes of one program hardly ever differ by."""


WIDER = 1.5
"""By so much more than one ratio may be off the extreme of many may be, on a logarithmic scale.

The first was chosen by the same times, and the extreme is sought among curves and sizes. Of 353
least ones in files of two other makers 6 were false without this.
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


def widened(found: Ratio) -> Ratio:
    """Return a ratio that was picked as the extreme of many with bounds that allow for that."""
    median, low, high = found
    return Ratio(median, median * (low / median) ** WIDER, median * (high / median) ** WIDER)


def faster(mine: PointRecord, other: PointRecord) -> bool | None:
    """Return whether one point is surely faster than another, surely not, or None for neither."""
    found = ratio(mine, other)
    return True if found.low > 1 else False if found.high < 1 else None


def foremost(records: Sequence[PointRecord]) -> PointRecord:
    """Return that one of some points of a size that the ratios show to be the fastest.

    It starts from the least median. Where rounds of that point's were lost while the machine was
    slower, or faster, another one is ahead of it in the rounds that have both.
    """
    first = min(records, key=attrgetter("median_s"))
    seen = {first.point}
    while True:
        ahead = max(records, key=lambda record: ratio(record, first).median)
        if ratio(ahead, first).median <= 1 or ahead.point in seen:
            return first
        first = ahead
        seen.add(first.point)


def efficiency(record: PointRecord, fewest: PointRecord | None) -> float | None:
    """Return the speed-up that more threads brought over how many more there are.

    `fewest` is the point with the fewest threads. None where the variant does not thread, where
    more than one are the fewest, or the speed-up is hardly known.
    """
    if fewest is None or not (record.usable and fewest.usable) or not record.threaded:
        return None
    if record is fewest and record.point.threads > 1:
        return None
    found = ratio(record, fewest)
    if found.high > KNOWN * found.low:
        return None
    return found.median * fewest.point.threads / record.point.threads


def _ratio(mine: PointRecord, other: PointRecord) -> Ratio:
    found = analysis.paired(mine, other)
    assert found is not None
    if found.low is not None and found.high is not None:
        low, high = ends(found)
    else:
        shortest, longest = bounds(mine)
        least, most = bounds(other)
        low, high = least / longest, most / shortest
        few = _few_rounds(mine, other)
        if few:
            far = max((max(few) / min(few)) ** REACH_OF_ROUNDS[len(few)], FEW_ROUNDS)
            low, high = max(low, found.median / far), min(high, found.median * far)
    apart = 1.0 if _share_moments(mine, other) else MOMENTS
    return Ratio(found.median, min(found.median, low) / apart, max(found.median, high) * apart)


def _few_rounds(mine: PointRecord, other: PointRecord) -> list[float]:
    """The ratios of the rounds that two points share in a process, where they are three to five.

    Which one is the faster does not matter to how far they are apart.
    """
    if not len(mine.repeats) == len(other.repeats) == 1:
        return []
    if mine.repeats[0].process != other.repeats[0].process:
        return []
    found = paired_ratios(*sorted((mine.samples, other.samples), key=len))
    return found if len(found) in REACH_OF_ROUNDS else []


def _share_moments(mine: PointRecord, other: PointRecord) -> bool:
    """Whether rounds of two points lie between each other’s, as far as samples tell of them."""
    if not (mine.samples and other.samples):
        return True
    theirs = {repeat.number: repeat.samples for repeat in other.repeats}
    both = [(r.samples, theirs[r.number]) for r in mine.repeats if theirs.get(r.number)]
    spans = [[(s[0].round, s[-1].round) for s in pair] for pair in both if pair[0]]
    return any(a[0] <= b[1] and b[0] <= a[1] for a, b in spans)


def bounds(record: PointRecord) -> tuple[float, float]:
    """Return between which times, in seconds per call, a point's median surely is."""
    estimate = record.estimate
    assert estimate is not None
    if estimate.low_s is not None and estimate.high_s is not None:
        return ends(estimate.centre)
    clean = [sample.seconds for sample in record.samples if not sample.disturbed]
    least = min((sample.seconds for sample in record.samples), default=estimate.min_s)
    took_s = min(clean, default=0.0) * max((r.calls_per_sample for r in record.repeats), default=0)
    is_long = took_s >= BURST_S
    if len(clean) > 1:
        shorter = FEW if is_long or len(clean) > 2 else BURST
        return min(least, estimate.min_s) / shorter, max(*clean, estimate.median_s) * FEW
    if clean:
        shorter = ONE_SHORTER if is_long else BURST
        return least / shorter, estimate.median_s * ONE_LONGER
    if not estimate.disturbed and record.status != "noisy":  # a file does not say how many
        return estimate.min_s / ONE_SHORTER, estimate.median_s * ONE_LONGER
    team = record.threaded and record.point.threads > 1
    shorter = DISTURBED_TEAM if team else DISTURBED
    return estimate.min_s / shorter, estimate.min_s * FEW


def ends(interval: Interval) -> tuple[float, float]:
    """Return the ends of an interval; of several processes, of what a typical one takes.

    One program differs from process to process (where its code and data lie in memory), often by
    more than the interval within one; so only processes count as independent. Six or more have
    the typical one between the lowest and the highest, whatever the distribution, but in 2 · 2⁻⁶
    = 3.1 % of cases (the sign test: Conover, Practical Nonparametric Statistics, 3rd ed., section
    3.4). Fewer lie on one side of it by chance too often: for these the ends are by `REACH`.
    """
    assert interval.low is not None
    assert interval.high is not None
    low, high = min((interval.low, *interval.each)), max((interval.high, *interval.each))
    reach = REACH.get(len(interval.each))
    if reach is None:
        return low, high
    far = (max(interval.each) / min(interval.each)) ** reach
    return (
        min(low, max(interval.median / far, low / BEYOND)),
        max(high, min(interval.median * far, high * BEYOND)),
    )
