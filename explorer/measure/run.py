"""Measuring a plan, as a stream of events that is pulled.

`run` does nothing between two pulls, and announces whatever may take longer than 0.1 s before it
begins. First comes the whole picture, one round at every size; then the points that are known
worst are measured again until they are precise or the budget is used up. Of an endless plan all
points are, again and again.
"""

import time

from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel
from explorer.kernels.loading import load
from explorer.measure import git, machine, schedule, threads
from explorer.measure.batch import Stopwatch
from explorer.measure.cold_starts import cold_starts
from explorer.measure.disturbance import Overlap
from explorer.measure.events import (
    SEPARATE_PROCESS,
    WORKER_THREAD,
    Finished,
    Preparing,
    Progress,
    Started,
    Steered,
    Waiting,
    this_moment,
)
from explorer.measure.note import LOADING, Note, nobody
from explorer.measure.noticing import noticing, observer
from explorer.measure.opening import Opening
from explorer.measure.plan import Plan
from explorer.measure.process_state import ProcessState, imported_by
from explorer.measure.rounds import BURST_S, Rounds
from explorer.measure.station import Station
from explorer.measure.steering import Turn, Wishes, no_wishes
from explorer.measure.turns import Turns
from explorer.measure.workplace import LONG_S, Events, Workplace
from explorer.version import __version__

PROGRESS_S = 0.2
"""How often it is told how far the run is: more often than that nobody reads it."""
IDLE_S = 0.05
"""A pull of an endless plan of which nothing can be measured waits so long."""
NOTHING = "Waiting, for nothing of this can be measured"
"""What an endless plan says, so often, as long as none of its points has a time."""


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
    continues: bool = False,
    follows: bool = False,
    wishes: Wishes = no_wishes,
) -> Events:
    """Measure a plan and yield what happens; close the generator to stop.

    `painted` tells whether the window painted between two times of perf_counter_ns. `note` is
    told what is done next, for whoever has to say what a dead process was doing; `process` and
    `repeat` are this process's numbers, as in `events.Update`. `continues` says that it goes on
    with a run that was over. `wishes` is asked after each step what is wanted from then on; a run
    that `follows` measures, after the first picture, only the turns that it is told.
    Raises KernelError when the kernel's file cannot be run; whatever a variant raises becomes an
    event.
    """
    yield Started(
        plan=plan,
        created=this_moment(),
        app_version=__version__,
        where=where,
        machine=machine.facts(),
        reason=reason,
        continues=continues,
        commit="" if process or is_from_catalogue(kernel) else git.commit_of(kernel.path),
    )
    seen_by = observer(where)
    yield Preparing(f"Loading the kernel “{kernel.name}”")
    note = note or nobody
    note(LOADING, None)
    watch = watch or Stopwatch()
    loaded = load(kernel, plan.variants)
    alone = where == SEPARATE_PROCESS
    file = None if is_from_catalogue(kernel) else loaded.module
    turns = Turns(ProcessState(imported_by(file)) if alone else None, file)
    work = Workplace(plan, loaded, watch, note, turns)
    try:
        rounds = Rounds(work, painted, (process, repeat), alone)
        yield from noticing(_Course(work, rounds, repeat, wishes, follows).events(), seen_by)
    finally:
        work.bench.close()
        watch.close()


