"""The points of a run file: each a record, checked against itself and against its samples."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isclose
from typing import Annotated, Any, TypeVar

import msgspec

from explorer.measure.plain_values import from_plain
from explorer.measure.plan import Plan, Point
from explorer.measure.statistics import Estimate, Sample, estimate, pooled
from explorer.results.fold import judged
from explorer.results.record import UNCHECKED, PointRecord, Repeat

T = TypeVar("T")

Text = msgspec.Raw | memoryview
_MISSING = re.compile(r"Object missing required field (\w+)")


def told(kind: type[T], value: Any, at: str = "") -> T:
    """Return a value of a type, from what JSON held or from its text.

    Raises ValueError that names the part that is wrong, below the one that is `at` this place; and
    msgspec.DecodeError where the text is no JSON.
    """
    try:
        if isinstance(value, Text):
            return msgspec.json.decode(value, type=kind)
        return from_plain(kind, value)
    except msgspec.ValidationError as error:
        what, _, below = str(error).replace("`", "").partition(" - at $")
        place = f"{at}{below}".lstrip(".")
        if lacking := _MISSING.match(what):
            named = ".".join(filter(None, (place, lacking[1])))
            raise ValueError(f"“{named}” is missing") from error
        raise ValueError(f"“{place}”: {what[:1].lower()}{what[1:]}") from error


STATUSES = ("ok", "coarse", "noisy", UNCHECKED, "wrong", "failed", "skipped")
TIMED = ("ok", "noisy")
"""What is said of a point whose time is known."""

Count = Annotated[int, msgspec.Meta(ge=0)]


@dataclass(frozen=True, kw_only=True)
class _InProcess:
    """What a file says of a point in one process; without a median it has no time there."""

    median_s: float | None = None
    low_s: float | None = None
    high_s: float | None = None
    min_s: float | None = None
    disturbed: Count = 0
    number: Count = 0
    process: Count = 0
    calls_per_sample: Count = 0
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Told(_InProcess):
    """What a file says of a point; where `repeats` are not listed, it says it of the only one."""

    variant: str
    size: int
    threads: int
    threaded: bool
    status: str
    reason: str | None = None
    error: Annotated[float, msgspec.Meta(ge=0)] | None = None
    details: str = ""
    line: Count = 0
    served: Count | None = None
    repeats: tuple[_InProcess, ...] | None = None


def to_record(item: Any, where: str, plan: Plan) -> PointRecord:
    """Return the record of a point, or of its JSON text; raises ValueError naming what is wrong.

    Raises msgspec.DecodeError where the text is no JSON.
    """
    found = told(_Told, item, where)
    try:
        return _record(found, plan)
    except ValueError as error:
        raise ValueError(f"“{where}”: {error}") from error


def _record(found: _Told, plan: Plan) -> PointRecord:
    each = (found,) if found.repeats is None else found.repeats
    repeats = tuple(_repeat(one, one.median_s) for one in each if one.median_s is not None)
    if found.variant not in plan.variants or found.size not in plan.sizes:
        raise ValueError("it is not a point of the plan")
    if found.threads not in ({*plan.threads, plan.baseline.threads} if found.threaded else {1}):
        raise ValueError(f"{found.threads} is none of its thread counts")
    if found.status not in STATUSES:
        raise ValueError(f"“{found.status}” is not a status")
    if repeats and found.status == "skipped":
        raise ValueError("it is “skipped”, and has a time")
    if not repeats and found.status in TIMED:
        raise ValueError(f"it is “{found.status}”, and has no time")
    return PointRecord(
        point=Point(found.variant, found.size, found.threads),
        status=found.status,
        reason=found.reason or "",
        threaded=found.threaded,
        repeats=repeats,
        estimate=pooled([repeat.estimate for repeat in repeats]) if repeats else None,
        error=found.error,
        details=found.details,
        line=found.line,
        served=found.served,
    )


def _repeat(one: _InProcess, median: float) -> Repeat:
    least = median if one.min_s is None else one.min_s
    times = (median, one.low_s, one.high_s, least)
    if any(time is not None and time <= 0 for time in times):
        raise ValueError("a time is not positive")
    if not ((one.low_s or median) <= median <= (one.high_s or median) and least <= median):
        raise ValueError("its times contradict each other")
    clean = max(0, len(one.samples) - one.disturbed)
    estimate = Estimate(*times, clean=clean, disturbed=one.disturbed)
    return Repeat(one.number, one.process, one.calls_per_sample, one.samples, estimate)


_JUDGED = ("ok", "coarse", "noisy")
"""What is said of a point by its times alone."""
_CLOSE = 1e-9
"""Figures that are written and read again are the very same; another order of adding is allowed."""


def as_sampled(record: PointRecord) -> PointRecord:
    """Return a record whose times and status are those of its samples, where it has any.

    Who changes a time in a file, or a status, leaves the samples as they were: these decide. It is
    the very same where the file agrees with itself.
    """
    if not record.repeats or not all(repeat.samples for repeat in record.repeats):
        return record
    repeats = tuple(_resampled(repeat) for repeat in record.repeats)
    if repeats != record.repeats:
        made = pooled([repeat.estimate for repeat in repeats])
        record = replace(record, repeats=repeats, estimate=made)
    return judged(record) if record.status in _JUDGED else record


def _resampled(repeat: Repeat) -> Repeat:
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
