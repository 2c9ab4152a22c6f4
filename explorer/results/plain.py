"""A run as what JSON holds, in the format of the run file version 1, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import isfinite
from typing import Any, TypeVar, cast

import msgspec

from explorer.measure.events import Called, ColdStart, Compiled, Steered
from explorer.measure.plain_values import from_plain, to_plain
from explorer.measure.plan import MAX_POINTS, MAX_SIZE, Plan, Point, checked
from explorer.measure.statistics import Estimate, Sample, pooled
from explorer.results import analysis
from explorer.results.fold import OUTPUT_LIMIT
from explorer.results.gathering import gathered
from explorer.results.record import UNCHECKED, PointRecord, Repeat, Run
from explorer.why.facts import Why

FORMAT = "numba-explorer-run"
VERSION = 1
STATUSES = ("ok", "coarse", "noisy", UNCHECKED, "wrong", "failed", "skipped")
MOST_THREADS = 100_000

T = TypeVar("T")
_TEXT = cast(type[str | None], str | None)
_NUMBER = cast(type[float | None], float | None)
_COUNT = cast(type[int | None], int | None)


def to_content(run: Run) -> dict[str, Any]:
    """Return the content of the run's file; the speed-up of each point is computed here."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "app_version": run.app_version,
        "created": run.created,
        "plan": to_plain(run.plan),
        "where": run.where,
        "reason": run.reason,
        "machine": to_plain(run.machine),
        "layer": run.layer,
        "overhead_s": run.overhead_s,
        "finished": run.finished,
        "seconds": run.seconds,
        "timed_s": run.timed_s,
        "notes": list(run.notes),
        "output": run.output,
        **({"steered": to_plain(run.steered)} if run.steered else {}),
        **({"continued": list(run.continued)} if run.continued else {}),
        **({"beside": run.beside} if run.beside else {}),
        **({"commit": run.commit} if run.commit else {}),
        **({"called": to_plain(run.called)} if run.called else {}),
        **({"asked": to_plain(run.asked)} if run.asked else {}),
        "data_bytes": to_plain(run.data_bytes),
        "compile": [to_plain(compiled) for compiled in run.compiled.values()],
        **({"cold_starts": _starts(run)} if run.cold_starts else {}),
        "points": [_from_record(run, run.points[point]) for point in sorted(run.points)],
    }


def _starts(run: Run) -> list[Any]:
    return [to_plain(start) for start in run.cold_starts.values()]


def from_content(content: Mapping[str, Any], go_on: Callable[[], None] = lambda: None) -> Run:
    """Return the run of a file's content; raises ValueError naming the part that is wrong.

    Format and version are the caller's to check. Unknown keys are ignored. Points may be JSON
    text; `go_on` is called before each is read, and may raise what ends that.
    """
    plan = _plan(content)
    starts = _part(content, "cold_starts", tuple[ColdStart, ...], default=())
    points = content.get("points")
    if not isinstance(points, list) or len(points) > MAX_POINTS:
        raise ValueError("“points” is missing or not a list")
    overhead_s = _part(content, "overhead_s", _NUMBER, default=None)
    taken_s, timed_s = (_part(content, key, float, default=0.0) for key in ("seconds", "timed_s"))
    if (overhead_s is not None and overhead_s <= 0) or min(taken_s, timed_s) < 0:
        raise ValueError("a time is not positive")
    records = []
    for i, item in enumerate(points):
        go_on()
        records.append(_to_record(item, f"points[{i}]", plan))
    compiled = _compiled(content, records)
    return Run(
        plan=plan,
        created=_moment(_part(content, "created", str)),
        app_version=_part(content, "app_version", str),
        where=_part(content, "where", str),
        machine=_mapping(content, "machine"),
        compiled=compiled,
        cold_starts={item.variant: item for item in starts},
        points=gathered(records),
        data_bytes={int(k): int(v) for k, v in _mapping(content, "data_bytes").items()},
        overhead_s=overhead_s,
        layer=_part(content, "layer", _TEXT, default=None),
        finished=_part(content, "finished", str, default="stopped") or "stopped",
        reason=_part(content, "reason", str, default=""),
        seconds=taken_s,
        timed_s=timed_s,
        notes=_part(content, "notes", tuple[str, ...], default=()),
        unthreaded=frozenset(r.point.variant for r in records if not r.threaded) - set(compiled),
        output=_part(content, "output", str, default="")[:OUTPUT_LIMIT],
        steered=_part(content, "steered", tuple[Steered, ...], default=()),
        continued=_part(content, "continued", tuple[str, ...], default=()),
        beside=_part(content, "beside", str, default=""),
        commit=_part(content, "commit", str, default=""),
        called=_part(content, "called", tuple[Called, ...], default=()),
        asked=_part(content, "asked", tuple[Why, ...], default=()),
    )


