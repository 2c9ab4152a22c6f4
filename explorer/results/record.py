"""The record of a run: the fold of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from typing import Any

from explorer.measure.events import (
    CLUSTER_WORKER,
    SEPARATE_PROCESS,
    WORKER_THREAD,
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
from explorer.measure.plan import Baseline, Plan, Point
from explorer.measure.statistics import FEWEST, Estimate, Sample, pooled
from explorer.measure.steering import After, united
from explorer.results import surroundings

Series = tuple[str, int]
"""A curve's name: variant and thread count."""

OUTPUT_LIMIT = 20_000
"""Characters of what the measured code printed that are kept, the first ones."""

UNCHECKED = "unchecked"

_FINAL = ("wrong", "failed")
"""What later measuring cannot make good."""


@dataclass(frozen=True)
class Repeat:
    """What one of the run's repeats measured of a point, in one process.

    `number` counts the repeats, `process` all processes that the run needed, those included that
    took the place of one that died.
    """

    number: int
    process: int
    calls_per_sample: int
    samples: tuple[Sample, ...]
    estimate: Estimate


@dataclass(frozen=True)
class PointRecord:
    """What came out of a point.

    `status` is `ok`, `coarse`, `noisy`, `unchecked`, `wrong`, `failed` or `skipped`; `reason` says
    why in a sentence where it is not ok. What is `unchecked` has a time, and a result that could
    not be compared; that reason is kept. Times are in `estimate`, seconds per call, None where
    nothing was measured; it is what all `repeats` say together. `error` is the result’s largest
    relative deviation from the reference. `served` is how many threads ran in its calls, None where
    that is unknown, or as many as were asked for.
    """

    point: Point
    status: str = "coarse"
    reason: str = ""
    threaded: bool = True
    repeats: tuple[Repeat, ...] = ()
    estimate: Estimate | None = None
    error: float | None = None
    details: str = ""
    line: int = 0
    served: int | None = None

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All its samples, those of one repeat after those of another."""
        return tuple(sample for repeat in self.repeats for sample in repeat.samples)

    @property
    def usable(self) -> bool:
        """Whether it has a time that may be shown beside others': its result is not wrong."""
        return self.estimate is not None and self.status in ("ok", "coarse", "noisy", UNCHECKED)

    @property
    def trusted(self) -> bool:
        """Whether it may win: its result is right, and its time not too noisy to conclude from."""
        return self.usable and self.status not in ("noisy", UNCHECKED)

    @cached_property
    def ratios(self) -> dict[Point, tuple[PointRecord, Any]]:
        """What `facts.ratios` found of it and others, with the record of each at that time."""
        return {}

    @cached_property
    def met(self) -> list[tuple[list[PointRecord], Any]]:
        """What `facts.contests` found last of those it is the fastest of, at most one entry."""
        return []


@dataclass(frozen=True)
class Run:
    """A plan, the machine it ran on and what came out.

    `plan` has all that was ever planned; `steered` says how it came to that, `wanted` what is
    measured last. `continued` are the moments at which it went on after it had been over.
    `compiled` has an entry for each variant that is ready, `cold_starts` for each that was started
    in fresh processes. `points` holds every point anything
    is known of. `data_bytes` maps a size to what its array arguments occupy. `finished` is empty
    while the run goes on, else how it ended (`measure.events.Finished`). `reason` is why it ran
    `where` it did. `seconds` is how long it took, compiling apart, `timed_s` how much of that was
    timed. `overhead_s` is what calling an empty compiled function takes, `subtracted_s` how much
    of it is left out of the times (`results.overhead`). `output` is what the measured code
    printed, its beginning where it is long. `unthreaded` are the variants that failed before
    they were ready and ask for no threads. `beside` is the same text in two runs whose processes
    took turns (`measure.beside`). `commit` is what was checked out of the user's repository
    (`measure.git.commit_of`), empty where there is none. `called` is how variants served several
    Python threads, where that was asked for.
    """

    plan: Plan
    created: str
    app_version: str
    where: str
    machine: Mapping[str, Any]
    compiled: Mapping[str, Compiled] = field(default_factory=dict)
    cold_starts: Mapping[str, ColdStart] = field(default_factory=dict)
    points: Mapping[Point, PointRecord] = field(default_factory=dict)
    data_bytes: Mapping[int, int] = field(default_factory=dict)
    overhead_s: float | None = None
    subtracted_s: float = 0.0
    layer: str | None = None
    finished: str = ""
    reason: str = ""
    seconds: float = 0.0
    timed_s: float = 0.0
    notes: tuple[str, ...] = ()
    output: str = ""
    unthreaded: frozenset[str] = frozenset()
    steered: tuple[Steered, ...] = ()
    continued: tuple[str, ...] = ()
    beside: str = ""
    commit: str = ""
    called: tuple[Called, ...] = ()

    @property
    def wanted(self) -> Plan:
        """The plan that is gone by now: without what was taken away."""
        return self.steered[-1].plan if self.steered else self.plan

    @property
    def measured_here(self) -> bool:
        """Whether this program measured it: of what others did, dtype and results are unknown."""
        return self.where in (WORKER_THREAD, SEPARATE_PROCESS, CLUSTER_WORKER)

    def version(self, package: str) -> str:
        """Return the version of a package that it was measured with, empty where unknown."""
        versions = self.machine.get("versions")
        return str(versions.get(package) or "") if isinstance(versions, Mapping) else ""

    @property
    def after(self) -> After:
        """What going on with this run comes after."""
        repeats = [repeat for record in self.points.values() for repeat in record.repeats]
        return After(
            repeats=max((repeat.number for repeat in repeats), default=-1) + 1,
            processes=max((repeat.process for repeat in repeats), default=-1) + 1,
        )

    def point(self, variant: str, size: int, threads: int) -> PointRecord | None:
        """Return the record of a point; one that does not thread is the same at every count."""
        return self._placed.get((variant, size, self.threads_of(variant, threads)))

    @cached_property
    def _placed(self) -> dict[tuple[str, int, int], PointRecord]:
        """`points` by plain keys, which are found faster: an answer looks up thousands."""
        return {(p.variant, p.size, p.threads): record for p, record in self.points.items()}

    def threads_of(self, variant: str, threads: int) -> int:
        """Return the thread count under which a variant's points are kept.

        1 for one that does not thread; the fewest measured for a count that was not.
        """
        if not self.is_threaded(variant):
            return 1
        return threads if threads in self.plan.threads else min(self.plan.threads)

    def is_threaded(self, variant: str) -> bool:
        """Return whether a variant's time can depend on the thread count, as far as is known."""
        compiled = self.compiled.get(variant)
        return variant not in self.unthreaded if compiled is None else compiled.threaded

    def series(self) -> tuple[Series, ...]:
        """Return the curves of the run, (variant, threads), in the plan's order."""
        pairs = (
            (variant, self.threads_of(variant, threads))
            for variant in self.plan.variants
            for threads in self.plan.threads
        )
        return tuple(dict.fromkeys(pairs))

    def with_baseline(self, baseline: Baseline) -> Run:
        """Return the same run compared with another baseline."""
        return replace(self, plan=replace(self.plan, baseline=baseline))


