"""Who is best at one size, and how surely."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from explorer.results.facts.ratios import EQUAL, Ratio, faster, foremost, ratio
from explorer.results.facts.subject import Subject, curve_of, timed
from explorer.results.record import AtSize, PointRecord, Series

LOSS = 0.05
"""Who surely loses no more than this against anybody is as good as the best."""
VISIBLE = 1.10
"""A median this many times the least is never recommended, however little is known of it."""
SAME = 1.02
"""Curves that differ by less are not ranked."""
FAR = 20.0
"""Sizes so many times apart say nothing of each other, where none is known on the other side."""
STEADY, HIT = 8, 1.3
"""Fewer samples may all lie in one burst, which their interval does not know of; and what one makes
of a time at least."""
BEHIND = 1.5
"""What is so many times slower at the sizes next to one is not the best there, however badly its
time is known."""
FAR_AHEAD = 3.0
"""What made every sample of a point longer has not made all of them so many times as long."""
ALL_BEHIND, ALIKE = 1.1, 1.25
"""Nor is what is behind by this much there and here, where it is as far behind here as these make
one expect, so nearly: no burst hit all three alike."""


@dataclass(frozen=True)
class Contest:
    """The curves of one size against each other.

    `good` are those that surely lose at most 5 % against anybody, plainest first; where there is
    none it cannot be told who is best, and `open` are those that it may be. `losses` says of every
    curve with a time how many times as long it takes as the foremost.

    `missing` are those that were not measured here and, by the sizes next to it at which both were,
    are likely ahead of the best, as when the budget is used up. Then being the fastest of those
    that were measured says nothing: it is open, and nothing is known to be lost with one that is
    missing. What failed here is not missing: it cannot be used; nor is what a call of was predicted
    to take longer than the limit, where the best takes less. The same goes for a point of few
    samples that loses much more than it would by the sizes next to it; what is hardly known,
    and surely behind at the sizes next to it, is not open.

    Where it is open, `likely` are those of the open ones that the foremost does not leave behind,
    by the median of their ratio or, of points with too few samples for an interval, by the
    shortest of them: disturbances only lengthen. `hit` are those that few samples make much slower.
    """

    size: int
    good: tuple[Series, ...]
    open: tuple[Series, ...]
    losses: dict[Series, Ratio]
    missing: tuple[Series, ...] = ()
    likely: frozenset[Series] = frozenset()
    hit: tuple[Series, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether it can be told what is best here."""
        return bool(self.good)


def contest(subject: Subject, size: int) -> Contest | None:
    """Return who is best at a size; None where nobody has a time."""
    if not subject.timed(size):
        return None
    met = subject.run.at(size).recall(_met, subject.eligible)
    foremost_one = curve_of(met.best)

    def plainest_first(found: Iterable[Series]) -> tuple[Series, ...]:
        return tuple(sorted(found, key=subject.plainness))

    behind = {
        r.point
        for r in met.badly_known
        if is_behind(subject, r, foremost_one, met.losses[curve_of(r)].median)
    }
    rivals = [r for r in met.rivals if r.point not in behind]
    good = met.good if not behind else _good(met.near, rivals)
    absent = missing(subject, subject.eligible, foremost_one, size)
    hit = [
        curve_of(r)
        for r in met.few
        if _may_be_hit(subject, r, foremost_one, met.losses[curve_of(r)].median)
    ]
    ahead = {*absent, *hit}
    maybe = plainest_first([*ahead, *map(curve_of, rivals)])
    if ahead:
        losses = met.losses | dict.fromkeys(absent, EQUAL)
        likely = _likely(rivals, met.losses) | set(absent)
        return Contest(size, (), maybe, losses, absent, likely, plainest_first(hit))
    likely = frozenset[Series]() if good else _likely(rivals, met.losses)
    return Contest(size, plainest_first(map(curve_of, good)), maybe, met.losses, (), likely)


def paired_off(subject: Subject, size: int) -> Iterator[object]:
    """Find the ratios that `contest` looks at, one at each step: they are remembered."""
    row = subject.run.at(size)
    if row.recalls(_met, subject.eligible):
        return
    if records := timed(row, subject.eligible):
        first = min(records, key=attrgetter("median_s"))
        yield from (ratio(record, first) for record in records)
        best = foremost(records)
        yield from (ratio(best, record) for record in records)