def _compiled(content: Mapping[str, Any], records: Sequence[PointRecord]) -> dict[str, Compiled]:
    """What is known of each variant that was ready; what is not said of it, its points show."""
    listed = content.get("compile", [])
    if not isinstance(listed, list):
        raise ValueError("“compile” is not a list")
    threaded = {record.point.variant for record in records if record.threaded}
    full = [
        {"threaded": item.get("variant") in threaded, **item} if isinstance(item, Mapping) else item
        for item in listed
    ]
    known = _part({"compile": full}, "compile", tuple[Compiled, ...])
    found = {item.variant: item for item in known}
    for record in records:
        name = record.point.variant
        if record.estimate is not None and name not in found:
            found[name] = Compiled(name, None, name in threaded)
    return found


def _from_record(run: Run, record: PointRecord) -> dict[str, Any]:
    several = run.plan.repeats > 1 or len(record.repeats) > 1
    only = None if several or not record.repeats else record.repeats[0]
    return {
        **to_plain(record.point),
        "threaded": record.threaded,
        "layer": run.layer,
        "status": record.status,
        "reason": record.reason or None,
        **_times(record.estimate),
        **({"number": only.number} if only and only.number else {}),
        **_samples(only),
        **({"repeats": [_from_repeat(r) for r in record.repeats]} if several else {}),
        "speedup": to_plain(analysis.speedup(run, record)),
        "error": record.error if record.error is None or isfinite(record.error) else None,
        "details": record.details,
        "line": record.line,
        **({"served": record.served} if record.served is not None else {}),
    }


def _times(estimate: Estimate | None) -> dict[str, Any]:
    """The times of an estimate; `each_s` only where it is of more than one process."""
    times = {
        "median_s": estimate and estimate.median_s,
        "low_s": estimate and estimate.low_s,
        "high_s": estimate and estimate.high_s,
        "min_s": estimate and estimate.min_s,
        "disturbed": estimate.disturbed if estimate else 0,
    }
    return {**times, "each_s": list(estimate.each_s)} if estimate and estimate.each_s else times


def _samples(repeat: Repeat | None) -> dict[str, Any]:
    return {
        "process": repeat.process if repeat else 0,
        "calls_per_sample": repeat.calls_per_sample if repeat else 0,
        "samples": to_plain(repeat.samples) if repeat else [],
    }


def _from_repeat(repeat: Repeat) -> dict[str, Any]:
    return {"number": repeat.number, **_samples(repeat), **_times(repeat.estimate)}


def _to_record(item: Any, where: str, plan: Plan) -> PointRecord:
    if isinstance(item, msgspec.Raw):
        item = msgspec.json.decode(item)
    if not isinstance(item, Mapping):
        raise ValueError(f"“{where}” is not an object")
    try:
        point = from_plain(Point, item)
        status = _part(item, "status", str)
        record = PointRecord(
            point=point,
            status=status,
            reason=_part(item, "reason", _TEXT, default=None) or "",
            threaded=_part(item, "threaded", bool),
            repeats=_to_repeats(item),
            error=_part(item, "error", _NUMBER, default=None),
            details=_part(item, "details", str, default=""),
            line=_part(item, "line", int, default=0),
            served=_part(item, "served", _COUNT, default=None),
        )
        if point.variant not in plan.variants or point.size not in plan.sizes:
            raise ValueError("it is not a point of the plan")
        if not 1 <= point.threads <= MOST_THREADS:
            raise ValueError(f"{point.threads} is not a thread count")
        if status not in STATUSES:
            raise ValueError(f"“{status}” is not a status")
        estimates = [repeat.estimate for repeat in record.repeats]
        return replace(record, estimate=pooled(estimates) if estimates else None)
    except (TypeError, ValueError) as error:
        raise ValueError(f"“{where}”: {error}") from error


