"""The fold: a run's events, one after another, make its record."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from explorer.measure.events import (
    Called,
    Checked,
    ColdStart,
    Compiled,
    Event,
    Failed,
    Finished,
    Measured,
    Noticed,
    Overhead,
    Prepared,
    Printed,
    Skipped,
    Started,
    Steered,
    Update,
)
from explorer.measure.plan import Plan, Point
from explorer.measure.statistics import FEWEST, Estimate, pooled
from explorer.measure.steering import changed, united
from explorer.results import surroundings
from explorer.results.record import UNCHECKED, PointRecord, Repeat, Run

OUTPUT_LIMIT = 20_000
"""Characters of what the measured code printed that are kept, the first ones."""

_FINAL = ("wrong", "failed")
"""What later measuring cannot make good."""


def fold(events: Iterable[Event], earlier: Run | None = None) -> Run | None:
    """Return the record of a stream of events; None where it does not begin with Started.

    `earlier` is the run that it goes on with.
    """
    return reduce(apply, events, earlier)


def apply(run: Run | None, event: Event) -> Run | None:
    """Return the record with one more event; events before Started change nothing."""
    grown = _applied(run, event)
    if run is not None and grown is not None and grown is not run and grown.points is run.points:
        grown.keep_rows(run, ())
    return grown


def _applied(run: Run | None, event: Event) -> Run | None:
    if isinstance(event, Started):
        if event.continues and run is not None:
            return _continued(run, event)
        return Run(
            plan=event.plan,
            created=event.created,
            app_version=event.app_version,
            where=event.where,
            machine=event.machine,
            reason=event.reason,
            beside=event.beside,
            commit=event.commit,
            aim=event.plan,
        )
    if run is None:
        return None
    match event:
        case Steered():
            return replace(
                run,
                plan=united(run.plan, event.plan),
                steered=(*run.steered, event),
                aim=_aim(run, event.plan),
            )
        case Compiled():
            return replace(run, compiled={**run.compiled, event.variant: event})
        case ColdStart():
            return replace(run, cold_starts={**run.cold_starts, event.variant: event})
        case Overhead():
            return replace(run, overhead_s=event.seconds)
        case Prepared():
            return replace(run, data_bytes={**run.data_bytes, event.size: event.data_bytes})
        case Checked():
            return _with(run, _checked(_known(run, event.point), event))
        case Measured():
            return _with(run, *(_updated(_known(run, u.point), u) for u in event.updates))
        case Skipped():
            known = _known(run, event.point)
            if known.estimate is None and known.status not in _FINAL:
                known = replace(
                    known, status="skipped", reason=event.reason, over_limit=event.over_limit
                )
            return _with(run, known)
        case Failed():
            if not (event.size or event.threaded):
                run = replace(run, unthreaded=run.unthreaded | {event.variant})
            return _with(run, *(_failed(_known(run, p), event) for p in _points_of(run, event)))
        case Called():
            return replace(run, called=(*run.called, event))
        case Noticed():
            return replace(run, machine=surroundings.worst(run.machine, event.quiet))
        case Printed():
            return replace(run, output=(run.output + event.text)[:OUTPUT_LIMIT])
        case Finished():
            return replace(
                run,
                finished=event.why,
                layer=event.layer,
                seconds=run.seconds + event.seconds,
                timed_s=run.timed_s + event.timed_s,
                notes=tuple(dict.fromkeys((*run.notes, *event.notes))),
            )
    return run


def _continued(run: Run, event: Started) -> Run:
    """The run that was over, going on by another plan at a later moment.

    That may want some points better than all others, in less time: the run's plan keeps what is
    wanted of all.
    """
    return replace(
        run,
        plan=_extended(run.plan, event.plan),
        aim=_extended(run.whole, event.plan),
        steered=(*run.steered, Steered(event.plan)),
        continued=(*run.continued, event.created),
        finished="",
    )


def _extended(plan: Plan, more: Plan) -> Plan:
    return _as_before(united(plan, more), plan)


def _as_before(plan: Plan, before: Plan) -> Plan:
    """A plan with the precision and the budget that all points had before some got others."""
    return replace(
        plan,
        precision=max(plan.precision, before.precision),
        budget_s=max(plan.budget_s, before.budget_s),
    )


def _aim(run: Run, plan: Plan) -> Plan:
    """All that is wanted once the plan under way, which may be an extension's, is another."""
    if not run.continued:
        return plan
    return _as_before(changed(run.whole, run.wanted, plan), run.whole)


