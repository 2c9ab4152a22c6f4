"""The bench on which points are measured: predictions, checks, thread counts, warm threads."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from explorer.kernels.loaded import Compilation, LoadedKernel, LoadedVariant
from explorer.measure import hampered
from explorer.measure.batch import Stopwatch, unseen
from explorer.measure.events import Checked
from explorer.measure.fresh_memory import Kept, again, again_in_words, in_words, kept
from explorer.measure.inputs import Inputs
from explorer.measure.machine import usable_cores
from explorer.measure.note import CALLING, Note
from explorer.measure.plan import Plan, Point
from explorer.measure.prediction import predict
from explorer.measure.rechecking import Rechecker
from explorer.measure.references import BY_CHANCE, Reference, References
from explorer.measure.schedule import shared_calls
from explorer.measure.station import BATCH_S, SHARED_BATCH_S, SHORT_CALL_S, Station
from explorer.measure.store import Store, smaller_sizes
from explorer.measure.tally import Tally
from explorer.measure.threads import ThreadCount, move_aside, wake
from explorer.units import count, seconds

LADDER_FROM = 1000
"""A smallest size up to this is called without trying smaller ones first."""
LADDER_ENOUGH_S = 0.01
"""A call that takes this long tells by its time what larger ones take: more than threads that
start or a neighbour add to it."""
LADDER_TRIES = 3
"""Calls of which the shortest counts, where the first may have started the threads."""
MOST_CHECKS, FEWEST_CHECKS, CHECKS_S = 20, 4, 0.03
"""A threaded point is called so many times at once to catch a race, fewer where that takes longer
than this; it is checked again over the whole run."""
LONG_CHECK_S = 0.1
"""Beyond this no second check is made at once."""
PROMPT_S = 0.0005
"""A call with next to no work takes some µs; one that waits for a core takes milliseconds."""
OVERHEAD_BATCHES = 9
UNSEEN = "This system does not tell of {}, so some disturbed samples cannot be recognised."
IMPLIED = "The file names no reference; results are compared with those of {}."
SHARED_S = 0.5
"""So much longer than the same once more the first compilation must take to be worth a sentence."""
SHARED = (
    "The first compilation took {}, the same once more {}: a program pays the difference once, "
    "for what its compiled functions share. The times of compiling are without it."
)
SWALLOWED = (
    "With the same arguments {}, and the turns of a parallel loop go on with inf or NaN: which of "
    "the two is wanted cannot be told."
)
COLD_CALL_S = 0.02
"""After a wait, a call up to this length is repeated untimed to fill the caches again; and after
a change of the number of threads, because TBB wakes none for next to no work."""


class Bench:
    """Holds the data and the state that calls depend on. Close it when the run is over."""

    def __init__(self, plan: Plan, loaded: LoadedKernel, watch: Stopwatch, note: Note) -> None:
        self._note = note
        self._plan, self._loaded, self._watch = plan, loaded, watch
        self._threads = ThreadCount()
        self._store = Store(loaded, plan)
        self._references = References(plan, loaded, watch, self._store, self._threads, note)
        self._making: dict[int, float] = {}
        self._times: dict[tuple[str, int], dict[int, float]] = {}
        self._rechecks: dict[Point, tuple[Tally, Rechecker]] = {}
        self._raised: dict[int, str] = {}
        self._empty: Station | None = None
        self._said: dict[str, None] = {}
        self._rehearsed = False
        self._kept: dict[Point, tuple[Station, Kept]] = {}
        self._again: tuple[Station, float] | None = None

    def take(self, plan: Plan, loaded: LoadedKernel) -> None:
        """Go by another plan of the same kernel, with more variants loaded."""
        self._plan, self._loaded = plan, loaded

    def keep_only(self, sizes: Collection[int]) -> None:
        """Give back the data of all other sizes, and what was found out about results there."""
        self._store.keep_only(sizes)
        self._references.keep_only(sizes)
        self._rechecks = {p: found for p, found in self._rechecks.items() if p.size in sizes}
        self._kept = {p: found for p, found in self._kept.items() if p.size in sizes}

    def close(self) -> None:
        """Give the process back the thread counts it had."""
        self._threads.restore()

    def compile(self, variant: LoadedVariant) -> Compilation:
        """Compile a variant, and learn from growing sizes what a call takes; raises anything."""
        compilation = self._compiled(variant)
        own = self._loaded.kernel.function is not None
        wide = compilation.widened if own else ""
        if wide and variant.variant.has_own_data:
            wide = f"With the data of {variant.variant.name}, {wide}"
        for sentence in (compilation.unfit, *compilation.concerns, wide):
            if sentence:
                self._said[f"{sentence[0].upper()}{sentence[1:]}."] = None
        if self._loaded.kernel.threaded:
            self._threads.found_libraries()
        if self._plan.sizes[0] > LADDER_FROM:
            times = self._times.setdefault((variant.variant.name, self._plan.threads[0]), {})
            self._climb(variant, times)
        return compilation

    def _compiled(self, variant: LoadedVariant) -> Compilation:
        """Compile with the smallest data; where a call with these fails, with the plan's."""
        name = variant.variant.name
        try:
            return self._compiled_for(variant, self._store.of(name).all_fresh())
        except Exception:
            if self._store.tiny.size == self._plan.sizes[0]:
                raise
        made = self._store.get(self._plan.sizes[0], name).all_fresh()
        compilation = self._compiled_for(variant, made)
        self._store.grow()
        return compilation

    def _compiled_for(self, variant: LoadedVariant, arguments: tuple[Any, ...]) -> Compilation:
        """Compile; the first of a user's own functions twice, so that none pays for all."""
        first_s = None
        if self._loaded.kernel.function is not None and not self._rehearsed:
            first_s = variant.rehearse(arguments)
            self._rehearsed = first_s is not None
        compilation = variant.compile(arguments)
        if first_s and compilation.seconds and first_s > compilation.seconds + SHARED_S:
            self._said[SHARED.format(seconds(first_s, 2), seconds(compilation.seconds, 2))] = None
        return compilation

    def overhead_s(self) -> float:
        """Seconds that a call of an empty function with the same arguments takes, at the least.

        The least of all that were asked for: a machine that is slow for a moment must not raise
        the floor above what is measured later.
        """
        if self._empty is None:
            self._empty = self._empty_station()
        for number in range(OVERHEAD_BATCHES):
            self._empty.sample(number, None)
        return self._empty.conclude().min_s

    def _empty_station(self) -> Station:
        tiny = self._store.tiny
        empty = self._loaded.empty(len(tiny.arguments))
        empty.compile(tiny.all_fresh())
        point = Point("empty", tiny.size, 1)
        station = Station(point, empty.function, tiny, self._watch, 0.0, lambda: False)
        station.calibrate()
        station.calls = max(1, int(BATCH_S / max(station.per_call_s, 1e-9)))
        return station

    def lacking(self, size: int) -> str:
        """Return a sentence when there is not memory enough for a size."""
        return self._store.lacking(size)

    def making_s(self, size: int) -> float:
        """Seconds that making a size's data will take."""
        return predict(self._making, size) or 0.0

    def open(self, size: int) -> int:
        """Make a size's data; returns the bytes of its arrays. Raises what the file raises."""
        began = self._watch.now()
        inputs = self._store.get(size)
        self._making.setdefault(size, self._watch.now() - began)
        return inputs.data_bytes

    def predicted_s(self, point: Point) -> float:
        """Seconds that one call will take, 0 where nothing is known.

        The least that any thread count makes one expect, with and without the last size: a time
        can be a thousand times too long because something else was running.
        """
        curves = [times for (name, _), times in self._times.items() if name == point.variant]
        known = [predict(times, point.size) for times in curves]
        known += [_cautious(predict(_without_last(times), point.size)) for times in curves]
        return min((value for value in known if value is not None), default=0.0)

    def reference_s(self, size: int) -> float:
        """Seconds that a check at a size will take in addition, for the reference's call."""
        return self._references.to_come_s(size)

    def check(self, point: Point) -> tuple[Checked, Station]:
        """Call a point until its result is trusted or wrong; raises what the variant raises."""
        variant = self._loaded.variants[point.variant]
        try:
            checked, station = self._called(point)
        except ArithmeticError as error:
            if variant.dispatcher is not None:
                raised = f"{point.variant} raises {type(error).__name__}"
                self._raised.setdefault(point.size, raised)
            raise
        if variant.swallows_errors and not checked.wrong and point.size in self._raised:
            checked = replace(checked, unchecked=SWALLOWED.format(self._raised[point.size]))
        return checked, station

    def _called(self, point: Point) -> tuple[Checked, Station]:
        self._use(point)
        variant = self._loaded.variants[point.variant]
        reference = self._references.at(point.size)
        self._note(CALLING, point)
        self._store.look_for_changes(point.variant, variant.function)
        inputs = self._store.of(point.variant, point.size)
        if reference is not None and variant.variant.has_own_data:
            reference = self._references.for_own_data(reference, inputs)
        seal = self._store.seal(point.variant, inputs)
        self._use(point)
        wake_point = partial(self._wake, point)
        tally = Tally(point, reference or Reference(), variant.draws_at_random)
        calls = 0
        fastest = called_s = spent_s = 0.0
        while True:
            woken = self._watch.now()
            self._note(CALLING, point)
            wake_point()
            arguments = inputs.fresh()
            began = self._watch.now()
            returned = variant.function(*arguments)
            took = self._watch.now() - began
            fastest = min(fastest or took, took)
            called_s += took
            spent_s += self._watch.now() - woken
            calls += 1
            if reference is not None:
                tally.look_at(inputs.produced(returned, arguments))
            if seal is not None:
                self._store.give_back(point.variant, inputs, seal)
                inputs, seal = self._store.of(point.variant, point.size), None
            if point.threads == 1 or reference is None or called_s > LONG_CHECK_S:
                break
            enough = MOST_CHECKS if spent_s < CHECKS_S else FEWEST_CHECKS
            if calls >= enough:
                break
        self._times.setdefault((point.variant, point.threads), {})[point.size] = fastest
        station = Station(
            point, variant.function, inputs, self._watch, fastest, wake_point, self._likely_s(point)
        )
        self._note(CALLING, point)
        found = None
        if point.size == self._plan.sizes[-1] and self._loaded.kernel.function is not None:
            found = kept(variant.function, inputs, self._watch, returned, fastest)
        station.calibrate()
        self.learn(station)
        if found is not None:
            self._kept[point] = station, found
        if point == self._told_again_of:
            took_s = again(variant.function, inputs, self._watch, station.per_call_s)
            self._again = None if took_s is None else (station, took_s)
        if reference is not None:
            checker = Rechecker(tally, variant.function, inputs, self._watch, fastest)
            self._rechecks[point] = tally, checker
        return tally.checked(), station

    def learn(self, station: Station) -> None:
        """Go by a point's shortest time from now on: its first calls may have been held up."""
        self._times[station.point.variant, station.point.threads][station.point.size] = (
            station.per_call_s
        )

    def check_again(self, station: Station, timed_s: float) -> Checked | None:
        """Compare what a point's last batch gave, which took so long, and some calls more.

        Returns its check where a result is wrong for the first time; raises what the variant does.
        """
        last, found = station.take_last(), self._rechecks.get(station.point)
        if found is None:
            return None
        tally, checker = found
        return tally.checked() if checker.look(last, timed_s) else None

    def warm(self, station: Station, cold: bool) -> None:
        """Make untimed calls until the next batch finds threads awake and caches filled."""
        changed = self._use(station.point)
        moved = (changed or station.point.threads > 1) and self._wake(station.point)
        if changed:
            self._watch.find_threads()  # OpenMP has started others
        if moved:
            station.settle()
            return
        short = station.per_call_s <= SHORT_CALL_S
        cold = cold or (changed and station.point.threads > 1)
        if short or (cold and station.per_call_s <= COLD_CALL_S):
            station.warm()

    def _use(self, point: Point) -> bool:
        """Use a point's threads, in BLAS too unless it is called inside of threads."""
        inside = self._loaded.variants[point.variant].blas_inside
        return self._threads.set(point.threads, 1 if inside else point.threads)

    def _wake(self, point: Point) -> bool:
        """Call a point's variant with next to no work until its threads answer promptly.

        Returns whether this thread had to be moved for it.
        """
        function = self._loaded.variants[point.variant].function

        def is_prompt() -> bool:
            arguments = self._store.of(point.variant).fresh()
            began = self._watch.now()
            try:
                function(*arguments)
            except Exception:  # data so small may not suit it
                if self._store.tiny.size == self._plan.sizes[0]:
                    raise
                self._store.grow()
            return point.threads == 1 or self._watch.now() - began < PROMPT_S

        return wake(is_prompt)

    def _likely_s(self, point: Point) -> float | None:
        """What a call takes with the fewest threads, or what smaller sizes make one expect."""
        fewest = self._plan.threads[0]
        if point.threads > fewest:
            return self._times.get((point.variant, fewest), {}).get(point.size)
        times = self._times[point.variant, point.threads]
        return predict({n: t for n, t in times.items() if n < point.size}, point.size)

    def agree_on_calls(self, stations: list[Station]) -> None:
        """Give the stations of a round their calls per batch."""
        by_point = {station.point: station for station in stations}
        times = {point: station.per_call_s for point, station in by_point.items()}
        for point, calls in shared_calls(times, BATCH_S, SHARED_BATCH_S).items():
            by_point[point].take_calls(calls)

    def _climb(self, variant: LoadedVariant, times: dict[int, float]) -> None:
        """Time single calls at sizes below the plan's smallest, until one takes long enough."""
        self._threads.set(self._plan.threads[0])
        for size in smaller_sizes(self._plan):
            if (predict(times, size) or 0) >= self._plan.call_limit_s:
                break
            try:
                inputs = self._store.make(size, variant.variant.name)
            except Exception:  # some kernels have a least size
                continue
            times[size] = self._shortest_call_s(variant, inputs)
            if times[size] > LADDER_ENOUGH_S:
                break

    def _shortest_call_s(self, variant: LoadedVariant, inputs: Inputs) -> float:
        """Time a call, some more where it takes long: the first may have started the threads."""
        shortest = math.inf
        for _ in range(LADDER_TRIES):
            arguments = inputs.all_fresh()
            began = self._watch.now()
            variant.function(*arguments)
            shortest = min(shortest, self._watch.now() - began)
            if not LADDER_ENOUGH_S < shortest <= self._plan.call_limit_s:
                break
            move_aside()
        return shortest

    def notes(self, threads: int) -> tuple[str, ...]:
        """Return sentences about the whole run, in which calls had up to so many threads."""
        missing = unseen()
        unseen_here = (UNSEEN.format(" and ".join(missing)),) if missing else ()
        compared = tuple(map(IMPLIED.format, self._references.implied))
        if self._references.by_chance:
            compared = (BY_CHANCE,)
        elif len(self._plan.variants) == 1:
            compared = ()
        compared += tuple(self._restarted())
        compared += tuple(self._in_other_memory())
        slowed = hampered.sentences(os.environ, threads, usable_cores())
        said = (*self._loaded.notes, *self._said, *self._store.notes, *compared)
        return tuple(filter(None, (*said, *slowed, *unseen_here)))

    def _in_other_memory(self) -> Iterator[str]:
        """Say what calls take in other memory than that of the timed ones, where it differs."""
        if self._again is not None:
            station, again_s = self._again
            if station.estimate is not None:
                yield again_in_words(*self._named(station), station.estimate.median_s, again_s)
        base = self._plan.baseline.variant
        timed = [(s, s.estimate.median_s, k) for s, k in self._kept.values() if s.estimate]
        if timed:
            station, call_s, found = min(
                timed, key=lambda one: (one[0].point.variant != base, one[1])
            )
            yield in_words(*self._named(station), call_s, found)

    def _named(self, station: Station) -> tuple[str, str]:
        point = station.point
        return point.variant, f"{self._plan.axis} = {count(point.size)}"

    @property
    def _told_again_of(self) -> Point:
        """The one point at which calls are made again with what they left: the baseline's."""
        own = self._loaded.kernel.function is not None
        return Point(self._plan.baseline.variant if own else "", self._plan.sizes[-1], 1)

    def _restarted(self) -> Iterator[str]:
        """Say of which parallel loops starting them costs more than they bring."""
        size = self._plan.sizes[-1]
        times: dict[str, float] = {}
        for (name, _), known in self._times.items():
            if size in known:
                times[name] = min(known[size], times.get(name, math.inf))
        base = times.get(self._plan.baseline.variant)
        for name, took in times.items():
            variant = self._loaded.variants.get(name)
            clauses = variant.restarts if variant is not None else ()
            if base is not None and took > base and clauses:
                first = f"{clauses[0][0].upper()}{clauses[0][1:]}"
                yield (
                    f"{first}, and {name} is slower than {self._plan.baseline.variant}: with few "
                    "items in it, that costs more than it brings. Make the outer loop the prange "
                    "one, if its turns allow it."
                )
                return


def _without_last(times: dict[int, float]) -> dict[int, float]:
    return {size: times[size] for size in sorted(times)[:-1]}


def _cautious(predicted_s: float | None) -> float | None:
    """A prediction over a larger step, in which a cache may have been left behind."""
    return None if predicted_s is None else 3 * predicted_s
