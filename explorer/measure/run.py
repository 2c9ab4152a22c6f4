"""Measuring a plan, as a stream of events that is pulled.

`run` does nothing between two pulls, and announces whatever may take longer than 0.1 s before it
begins. First comes the whole picture, one round at every size; then the points that are known
worst are measured again until they are precise or the budget is used up.
"""

from __future__ import annotations

import datetime

from explorer import __version__
from explorer.kernels.kernel import Kernel
from explorer.kernels.loading import load
from explorer.measure import machine, schedule, threads
from explorer.measure.batch import Stopwatch
from explorer.measure.bench import Bench
from explorer.measure.disturbance import Overlap
from explorer.measure.events import WORKER_THREAD, Finished, Preparing, Progress, Started
from explorer.measure.note import LOADING, Note
from explorer.measure.noticing import noticing, observer
from explorer.measure.opening import Opening
from explorer.measure.plan import Plan, Point
from explorer.measure.rounds import Rounds
from explorer.measure.spending import Spending
from explorer.measure.station import Station
from explorer.measure.workplace import LONG_S, Events, Workplace

PROGRESS_S = 0.2


def run(
    plan: Plan,
    kernel: Kernel,
    *,
    where: str = WORKER_THREAD,
    reason: str = "",
    watch: Stopwatch | None = None,
    painted: Overlap | None = None,
    note: Note | None = None,
    process: int = 0,
    repeat: int = 0,
) -> Events:
    """Measure a plan and yield what happens; close the generator to stop.

    `painted` tells whether the window painted between two times of perf_counter_ns. `note` is
    told what is done next, for whoever has to say what a dead process was doing; `process` and
    `repeat` are this process's numbers, as in `events.Update`. Raises KernelError when the
    kernel's file cannot be run; whatever a variant raises becomes an event.
    """
    yield Started(
        plan=plan,
        created=datetime.datetime.now().astimezone().isoformat(timespec="milliseconds"),
        app_version=__version__,
        where=where,
        machine=machine.facts(),
        reason=reason,
    )
    seen_by = observer(where)
    yield Preparing(f"Loading the kernel “{kernel.name}”")
    note = note or _note_nothing
    note(LOADING, None)
    watch = watch or Stopwatch()
    loaded = load(kernel, plan.variants)
    work = Workplace(plan, loaded, watch, note, Bench(plan, loaded, watch, note), Spending(watch))
    try:
        yield from noticing(_Course(work, painted, (process, repeat)).events(), seen_by)
    finally:
        work.bench.close()
        watch.close()


class _Course:
    """The course of one run: first the whole picture, then what is known worst."""

    def __init__(self, work: Workplace, painted: Overlap | None, place: tuple[int, int]) -> None:
        self._work = work
        self._opening = Opening(work)
        self._rounds = Rounds(work, painted, place)
        self._repeat = place[1]
        self._told_progress = 0.0

    def events(self) -> Events:
        """Measure it all."""
        yield from self._first_picture()
        yield from self._refine()
        yield from self._opening.overhead()
        yield self._progress()
        yield self._finished()

    def _first_picture(self) -> Events:
        """Make every variant ready and measure one round at every size, the smallest first."""
        work, opening = self._work, self._opening
        smallest = work.plan.sizes[0]
        for name in sorted(work.plan.variants, key=opening.needs_compiling):
            yield from opening.get_ready(work.loaded.variants[name])
            if name in work.ready:
                yield from opening.open(smallest, [name])
                yield from self._burst(smallest, self._worth_again(smallest), rounds=1)
        yield from opening.overhead()
        for size in work.plan.sizes[1:]:
            yield from opening.open(
                size, [name for name in work.plan.variants if name in work.ready]
            )
            yield from self._burst(size, work.at(size), rounds=1)

    def _refine(self) -> Events:
        """Measure what is known worst, until nothing gets better or the budget is used up."""
        work = self._work
        while True:
            remaining = work.plan.budget_s - work.spending.used_s
            open_points = [s.standing() for s in work.stations.values() if work.is_open(s)]
            medians = {p: s.estimate.median_s for p, s in work.stations.items() if s.estimate}
            chosen = schedule.choose(open_points, schedule.crossings(medians), remaining)
            if not chosen:
                return
            yield from self._burst(chosen[0].size, [work.stations[point] for point in chosen])

    def _burst(self, size: int, chosen: list[Station], rounds: int | None = None) -> Events:
        yield from self._rounds.burst(size, chosen, rounds)
        if self._work.watch.now() - self._told_progress > PROGRESS_S:
            self._told_progress = self._work.watch.now()
            yield from self._work.tell(self._progress())

    def _worth_again(self, size: int) -> list[Station]:
        """The stations at a size without those that have a value and are long to measure."""
        return [s for s in self._work.at(size) if s.estimate is None or s.batch_s <= LONG_S]

    def _progress(self) -> Progress:
        work, stations = self._work, self._work.stations.values()
        counts = len(work.plan.threads)
        curves = sum(counts if work.ready.get(v, False) else 1 for v in work.plan.variants)
        return Progress(
            used_s=work.spending.used_s,
            budget_s=work.plan.budget_s,
            first_values=sum(station.estimate is not None for station in stations),
            precise=sum(not work.is_open(station) for station in stations),
            points=curves * len(work.plan.sizes),
            repeat=self._repeat,
            repeats=work.plan.repeats,
        )

    def _finished(self) -> Finished:
        work = self._work
        stations = [s for s in work.stations.values() if not s.failed]
        wanted = work.plan.precision
        why = "precise"
        if self._opening.left_out or any(work.is_open(station) for station in stations):
            why = "budget"
        elif any(s.estimate and s.estimate.precision > wanted for s in stations):
            why = "unsteady"
        return Finished(
            why=why,
            layer=threads.layer(),
            seconds=work.spending.passed_s,
            timed_s=self._rounds.timed_s,
            notes=work.bench.notes,
        )


def _note_nothing(phase: str, point: Point | None) -> None:
    """Nobody has to be told when the measured code runs in this process."""