class _Course:
    """The course of one run: first the whole picture, then what is known worst.

    After each step it looks for `wishes`: what these bring joins the picture.
    """

    def __init__(
        self, work: Workplace, rounds: Rounds, repeat: int, wishes: Wishes, follows: bool
    ) -> None:
        self._work = work
        self._opening = Opening(work)
        self._rounds, self._repeat = rounds, repeat
        self._wishes, self._follows = wishes, follows
        self._told: Turn | None = None
        self._knows_overhead = self._has_picture = False
        self._sizes = iter(work.plan.sizes)
        self._told_progress = 0.0
        self._turn = 0

    def events(self) -> Events:
        """Measure it all."""
        while step := self._next():
            yield from step
            yield from self._steer()
        yield from self._opening.overhead()
        if not self._repeat:
            yield from cold_starts(self._work)
        yield self._progress()
        yield self._finished()

    def _next(self) -> Events | None:
        """What to do next: of the first picture what is missing, else what is known worst."""
        step = None if self._has_picture else self._complete()
        return step or (self._follow() if self._follows else self._refine())

    def _complete(self) -> Events | None:
        """The next step to the whole picture; None where every point was tried."""
        work, opening = self._work, self._opening
        missing = [name for name in work.plan.variants if name not in opening.begun]
        if missing:
            return self._begin(sorted(missing, key=opening.takes_compiling))
        for size in self._sizes:
            if opening.untried(size):
                return self._open(size)
        self._has_picture = True
        return self._tell_picture()

    def _begin(self, missing: list[str]) -> Events:
        """Make the first of the missing variants ready; measure at the smallest size what is.

        The first one of all at once, others where compiling is waited for next.
        """
        opening, is_first = self._opening, not self._opening.begun
        yield from opening.get_ready(self._work.loaded.variants[missing[0]])
        waits = any(map(opening.takes_compiling, missing[1:2]))
        if self._work.ready and (is_first or waits):
            yield from self._open(self._work.plan.sizes[0])

    def _tell_picture(self) -> Events:
        """Say that every point was tried; then learn, once, what an empty call takes."""
        if not self._work.plan.endless:
            yield from self._say_progress()
        if not self._knows_overhead:
            self._knows_overhead = True
            yield from self._opening.overhead()

    def _open(self, size: int) -> Events:
        """Check what is new at a size, and measure a round there."""
        yield from self._opening.open(size)
        yield from self._burst(size, self._worth_again(size), rounds=1)

    def _refine(self) -> Events | None:
        """Measure what is known worst; None where nothing gets better or the budget is used up."""
        work = self._work
        if self._told is not None and not self._told.points:
            return None
        planned = work.planned
        if work.plan.endless:
            return self._again([station for station in planned if not station.failed])
        open_points = [s.standing() for s in planned if work.is_open(s)]
        medians = {s.point: s.estimate.median_s for s in planned if s.estimate}
        chosen = schedule.choose(open_points, schedule.crossings(medians), work.left_s)
        if not chosen:
            return None
        return self._burst(chosen[0].size, [work.stations[point] for point in chosen])

    def _again(self, stations: list[Station]) -> Events:
        """Measure all points of a size again, those of another size the next time."""
        sizes = sorted({station.point.size for station in stations})
        if not sizes:
            time.sleep(IDLE_S)
            yield from self._work.tell(Preparing(NOTHING))
            return
        self._turn += 1
        size = sizes[self._turn % len(sizes)]
        yield from self._burst(size, [s for s in stations if s.point.size == size])

    def _follow(self) -> Events | None:
        """Measure what this run is told, or wait for that; None when it is over."""
        work = self._work
        turn, self._told = self._told, None
        if turn is None:
            return work.tell(Waiting())
        if not turn.points or work.left_s <= 0:
            return None
        there = [work.stations[point] for point in turn.points if point in work.stations]
        if not there:
            return work.tell(Waiting())
        return self._burst(turn.points[0].size, there, turn.rounds)

    def _steer(self) -> Events:
        """Go by what is wanted from now on, where something new was said."""
        wish = self._wishes()
        if wish is not None and wish.turn is not None:
            self._told = wish.turn
        elif wish is not None:
            self._work.take(wish)
            self._opening.try_again()
            self._has_picture = False
            self._sizes = iter(self._work.plan.sizes)
            yield from self._work.tell(Steered(wish.plan, wish.finer, self._work.spending.used_s))

    def _burst(self, size: int, chosen: list[Station], rounds: int | None = None) -> Events:
        yield from self._rounds.burst(size, chosen, rounds)
        endless = self._work.plan.endless
        if not endless and self._work.watch.now() - self._told_progress > PROGRESS_S:
            yield from self._say_progress()

    def _say_progress(self) -> Events:
        self._told_progress = self._work.watch.now()
        yield from self._work.tell(self._progress())

    def _worth_again(self, size: int) -> list[Station]:
        """The stations at a size that have no value yet, and of the others some to go with them.

        Those that were measured least, as many as a burst has time for; none that is long to
        measure, and none when the budget is used up. Many variants would else measure each other
        again and again.
        """
        found = [s for s in self._work.at(size) if s.estimate is None]
        known = [s for s in self._work.at(size) if s.estimate and s.batch_s <= LONG_S]
        left_s = min(BURST_S, self._work.left_s)
        for station in sorted(known, key=lambda s: len(s.samples)):
            left_s -= station.batch_s
            if left_s < 0:
                break
            found.append(station)
        return found

    def _progress(self) -> Progress:
        """Tell how far it is; what turned out to be skipped or to fail is not waited for."""
        work, opening = self._work, self._opening
        stations = [s for s in work.planned if s.estimate or not s.failed]
        counts = len(work.plan.threads)
        awaited = [v for v in work.plan.variants if v in work.ready or v not in opening.begun]
        curves = sum(counts if work.ready.get(v, False) else 1 for v in awaited)
        planned = (point for size in work.plan.sizes for point in work.wanted(size))
        tried = sum(point in opening.tried for point in planned)
        return Progress(
            used_s=work.spending.used_s,
            budget_s=work.plan.budget_s,
            first_values=sum(station.estimate is not None for station in stations),
            precise=sum(not work.is_open(station) for station in stations),
            points=curves * len(work.plan.sizes) - (tried - len(stations)),
            repeats=work.plan.repeats,
        )

    def _finished(self) -> Finished:
        work = self._work
        stations = [s for s in work.planned if not s.failed]
        why = "precise"
        if self._opening.left_out or any(work.is_open(station) for station in stations):
            why = "budget"
        elif any(s.estimate and s.estimate.precision > work.precision(s.point) for s in stations):
            why = "unsteady"
        return Finished(
            why=why,
            layer=threads.layer(),
            seconds=work.spending.passed_s,
            timed_s=self._rounds.timed_s,
            notes=self._notes(),
        )

    def _notes(self) -> tuple[str, ...]:
        """Sentences about the whole run, one for each thread count that no point really had.

        TBB uses no more threads than there are cores.
        """
        fewer: dict[int, str] = {}
        for asked in self._work.plan.threads:
            stations = [s for s in self._work.planned if s.point.threads == asked and not s.failed]
            served = [self._rounds.served(station) for station in stations]
            known = [number for number in served if number is not None]
            if known and len(known) == len(served):
                fewer[asked] = f"Of {asked} threads that were asked for, at most {max(known)} ran."
        had = [asked for asked in self._work.plan.threads if asked not in fewer]
        return (*self._work.bench.notes(max(had, default=1)), *fewer.values())
