"""The points of a run file: each a record, checked against itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from explorer.measure.plan import Plan, Point
from explorer.measure.statistics import Estimate, Sample, pooled
from explorer.results.parts import told
from explorer.results.record import UNCHECKED, PointRecord, Repeat

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