def _to_repeats(item: Mapping[str, Any]) -> tuple[Repeat, ...]:
    """The repeats of a point; where they are not listed, the point's own samples are the only."""
    listed = item.get("repeats", [item])
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise ValueError("“repeats” is not a list of objects")
    found = []
    for one in listed:
        samples = _part(one, "samples", tuple[Sample, ...], default=())
        estimate = _estimate(one, samples)
        if estimate is not None:
            found.append(
                Repeat(
                    number=_part(one, "number", int, default=0),
                    process=_part(one, "process", int, default=0),
                    calls_per_sample=_part(one, "calls_per_sample", int, default=0),
                    samples=samples,
                    estimate=estimate,
                )
            )
    return tuple(found)


def _estimate(item: Mapping[str, Any], samples: tuple[Sample, ...]) -> Estimate | None:
    if item.get("median_s") is None:
        return None
    median = _part(item, "median_s", float)
    disturbed = _part(item, "disturbed", int, default=0)
    estimate = Estimate(
        median_s=median,
        low_s=_part(item, "low_s", _NUMBER, default=None),
        high_s=_part(item, "high_s", _NUMBER, default=None),
        min_s=_part(item, "min_s", float, default=median),
        clean=max(0, len(samples) - disturbed),
        disturbed=disturbed,
    )
    times = (estimate.median_s, estimate.low_s, estimate.high_s, estimate.min_s)
    if any(time is not None and time <= 0 for time in times):
        raise ValueError("a time is not positive")
    low, high = estimate.low_s or median, estimate.high_s or median
    if not (low <= median <= high and estimate.min_s <= median):
        raise ValueError("its times contradict each other")
    if disturbed < 0:
        raise ValueError("a count is below zero")
    return estimate


def _plan(content: Mapping[str, Any]) -> Plan:
    plan = _part(content, "plan", Plan)
    if not plan.sizes or not plan.threads or not plan.variants:
        raise ValueError("the plan has no sizes, threads or variants")
    if not all(1 <= size <= MAX_SIZE for size in plan.sizes):
        raise ValueError("the plan has a size that is not allowed")
    if not all(1 <= number <= MOST_THREADS for number in plan.threads):
        raise ValueError("the plan has a thread count that is not allowed")
    import numpy as np  # the window is there before NumPy

    if np.dtype(plan.dtype).kind not in "biufc":
        raise ValueError(f"the plan's dtype “{plan.dtype}” is not a number")
    return checked(
        replace(
            plan,
            sizes=tuple(sorted(set(plan.sizes))),
            threads=tuple(sorted(set(plan.threads))),
            variants=tuple(dict.fromkeys(plan.variants)),
        )
    )


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“created”: “{text[:40]}” is not a time") from error
    return text


_REQUIRED: Any = object()


def _part(content: Mapping[str, Any], key: str, kind: type[T], default: T = _REQUIRED) -> T:
    """One value of a type; the default where the key is missing."""
    if key not in content:
        if default is _REQUIRED:
            raise ValueError(f"“{key}” is missing")
        return default
    try:
        return from_plain(kind, content[key])
    except ValueError as error:
        what, _, place = str(error).replace("`", "").partition(" - at $")
        raise ValueError(f"“{key}{place}”: {what[:1].lower()}{what[1:]}") from error


def _mapping(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key, {})
    if not isinstance(value, Mapping):
        raise ValueError(f"“{key}” is not an object")
    return value
