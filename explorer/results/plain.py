"""A run as what JSON holds, in the format of the run file version 1, and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from math import isfinite
from typing import Any

from explorer.measure.events import ColdStart, Compiled
from explorer.measure.plain_values import to_plain
from explorer.measure.plan import MAX_POINTS, MAX_SIZE, Plan, checked
from explorer.measure.statistics import Estimate
from explorer.refused import excerpt
from explorer.results import analysis
from explorer.results.fold import OUTPUT_LIMIT
from explorer.results.points import as_sampled, gathered, to_record, told
from explorer.results.record import PointRecord, Repeat, Run
from explorer.units import count

FORMAT = "numba-explorer-run"
VERSION = 1
CORRECTED = "In the file, {} did not agree with the samples that it holds; what these say is shown."
MOST_THREADS = 100_000


_TOLD = (
    "app_version", "created", "plan", "where", "reason", "machine", "layer", "overhead_s",
    "finished", "seconds", "timed_s", "notes", "output", "steered", "continued", "beside", "commit",
    "called", "asked", "data_bytes",
)  # fmt: skip
"""What a file says of a run as `Run` has it, in the file's order."""
_SELDOM = ("steered", "continued", "beside", "commit", "called", "asked")
"""Parts that are left out of a file where there is nothing to say."""


def to_content(run: Run) -> dict[str, Any]:
    """Return the content of the run's file; the speed-up of each point is computed here."""
    return {
        "format": FORMAT,
        "version": VERSION,
        **{
            name: to_plain(getattr(run, name))
            for name in _TOLD
            if name not in _SELDOM or getattr(run, name)
        },
        "compile": [to_plain(compiled) for compiled in run.compiled.values()],
        **({"cold_starts": _starts(run)} if run.cold_starts else {}),
        "points": [_from_record(run, run.points[point]) for point in sorted(run.points)],
    }


def _points_in_words(points: int) -> str:
    return (
        "the time or the status of one point"
        if points == 1
        else (f"the times or the statuses of {count(points)} points")
    )


def _starts(run: Run) -> list[Any]:
    return [to_plain(start) for start in run.cold_starts.values()]


def from_content(content: Mapping[str, Any], go_on: Callable[[], None] = lambda: None) -> Run:
    """Return the run of a file's content; raises ValueError naming the part that is wrong.

    Format and version are the caller's to check. Unknown keys are ignored. Points may be JSON
    text; `go_on` is called before each is read, and may raise what ends that.
    """
    said = {name: content[name] for name in _TOLD if name in content}
    found = told(Run, {"machine": {}, **said})
    plan = _checked(found.plan)
    starts = told(tuple[ColdStart, ...], content.get("cold_starts", ()), "cold_starts")
    points = content.get("points")
    if not isinstance(points, list) or len(points) > MAX_POINTS:
        raise ValueError("“points” is missing or not a list")
    records, corrected = [], 0
    for i, item in enumerate(points):
        go_on()
        record = to_record(item, f"points[{i}]", plan)
        records.append(as_sampled(record))
        corrected += replace(records[-1], reason=record.reason) != record
    compiled = _compiled(content, records)
    if unknown := {*compiled, *(start.variant for start in starts)} - set(plan.variants):
        raise ValueError(f"“{min(unknown)}” is no variant of the plan")
    more = (CORRECTED.format(_points_in_words(corrected)),) if corrected else ()
    return replace(
        found,
        plan=plan,
        created=_moment(found.created),
        finished=found.finished or "stopped",
        notes=(*found.notes, *more),
        output=found.output[:OUTPUT_LIMIT],
        compiled=compiled,
        cold_starts={item.variant: item for item in starts},
        points=gathered(records),
        unthreaded=frozenset(r.point.variant for r in records if not r.threaded) - set(compiled),
    )


def _compiled(content: Mapping[str, Any], records: Sequence[PointRecord]) -> dict[str, Compiled]:
    """What is known of each variant that was ready; what is not said of it, its points show."""
    listed = told(list[dict[str, Any]], content.get("compile", []), "compile")
    threaded = {record.point.variant for record in records if record.threaded}
    full = [{"threaded": item.get("variant") in threaded, **item} for item in listed]
    known = told(tuple[Compiled, ...], full, "compile")
    found = {item.variant: item for item in known}
    if any((item.seconds or 0.0) < 0 for item in known):
        raise ValueError("“compile”: a time is below zero")
    for record in records:
        name = record.point.variant
        if record.estimate is None:
            continue
        if name not in found:
            found[name] = Compiled(name, None, name in threaded)
        if found[name].threaded != record.threaded:
            raise ValueError(f"“{name}” asks for threads in one place, and for none in another")
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


def _checked(plan: Plan) -> Plan:
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
        raise ValueError(f"“created”: “{excerpt(text)}” is not a time") from error
    return text
