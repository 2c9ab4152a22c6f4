"""The points of a run file: each a record, checked against itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from explorer.measure.plain_values import from_plain
from explorer.measure.plan import Plan, Point
from explorer.measure.statistics import Estimate, Sample, pooled
from explorer.results.parts import COUNT, ERROR, NUMBER, SERVED, TEXT, part
from explorer.results.record import UNCHECKED, PointRecord, Repeat

STATUSES = ("ok", "coarse", "noisy", UNCHECKED, "wrong", "failed", "skipped")
TIMED = ("ok", "noisy")
"""What is said of a point whose time is known."""


Text = msgspec.Raw | memoryview


def to_record(item: Any, where: str, plan: Plan) -> PointRecord:
    """Return the record of a point, or of its JSON text; raises ValueError naming what is wrong.

    Raises msgspec.DecodeError where the text is no JSON.
    """
    if isinstance(item, Text):
        try:
            item = _opened(item)
        except msgspec.ValidationError as error:  # a number that no float holds
            raise ValueError(f"“{where}”: {error}") from error
    if not isinstance(item, Mapping):
        raise ValueError(f"“{where}” is not an object")
    try:
        point = from_plain(Point, item)
        status = part(item, "status", str)
        record = PointRecord(
            point=point,
            status=status,
            reason=part(item, "reason", TEXT, default=None) or "",
            threaded=part(item, "threaded", bool),
            repeats=_to_repeats(item),
            error=part(item, "error", ERROR, default=None),
            details=part(item, "details", str, default=""),
            line=part(item, "line", COUNT, default=0),
            served=part(item, "served", SERVED, default=None),
        )
        if point.variant not in plan.variants or point.size not in plan.sizes:
            raise ValueError("it is not a point of the plan")
        counts = {*plan.threads, plan.baseline.threads} if record.threaded else {1}
        if point.threads not in counts:
            raise ValueError(f"{point.threads} is none of its thread counts")
        if status not in STATUSES:
            raise ValueError(f"“{status}” is not a status")
        if record.repeats and status == "skipped":
            raise ValueError("it is “skipped”, and has a time")
        if record.repeats:
            estimates = [repeat.estimate for repeat in record.repeats]
            return replace(record, estimate=pooled(estimates))
        if status in TIMED:
            raise ValueError(f"it is “{status}”, and has no time")
        return record
    except (TypeError, ValueError) as error:
        raise ValueError(f"“{where}”: {error}") from error


def _opened(text: Text) -> Any:
    """What a point's text holds; samples stay text, which is read faster as what it is to be."""
    try:
        parts = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        return None
    held = {
        key: value if key == "samples" else msgspec.json.decode(value)
        for key, value in parts.items()
        if key != "repeats"
    }
    if "repeats" in parts:
        try:
            listed = msgspec.json.decode(parts["repeats"], type=list[msgspec.Raw])
            held["repeats"] = [_opened(one) for one in listed]
        except msgspec.ValidationError:
            held["repeats"] = None
    return held


def _to_repeats(item: Mapping[str, Any]) -> tuple[Repeat, ...]:
    """The repeats of a point; where they are not listed, the point's own samples are the only."""
    listed = item.get("repeats", [item])
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise ValueError("“repeats” is not a list of objects")
    found = []
    for one in listed:
        samples = part(one, "samples", tuple[Sample, ...], default=())
        estimate = _estimate(one, samples)
        if estimate is not None:
            found.append(
                Repeat(
                    number=part(one, "number", COUNT, default=0),
                    process=part(one, "process", COUNT, default=0),
                    calls_per_sample=part(one, "calls_per_sample", COUNT, default=0),
                    samples=samples,
                    estimate=estimate,
                )
            )
    return tuple(found)


def _estimate(item: Mapping[str, Any], samples: tuple[Sample, ...]) -> Estimate | None:
    if item.get("median_s") is None:
        return None
    median = part(item, "median_s", float)
    disturbed = part(item, "disturbed", COUNT, default=0)
    estimate = Estimate(
        median_s=median,
        low_s=part(item, "low_s", NUMBER, default=None),
        high_s=part(item, "high_s", NUMBER, default=None),
        min_s=part(item, "min_s", float, default=median),
        clean=max(0, len(samples) - disturbed),
        disturbed=disturbed,
    )
    times = (estimate.median_s, estimate.low_s, estimate.high_s, estimate.min_s)
    if any(time is not None and time <= 0 for time in times):
        raise ValueError("a time is not positive")
    low, high = estimate.low_s or median, estimate.high_s or median
    if not (low <= median <= high and estimate.min_s <= median):
        raise ValueError("its times contradict each other")
    return estimate
