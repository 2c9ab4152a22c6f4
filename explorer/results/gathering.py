"""Records of one point as one: a file may list it once for each process."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from explorer.measure.plan import Point
from explorer.measure.statistics import pooled
from explorer.results.fold import judged
from explorer.results.record import UNCHECKED, PointRecord


def gathered(records: Iterable[PointRecord]) -> dict[Point, PointRecord]:
    """Return the records by their points; of a point that has several, these together."""
    each: dict[Point, list[PointRecord]] = {}
    for record in records:
        each.setdefault(record.point, []).append(record)
    return {
        point: found[0] if len(found) == 1 else _together(found) for point, found in each.items()
    }


def _together(records: Sequence[PointRecord]) -> PointRecord:
    """One record of several of a point: wrong where one is, else of those with a time."""
    timed = [record for record in records if record.estimate is not None]
    first = next(
        (r for status in ("wrong", UNCHECKED) for r in records if r.status == status),
        (timed or records)[0],
    )
    repeats = [repeat for record in timed for repeat in record.repeats]
    if not repeats:
        return first
    numbers = [repeat.process for repeat in repeats]
    if len(set(numbers)) < len(repeats):
        numbers = list(range(len(repeats)))
    numbered = tuple(replace(r, number=n) for r, n in zip(repeats, numbers, strict=True))
    both = replace(first, repeats=numbered, estimate=pooled([r.estimate for r in numbered]))
    return both if both.status in ("wrong", UNCHECKED) else judged(both)
