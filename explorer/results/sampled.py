"""What a file says of a point, held against the samples that it has.

Who changes a time in a file, or a status, leaves the samples as they were: these decide.
"""

from __future__ import annotations

from dataclasses import replace
from math import isclose

from explorer.measure.statistics import Estimate, estimate, pooled
from explorer.results.fold import judged
from explorer.results.record import PointRecord, Repeat

_JUDGED = ("ok", "coarse", "noisy")
"""What is said of a point by its times alone."""
_CLOSE = 1e-9
"""Figures that are written and read again are the very same; another order of adding is allowed."""


def as_sampled(record: PointRecord) -> PointRecord:
    """Return a record whose times and status are those of its samples, where it has any.

    It is the very same where the file agrees with itself.
    """
    if not record.repeats or not all(repeat.samples for repeat in record.repeats):
        return record
    repeats = tuple(_repeat(repeat) for repeat in record.repeats)
    if repeats != record.repeats:
        made = pooled([repeat.estimate for repeat in repeats])
        record = replace(record, repeats=repeats, estimate=made)
    return judged(record) if record.status in _JUDGED else record


def _repeat(repeat: Repeat) -> Repeat:
    found = estimate(repeat.samples)
    return repeat if _same(repeat.estimate, found) else replace(repeat, estimate=found)


def _same(mine: Estimate, other: Estimate) -> bool:
    pairs = (
        (mine.median_s, other.median_s),
        (mine.low_s, other.low_s),
        (mine.high_s, other.high_s),
        (mine.min_s, other.min_s),
    )
    return mine.disturbed == other.disturbed and all(
        a == b if a is None or b is None else isclose(a, b, rel_tol=_CLOSE) for a, b in pairs
    )