def _likely(rivals: list[PointRecord], losses: dict[Series, Ratio]) -> frozenset[Series]:
    """Those of some points that are within the loss that is allowed, as `Contest` says."""
    known = [(curve_of(r), r.estimate) for r in rivals if r.estimate is not None]
    least = min(estimate.min_s for _, estimate in known)
    return frozenset(
        curve
        for curve, estimate in known
        if losses[curve].median <= 1 + LOSS
        or (estimate.low_s is None and estimate.min_s <= (1 + LOSS) * least)
    )


class _Met(NamedTuple):
    """How the points of a size do, against the one that is foremost.

    `near` are those that may be good, `badly_known` the rivals without an interval, and `few` those
    that are behind by samples so few that one burst may have hit them all.
    """

    best: PointRecord
    losses: dict[Series, Ratio]
    rivals: list[PointRecord]
    near: list[PointRecord]
    good: list[PointRecord]
    badly_known: list[PointRecord]
    few: list[PointRecord]


def _met(row: AtSize, curves: tuple[Series, ...]) -> _Met:
    records = sorted(timed(row, curves), key=lambda record: record.median_s)
    first, best = records[0], foremost(records)
    losses = {curve_of(r): EQUAL if r is best else ratio(best, r) for r in records}
    rivals = [r for r in records if losses[curve_of(r)].low <= 1.0]
    near = [r for r in records if r.median_s <= VISIBLE * first.median_s or faster(r, first)]
    badly_known = [r for r in rivals if r is not best and not _has_interval(r)]
    behind = (r for r in records if losses[curve_of(r)].low > 1.0)
    few = [r for r in behind if r.estimate is not None and 0 < r.estimate.clean < STEADY]
    return _Met(best, losses, rivals, near, _good(near, rivals), badly_known, few)


def _good(near: list[PointRecord], rivals: list[PointRecord]) -> list[PointRecord]:
    return [r for r in near if all(_bears(r, rival) for rival in rivals)]


def _has_interval(record: PointRecord) -> bool:
    return record.estimate is not None and record.estimate.low_s is not None


def missing(
    subject: Subject, curves: Iterable[Series], best: Series, size: int
) -> tuple[Series, ...]:
    """Return those of some curves that were not measured at a size, and are likely ahead there.

    Ahead of `best`, which was. What failed there is not missing; nor is what would take longer than
    a call may, where the best does not.
    """
    absent = (curve for curve in curves if subject.record(curve, size) is None)
    its = subject.record(best, size)
    long = its is not None and its.median_s > subject.run.plan.call_limit_s
    left = (curve for curve in absent if not _ruled_out(subject, curve, size, long))
    return tuple(curve for curve in left if _is_ahead(subject, curve, best, size))


def _ruled_out(subject: Subject, curve: Series, size: int, long: bool) -> bool:
    """Whether a curve is not ahead at a size as it failed, or as only the best is not `long`."""
    record = subject.run.point(curve[0], size, curve[1])
    return record is not None and (record.status == "failed" or (record.over_limit and not long))


class _Expected(NamedTuple):
    """How many times faster one curve likely is than another at a size, as a logarithm.

    `nearest` and `other` are what it is at the two sizes next to it, `across` says that these are
    on either side; there may be no `other`. `near` and `far` are how far these are, on that scale.
    """

    gain: float
    nearest: float
    other: float | None
    across: bool
    near: float
    far: float

    @property
    def steady(self) -> bool:
        """Whether both sizes are near and say about the same."""
        if self.other is None or self.far > math.log(FAR):
            return False
        return abs(self.nearest - self.other) < math.log(ALIKE)