def _known(run: Run, point: Point) -> PointRecord:
    found = run.points.get(point)
    if found is not None:
        return found
    return PointRecord(point, threaded=run.is_threaded(point.variant))


def _with(run: Run, *records: PointRecord) -> Run:
    grown = replace(run, points={**run.points, **{record.point: record for record in records}})
    grown.keep_rows(run, records)
    return grown


def _checked(known: PointRecord, event: Checked) -> PointRecord:
    if event.wrong:
        return replace(known, status="wrong", reason=event.wrong, error=event.error)
    if event.unchecked and known.status not in _FINAL:
        return replace(known, status=UNCHECKED, reason=event.unchecked, error=event.error)
    return replace(known, error=event.error)


def _updated(known: PointRecord, update: Update) -> PointRecord:
    repeats = _grown(known.repeats, update)
    pool = pooled([r.estimate for r in repeats])
    status, reason = known.status, known.reason
    if status not in (*_FINAL, UNCHECKED):
        status, reason = _judgement(repeats, pool)
    return replace(
        known, repeats=repeats, estimate=pool, served=update.served, status=status, reason=reason
    )


def _grown(repeats: tuple[Repeat, ...], update: Update) -> tuple[Repeat, ...]:
    """The repeats with an update's samples; what a process measured that died since is dropped."""
    others = tuple([repeat for repeat in repeats if repeat.number != update.repeat])
    which = update.repeat, update.process
    earlier = next((r.samples for r in repeats if (r.number, r.process) == which), ())
    return (
        *others,
        Repeat(
            number=update.repeat,
            process=update.process,
            calls_per_sample=update.calls_per_sample,
            samples=earlier + update.samples,
            estimate=update.estimate,
        ),
    )


def judged(known: PointRecord) -> PointRecord:
    """The record with its status and the reason for it."""
    if known.status == UNCHECKED:
        return known
    assert known.estimate is not None
    status, reason = _judgement(known.repeats, known.estimate)
    return replace(known, status=status, reason=reason)


def _judgement(repeats: Sequence[Repeat], estimate: Estimate) -> tuple[str, str]:
    """How well a point is known, and why not better.

    Where at least half of its repeats have an interval these alone count, as in the estimate.
    """
    if estimate.low_s is not None:
        status = estimate.status
        if status == "ok":
            return status, ""
        within = f"±{100 * estimate.precision:.0f} %"
        return status, f"Known to {within} only, from {estimate.clean} samples."
    if any(repeat.estimate.status == "noisy" for repeat in repeats):
        total = estimate.clean + estimate.disturbed
        reason = f"Only {estimate.clean} of {total} samples are undisturbed."
        if estimate.all_disturbed:
            reason = "Its only sample was" if total == 1 else f"All {total} samples were"
            reason += " disturbed."
        return "noisy", reason
    often = "once" if estimate.clean == 1 else f"{estimate.clean} times"
    reason = f"Sampled {often} so far; an interval needs {FEWEST}"
    return "coarse", reason + (" in most processes." if len(repeats) > 1 else ".")


def _failed(known: PointRecord, event: Failed) -> PointRecord:
    return replace(
        known, status="failed", reason=event.reason, details=event.details, line=event.line
    )


def _points_of(run: Run, event: Failed) -> list[Point]:
    """The points a failure is about: one, or all of the variant that have no time yet."""
    if event.size:
        return [Point(event.variant, event.size, event.threads)]
    counts = {run.threads_of(event.variant, threads) for threads in run.plan.threads}
    points = [Point(event.variant, size, t) for size in run.plan.sizes for t in sorted(counts)]
    return [p for p in points if p not in run.points or run.points[p].estimate is None]
