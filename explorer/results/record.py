"""The record of a run: what is known of it and of each of its points."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, TypeVar

from msgspec import Meta

from explorer.measure.events import (
    CLUSTER_WORKER,
    SEPARATE_PROCESS,
    WORKER_THREAD,
    Called,
    ColdStart,
    Compiled,
    Steered,
)
from explorer.measure.plan import Baseline, Plan, Point
from explorer.measure.statistics import Estimate, Sample
from explorer.measure.steering import After
from explorer.why.facts import Why

Series = tuple[str, int]
"""A curve's name: variant and thread count."""
T = TypeVar("T")

UNCHECKED = "unchecked"


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
    that is unknown, or as many as were asked for. `over_limit` says of what was skipped that one
    call was predicted to take longer than the limit.
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
    over_limit: bool = False

    @property
    def samples(self) -> tuple[Sample, ...]:
        """All its samples, those of one repeat after those of another."""
        return tuple(sample for repeat in self.repeats for sample in repeat.samples)

    # Kept, as an answer asks thousands of records for these again and again.

    @cached_property
    def median_s(self) -> float:
        """Seconds per call; infinite where it has no time, so that it is never the fastest."""
        return math.inf if self.estimate is None else self.estimate.median_s

    @cached_property
    def usable(self) -> bool:
        """Whether it has a time that may be shown beside others': its result is not wrong."""
        return self.estimate is not None and self.status in ("ok", "coarse", "noisy", UNCHECKED)

    @cached_property
    def has_time(self) -> bool:
        """Whether conclusions can speak of its time: its result is right, as far as is known."""
        return self.usable and self.status != UNCHECKED

    @cached_property
    def trusted(self) -> bool:
        """Whether it may win: its result is right, and its time not too noisy to conclude from."""
        return self.usable and self.status not in ("noisy", UNCHECKED)

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """What pictures made of it, by the picture."""
        return {}

    @cached_property
    def ratios(self) -> dict[Point, tuple[PointRecord, Any]]:
        """What `facts.ratios` found of it and others, with the record of each at that time."""
        return {}


class AtSize(dict[Series, PointRecord]):
    """The points of one size by their curves; never changed, another takes its place.

    A run grows at one size at a time: what was found of the other sizes, which an answer asks for
    again and again, stays.
    """

    def __init__(self, records: Iterable[PointRecord] = (), before: AtSize | None = None) -> None:
        super().__init__(before or {})
        self.update(((r.point.variant, r.point.threads), r) for r in records)
        self._found: dict[tuple[object, ...], Any] = {}

    def recall(self, find: Callable[..., T], *about: Hashable) -> T:
        """Return what a function finds here about something; it is asked once."""
        key = (find, *about)
        try:
            found: T = self._found[key]
        except KeyError:
            if len(self._found) >= _RECALLED:
                self._found.clear()
            found = self._found[key] = find(self, *about)
        return found

    def recalls(self, find: Callable[..., object], *about: Hashable) -> bool:
        """Whether that was asked already."""
        return (find, *about) in self._found


_RECALLED = 500
"""Answers that are kept for a size: those about what is in sight now, and about some of before."""
_NOTHING = AtSize()


