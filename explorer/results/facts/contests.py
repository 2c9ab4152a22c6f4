"""Who is best at one size, and how surely."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.results.facts.ratios import EQUAL, Ratio, ratio
from explorer.results.facts.subject import Subject, curve_of, median_of
from explorer.results.record import PointRecord, Series

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
    curve with a time how many times as long it takes as the one with the least median.
    """

    size: int
    good: tuple[Series, ...]
    open: tuple[Series, ...]
    losses: dict[Series, Ratio]

    @property
    def decided(self) -> bool:
        """Whether it can be told what is best here."""
        return bool(self.good)


def contest(subject: Subject, size: int) -> Contest | None:
    """Return who is best at a size; None where nobody has a time."""
    records = sorted(subject.timed(size), key=median_of)
    if not records:
        return None
    best = records[0]
    losses = {curve_of(r): EQUAL if r is best else ratio(best, r) for r in records}
    rivals = [r for r in records if losses[curve_of(r)].low <= 1.0]
    near = [r for r in records if median_of(r) <= VISIBLE * median_of(best)]
    near = [r for r in near if losses[curve_of(r)].median <= VISIBLE]
    good = [r for r in near if all(_bears(r, rival) for rival in rivals)]

    def plainest_first(found: list[PointRecord]) -> tuple[Series, ...]:
        return tuple(sorted(map(curve_of, found), key=subject.plainness))

    return Contest(size, plainest_first(good), plainest_first(rivals), losses)


def _bears(record: PointRecord, rival: PointRecord) -> bool:
    """Whether a rival is surely not faster by more than the loss that is allowed."""
    return record is rival or ratio(rival, record).high <= 1 + LOSS