def fold(events: Iterable[Event], earlier: Run | None = None) -> Run | None:
    """Return the record of a stream of events; None where it does not begin with Started.

    `earlier` is the run that it goes on with.
    """
    return reduce(apply, events, earlier)


def apply(run: Run | None, event: Event) -> Run | None:
    """Return the record with one more event; events before Started change nothing."""
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
        )
    if run is None:
        return None
    match event:
        case Steered():
            plan = united(run.plan, event.plan)
            return replace(run, plan=plan, steered=(*run.steered, event))
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
                known = replace(known, status="skipped", reason=event.reason)
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
    """The run that was over, going on by another plan at a later moment."""
    return replace(
        run,
        plan=united(run.plan, event.plan),
        steered=(*run.steered, Steered(event.plan)),
        continued=(*run.continued, event.created),
        finished="",
    )


def _known(run: Run, point: Point) -> PointRecord:
    found = run.points.get(point)
    if found is not None:
        return found
    return PointRecord(point, threaded=run.is_threaded(point.variant))


def _with(run: Run, *records: PointRecord) -> Run:
    return replace(run, points={**run.points, **{record.point: record for record in records}})


def _checked(known: PointRecord, event: Checked) -> PointRecord:
    if event.wrong:
        return replace(known, status="wrong", reason=event.wrong, error=event.error)
    if event.unchecked and known.status not in _FINAL:
        return replace(known, status=UNCHECKED, reason=event.unchecked, error=event.error)
    return replace(known, error=event.error)


def _updated(known: PointRecord, update: Update) -> PointRecord:
    repeats = _grown(known.repeats, update)
    pool = pooled([r.estimate for r in repeats])
    known = replace(known, repeats=repeats, estimate=pool, served=update.served)
    return known if known.status in _FINAL else judged(known)


def _grown(repeats: tuple[Repeat, ...], update: Update) -> tuple[Repeat, ...]:
    """The repeats with an update's samples; what a process measured that died since is dropped."""
    others = tuple(repeat for repeat in repeats if repeat.number != update.repeat)
    same = (r for r in repeats if (r.number, r.process) == (update.repeat, update.process))
    earlier = next((repeat.samples for repeat in same), ())
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
    """The record with its status and the reason for it.

    Where at least half of its repeats have an interval these alone count, as in the estimate.
    """
    if known.status == UNCHECKED:
        return known
    estimate, statuses = known.estimate, {repeat.estimate.status for repeat in known.repeats}
    assert estimate is not None
    if estimate.low_s is not None:
        within = f"±{100 * estimate.precision:.0f} %"
        doubt = f"Known to {within} only, from {estimate.clean} samples."
        return replace(
            known, status=estimate.status, reason="" if estimate.status == "ok" else doubt
        )
    if "noisy" in statuses:
        total = estimate.clean + estimate.disturbed
        reason = f"Only {estimate.clean} of {total} samples are undisturbed."
        if estimate.all_disturbed:
            reason = "Its only sample was" if total == 1 else f"All {total} samples were"
            reason += " disturbed."
        return replace(known, status="noisy", reason=reason)
    reason = f"Sampled {estimate.clean} times so far; an interval needs {FEWEST}"
    reason += " in most processes." if len(known.repeats) > 1 else "."
    return replace(known, status="coarse", reason=reason)


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
