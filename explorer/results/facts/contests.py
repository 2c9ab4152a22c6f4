"""Who is best at one size, and how surely."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from explorer.results.facts.ratios import EQUAL, Ratio, foremost, ratio
from explorer.results.facts.subject import Subject, curve_of, timed
from explorer.results.record import AtSize, PointRecord, Series

LOSS = 0.05
"""Who surely loses no more than this against anybody is as good as the best."""
VISIBLE = 1.10
"""A median this many times the least is never recommended, however little is known of it."""
SAME = 1.02
"""Curves that differ by less are not ranked."""


@dataclass(frozen=True)
class Contest:
    """The curves of one size against each other.

    `good` are those that surely lose at most 5 % against anybody, plainest first; where there is
    none it cannot be told who is best, and `open` are those that it may be. `losses` says of every
    curve with a time how many times as long it takes as the foremost.

    `missing` are those that were not measured here and, by the sizes next to it at which both were,
    are likely ahead of the best, as when the budget is used up. Then being the fastest of those
    that were measured says nothing: it is open, and nothing is known to be lost with one that is
    missing. What failed here is not missing: it cannot be used.

    Where it is open, `likely` are those of the open ones that the foremost does not leave behind,
    by the median of their ratio or, of points with too few samples for an interval, by the
    shortest of them: disturbances only lengthen.
    """

    size: int
    good: tuple[Series, ...]
    open: tuple[Series, ...]
    losses: dict[Series, Ratio]
    missing: tuple[Series, ...] = ()
    likely: frozenset[Series] = frozenset()

    @property
    def decided(self) -> bool:
        """Whether it can be told what is best here."""
        return bool(self.good)


def contest(subject: Subject, size: int) -> Contest | None:
    """Return who is best at a size; None where nobody has a time."""
    if not subject.timed(size):
        return None
    best, losses, rivals, good = subject.run.at(size).recall(_met, subject.eligible)

    def plainest_first(found: list[PointRecord]) -> tuple[Series, ...]:
        return tuple(sorted(map(curve_of, found), key=subject.plainness))

    absent = missing(subject, subject.eligible, curve_of(best), size)
    if absent:
        maybe = sorted([*absent, *map(curve_of, rivals)], key=subject.plainness)
        lost = losses | dict.fromkeys(absent, EQUAL)
        likely = _likely(rivals, losses) | set(absent)
        return Contest(size, (), tuple(maybe), lost, absent, likely)
    likely = frozenset[Series]() if good else _likely(rivals, losses)
    return Contest(size, plainest_first(good), plainest_first(rivals), losses, (), likely)


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
    """How the points of a size do, against the one that is foremost."""

    best: PointRecord
    losses: dict[Series, Ratio]
    rivals: list[PointRecord]
    good: list[PointRecord]


def _met(row: AtSize, curves: tuple[Series, ...]) -> _Met:
    records = sorted(timed(row, curves), key=lambda record: record.median_s)
    first, best = records[0], foremost(records)
    losses = {curve_of(r): EQUAL if r is best else ratio(best, r) for r in records}
    rivals = [r for r in records if losses[curve_of(r)].low <= 1.0]
    near = [r for r in records if r.median_s <= VISIBLE * first.median_s]
    near = [r for r in near if losses[curve_of(r)].median <= VISIBLE]
    good = [r for r in near if all(_bears(r, rival) for rival in rivals)]
    return _Met(best, losses, rivals, good)


def missing(
    subject: Subject, curves: Iterable[Series], best: Series, size: int
) -> tuple[Series, ...]:
    """Return those of some curves that were not measured at a size, and are likely ahead there.

    Ahead of `best`, which was; what failed there is not missing.
    """
    absent = (curve for curve in curves if subject.record(curve, size) is None)
    left = (curve for curve in absent if not _failed(subject, curve, size))
    return tuple(curve for curve in left if _is_ahead(subject, curve, best, size))


def _failed(subject: Subject, curve: Series, size: int) -> bool:
    record = subject.run.point(curve[0], size, curve[1])
    return record is not None and record.status == "failed"


def _is_ahead(subject: Subject, curve: Series, best: Series, size: int) -> bool:
    """Whether a curve is likely faster than another at a size, by the two sizes next to it.

    These are one on either side where both have times on either, else the two nearest; their
    ratio is taken to be a power of the size, which goes no farther beyond than they are apart, and
    makes none faster that is slower at the nearest.
    """
    both = [
        (math.log(n / size), math.log(its.median_s / mine.median_s))
        for n in subject.sizes
        if (mine := subject.record(curve, n)) is not None
        and (its := subject.record(best, n)) is not None
    ]
    if not both:
        return False
    both.sort(key=lambda met: abs(met[0]))
    at, gain = both[0]
    across = [met for met in both if (met[0] > 0) != (at > 0)]
    other, its_gain = (across or both[1:] or both)[0]
    if other == at:
        return gain > 0
    share = max(-at / (other - at), -1.0)
    there = gain + share * (its_gain - gain)
    return there > 0 if across else there > 0 and gain > 0


def _bears(record: PointRecord, rival: PointRecord) -> bool:
    """Whether a rival is surely not faster by more than the loss that is allowed."""
    return record is rival or ratio(rival, record).high <= 1 + LOSS