@dataclass(frozen=True)
class Run:
    """A plan, the machine it ran on and what came out.

    `plan` has all that was ever planned; `steered` says how it came to that, `wanted` what is
    measured last, which may be a part of it alone, and `aim` the whole that it is a part of, None
    in a file. `continued` are the moments at which it went on after it had been over.
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
    Python threads, where that was asked for. `asked` is what was found out of points that *Why?*
    was asked about.
    """

    plan: Plan
    created: str
    app_version: str
    where: str
    machine: Mapping[str, Any]
    compiled: Mapping[str, Compiled] = field(default_factory=dict)
    cold_starts: Mapping[str, ColdStart] = field(default_factory=dict)
    points: Mapping[Point, PointRecord] = field(default_factory=dict)
    data_bytes: Mapping[Annotated[int, Meta(ge=1)], Annotated[int, Meta(ge=0)]] = field(
        default_factory=dict
    )
    overhead_s: Annotated[float, Meta(gt=0)] | None = None
    subtracted_s: float = 0.0
    layer: str | None = None
    finished: str = ""
    reason: str = ""
    seconds: Annotated[float, Meta(ge=0)] = 0.0
    timed_s: Annotated[float, Meta(ge=0)] = 0.0
    notes: tuple[str, ...] = ()
    output: str = ""
    unthreaded: frozenset[str] = frozenset()
    steered: tuple[Steered, ...] = ()
    continued: tuple[str, ...] = ()
    beside: str = ""
    commit: str = ""
    called: tuple[Called, ...] = ()
    asked: tuple[Why, ...] = ()
    aim: Plan | None = field(default=None, compare=False)

    @property
    def whole(self) -> Plan:
        """The plan of all that is wanted of it, to go on from: without what was taken away."""
        return self.aim or self.plan

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

    @property
    def calling_s(self) -> float | None:
        """What calling an empty compiled function takes at the most, seconds; None where unknown.

        It was measured at moments of its own: a compiled variant whose call took less, on a machine
        that was faster then, shows that calling takes less.
        """
        if self.overhead_s is None or self.subtracted_s:
            return self.subtracted_s or None
        own = self.plan.kernel.own_data  # called with other arguments, which may cost less
        compiled = frozenset(v for v in self.compiled if self.is_compiled(v) and v not in own)
        return min([self.overhead_s, *(row.recall(_shortest_s, compiled) for row in self.rows)])

    def point(self, variant: str, size: int, threads: int) -> PointRecord | None:
        """Return the record of a point; one that does not thread is the same at every count."""
        return self.on((variant, self.threads_of(variant, threads)), size)

    def on(self, curve: Series, size: int) -> PointRecord | None:
        """Return the record of a point on one of its `series`."""
        return self.at(size).get(curve)

    def at(self, size: int) -> AtSize:
        """Return the points of a size."""
        return self._rows.get(size, _NOTHING)

    @property
    def rows(self) -> Iterable[AtSize]:
        """The points of each size of which anything is known."""
        return self._rows.values()

    @cached_property
    def _rows(self) -> dict[int, AtSize]:
        return {size: AtSize(records) for size, records in _by_size(self.points.values()).items()}

    def keep_rows(self, before: Run, new: Iterable[PointRecord]) -> None:
        """Take over the rows of the run before; sizes at which a record is new get another."""
        rows = dict(before._rows)
        for size, records in _by_size(new).items():
            rows[size] = AtSize(records, rows.get(size))
        self.__dict__["_rows"] = rows

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

    def is_compiled(self, variant: str) -> bool:
        """Return whether Numba compiled a variant, as far as is known."""
        compiled = self.compiled.get(variant)
        return compiled is not None and compiled.seconds is not None

    def series(self) -> tuple[Series, ...]:
        """Return the curves of the run, (variant, threads), in the plan's order."""
        return self._series

    @cached_property
    def _series(self) -> tuple[Series, ...]:
        counts = self.counts.items()
        return tuple((variant, threads) for variant, own in counts for threads in own)

    @cached_property
    def counts(self) -> dict[str, tuple[int, ...]]:
        """The thread counts of each variant's curves, in the plan's order."""
        each = self.plan.threads
        return {v: each if self.is_threaded(v) else (1,) for v in self.plan.variants}

    def with_baseline(self, baseline: Baseline) -> Run:
        """Return the same run compared with another baseline."""
        compared = replace(self, plan=replace(self.plan, baseline=baseline))
        compared.keep_rows(self, ())
        return compared


def _shortest_s(row: AtSize, variants: frozenset[str]) -> float:
    """The shortest call of some variants at a size."""
    known = (r.estimate for (variant, _), r in row.items() if variant in variants)
    return min((estimate.min_s for estimate in known if estimate is not None), default=math.inf)


def moment(created: str) -> float:
    """Return when a run was begun as seconds since 1970, 0 where it does not say."""
    try:
        return datetime.fromisoformat(created).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _by_size(records: Iterable[PointRecord]) -> dict[int, list[PointRecord]]:
    found: dict[int, list[PointRecord]] = defaultdict(list)
    for record in records:
        found[record.point.size].append(record)
    return found