def _expected(subject: Subject, curve: Series, best: Series, size: int) -> _Expected | None:
    """Return what is to be expected at a size by the two next to it; None where that is nothing.

    These are one on either side where both have times on either, else the two nearest. The ratio is
    taken to be a power of the size, which goes no farther beyond than they are apart.
    """
    sizes = subject.sizes
    below = _meetings(subject, curve, best, size, reversed(sizes[: bisect_left(sizes, size)]))
    above = _meetings(subject, curve, best, size, sizes[bisect_right(sizes, size) :])
    across = bool(below and above)
    both = [*below[:1], *above[:1]] if across else [*below, *above]
    both.sort(key=lambda met: abs(met[0]))
    if not both or (not across and abs(both[0][0]) > math.log(FAR)):
        return None
    at, gain = both[0]
    if len(both) == 1:
        return _Expected(gain, gain, None, across, abs(at), abs(at))
    other, its_gain = both[1]
    share = max(-at / (other - at), -1.0)
    there = gain + share * (its_gain - gain)
    return _Expected(there, gain, its_gain, across, abs(at), abs(other))


def _meetings(
    subject: Subject, curve: Series, best: Series, size: int, sizes: Iterable[int]
) -> list[tuple[float, float]]:
    """The first two of some sizes at which two curves have times: how far, and the ratio.

    A time of which every sample was disturbed tells nothing of another size.
    """
    both = ((n, subject.record(curve, n), subject.record(best, n)) for n in sizes)
    known = (
        (math.log(n / size), math.log(its.median_s / mine.median_s))
        for n, mine, its in both
        if mine is not None and its is not None and not _is_spoilt(mine) and not _is_spoilt(its)
    )
    return list(islice(known, 2))


def _is_spoilt(record: PointRecord) -> bool:
    return record.estimate is not None and record.estimate.all_disturbed


def _is_ahead(subject: Subject, curve: Series, best: Series, size: int) -> bool:
    """Whether a curve is likely faster than another at a size where it was not measured.

    None is that is slower at the nearest size and has none beyond. One that is faster there may be
    here, too, however far away that is: the other has not been compared with it.
    """
    found = _expected(subject, curve, best, size)
    if found is None:
        nearest = _nearest_first(subject.sizes, size)
        far = _meetings(subject, curve, best, size, nearest)
        return far[0][1] > 0 if far else _is_far_ahead(subject, curve, best, nearest)
    return found.gain > 0 and (found.across or found.nearest > 0)


def _is_far_ahead(subject: Subject, curve: Series, best: Series, sizes: Iterable[int]) -> bool:
    """Whether a curve leads where every sample of the other was disturbed, by far even so.

    At the first of some sizes at which both have times: the other's is its shortest there.
    """
    both = ((subject.record(curve, n), subject.record(best, n)) for n in sizes)
    mine, its = next(((m, i) for m, i in both if m is not None and i is not None), (None, None))
    if mine is None or its is None or _is_spoilt(mine):
        return False
    return its.median_s > FAR_AHEAD * mine.median_s


def _nearest_first(sizes: Iterable[int], size: int) -> list[int]:
    return sorted(sizes, key=lambda other: abs(math.log(other / size)))


def is_behind(subject: Subject, record: PointRecord, best: Series, loss: float) -> bool:
    """Whether a point that has no interval is surely slower than another by those next to it.

    `loss` is how many times as long as the other it takes.
    """
    if _has_interval(record):
        return False
    found = _expected(subject, curve_of(record), best, record.point.size)
    if found is None or found.other is None:
        return False
    gain = max(found.gain, found.nearest, found.other)
    alike = found.far <= math.log(FAR) and abs(found.gain + math.log(loss)) < math.log(ALIKE)
    return gain < -math.log(BEHIND) or (
        alike and max(gain, -math.log(loss)) < -math.log(ALL_BEHIND)
    )


def _may_be_hit(subject: Subject, record: PointRecord, best: Series, loss: float) -> bool:
    """Whether a point of few samples loses much where, by the sizes next to it, it would not.

    These are on either side, or both say the same. `loss` is how many times as long as the best it
    takes.
    """
    found = _expected(subject, curve_of(record), best, record.point.size)
    if found is None or not (found.steady or (found.across and found.near <= math.log(FAR))):
        return False
    return found.gain > -math.log(1 + LOSS) and found.gain + math.log(loss) > math.log(HIT)


def _bears(record: PointRecord, rival: PointRecord) -> bool:
    """Whether a rival is surely not faster by more than the loss that is allowed."""
    return record is rival or ratio(rival, record).high <= 1 + LOSS
