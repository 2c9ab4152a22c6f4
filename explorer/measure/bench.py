"""The bench on which points are measured: calls that are checked, thread counts, warm threads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain

from explorer.kernels.loaded import Compilation, LoadedKernel, LoadedVariant
from explorer.measure import closing_words, converting, ladder
from explorer.measure.at_a_stretch import look_for_race
from explorer.measure.batch import Stopwatch
from explorer.measure.call_times import CallTimes
from explorer.measure.compiling import Compiler
from explorer.measure.events import Checked
from explorer.measure.first_calls import FirstCalls
from explorer.measure.fresh_memory import again, kept
from explorer.measure.inputs import Inputs
from explorer.measure.note import CALLING, Note
from explorer.measure.plan import Plan, Point
from explorer.measure.prediction import predict
from explorer.measure.rechecking import Rechecker
from explorer.measure.references import Reference, References
from explorer.measure.schedule import shared_calls
from explorer.measure.station import BATCH_S, SHARED_BATCH_S, SHORT_CALL_S, Station
from explorer.measure.store import Store
from explorer.measure.tally import Tally
from explorer.measure.threads import ThreadCount, wake
from explorer.measure.turns import ASKED_AGAIN, Turns
from explorer.units import count

PROMPT_S = 0.0005
"""A call with next to no work takes some µs; one that waits for a core takes milliseconds."""
OVERHEAD_BATCHES = 9
"""Batches of empty calls, of which the shortest counts."""
SWALLOWED = (
    "With the same arguments {}, and the turns of a parallel loop go on with inf or NaN: which of "
    "the two is wanted cannot be told."
)
CHANGED = (
    "An argument was changed while it was measured; with what that held at first its result is "
    "right."
)
COLD_CALL_S = 0.02
"""After a wait, a call up to this length is repeated untimed to fill the caches again; and after
a change of the number of threads, because TBB wakes none for next to no work."""


class Bench:
    """Holds the data and the state that calls depend on. Close it when the run is over."""

    def __init__(
        self,
        plan: Plan,
        loaded: LoadedKernel,
        watch: Stopwatch,
        note: Note,
        turns: Turns | None = None,
    ) -> None:
        self._note = note
        self._turns = turns or Turns()
        self._plan, self._loaded, self._watch = plan, loaded, watch
        self._own = loaded.kernel.function is not None
        self._threads = ThreadCount()
        self._store = Store(loaded, plan)
        self._references = References(plan, loaded, watch, self._store, self._threads, note)
        self._compiler = Compiler(self._store, self._own)
        self._times = CallTimes()
        self._making: dict[int, float] = {}
        self._rechecks: dict[Point, tuple[Tally, Rechecker]] = {}
        self._raised: dict[int, str] = {}
        self._doubted: set[Point] = set()
        self._empty: Station | None = None
        self._other_memory = closing_words.OtherMemory()

    def take(self, plan: Plan, loaded: LoadedKernel) -> None:
        """Go by another plan of the same kernel, with more variants loaded."""
        self._plan, self._loaded = plan, loaded

    def keep_only(self, sizes: Collection[int]) -> None:
        """Give back the data of all other sizes, and what was found out about results there."""
        self._store.keep_only(sizes)
        self._references.keep_only(sizes)
        self._rechecks = {p: found for p, found in self._rechecks.items() if p.size in sizes}
        self._other_memory.keep_only(sizes)

    def close(self) -> None:
        """Give the process back the thread counts it had."""
        self._threads.restore()

    def compile(self, variant: LoadedVariant) -> Compilation:
        """Compile a variant, and learn from growing sizes what a call takes; raises anything."""
        with self._turns.of(variant.variant.name):
            return self._compiled(variant)

    def _compiled(self, variant: LoadedVariant) -> Compilation:
        compilation = self._compiler.compile(variant, self._plan)
        if self._loaded.kernel.threaded:
            self._threads.found_libraries()
        own = self._loaded.kernel.function is not None
        if self._plan.sizes[0] > ladder.begins_beyond(variant, own):
            fewest = self._plan.threads[0]
            self._threads.set(fewest)
            times = self._times.of(variant.variant.name, fewest)
            ladder.climb(variant, self._plan, self._store, self._watch, times)
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
        with self._turns.making(size):
            inputs = self._store.get(size)
        self._making.setdefault(size, self._watch.now() - began)
        return inputs.data_bytes

    def predicted_s(self, point: Point) -> float:
        """Seconds that one call will take, 0 where nothing is known."""
        return self._times.expected_s(point)

    def reference_s(self, size: int) -> float:
        """Seconds that a check at a size will take in addition, for the reference's call."""
        return self._references.to_come_s(size)

    def check(self, point: Point) -> tuple[Checked, Station]:
        """Call a point until its result is trusted or wrong; raises what the variant raises."""
        variant = self._loaded.variants[point.variant]
        try:
            with self._turns.of(point.variant):
                checked, station = self._called(point)
        except ArithmeticError as error:
            if variant.dispatcher is not None:
                raised = f"{point.variant} raises {type(error).__name__}"
                self._raised.setdefault(point.size, raised)
            raise
        unchecked = ""
        if variant.swallows_errors and point.size in self._raised:
            unchecked = SWALLOWED.format(self._raised[point.size])
        unchecked = self._turns.depending.get(point.variant, unchecked)
        if unchecked and not checked.wrong:
            checked = replace(checked, unchecked=unchecked)
        return checked, station

    def _called(self, point: Point) -> tuple[Checked, Station]:
        """Make a point's first calls; then learn what a warm one takes."""
        self._use(point)
        variant = self._loaded.variants[point.variant]
        self._turns.begin(point.size)
        reference = self._references.at(point.size)
        self._note(CALLING, point)
        self._store.look_for_changes(point.variant, variant.function)
        if reference is not None and variant.variant.has_own_data:
            inputs = self._store.of(point.variant, point.size)
            reference = self._references.for_own_data(reference, inputs)
        tally = Tally(point, reference or Reference(), variant.draws_at_random)
        first, inputs = self._first_calls(point, None if reference is None else tally)
        self._times.learn(point, first.fastest_s)
        station = Station(
            point,
            variant.function,
            inputs,
            self._watch,
            first.fastest_s,
            partial(self._wake, point),
            self._times.likely_s(point, self._plan.threads[0]),
        )
        self._note(CALLING, point)
        found = None
        if self._own and point.size == self._plan.sizes[-1]:
            call_s, returned = first.fastest_s, first.returned
            found = kept(variant.function, inputs, self._watch, returned, call_s)
        station.calibrate()
        self.learn(station)
        if found is not None:
            self._other_memory.add_kept(station, found)
        if self._own and point == self._baseline_alone:
            again_s = again(variant.function, inputs, self._watch, station.per_call_s)
            self._other_memory.take_again(station, again_s)
        if reference is None:
            return tally.checked(), station
        checker = Rechecker(tally, variant.function, inputs, self._watch, first.fastest_s)
        self._rechecks[point] = tally, checker
        self._look_after(station)
        return self._turns.excused(tally.checked(), checker.is_right), station

    def _first_calls(self, point: Point, tally: Tally | None) -> tuple[FirstCalls, Inputs]:
        """Call a point as often as is enough to judge its results, where there is a tally.

        Returns the inputs too: of arguments that the first call turned out to change, copies.
        """
        function = self._loaded.variants[point.variant].function
        inputs = self._store.of(point.variant, point.size)
        seal = self._store.seal(point.variant, inputs)
        self._use(point)
        first = FirstCalls(may_race=point.threads > 1 and tally is not None)
        while not first.enough:
            woken = self._watch.now()
            self._note(CALLING, point)
            self._wake(point)
            arguments = inputs.fresh()
            began = self._watch.now()
            returned = function(*arguments)
            took_s = self._watch.now() - began
            first.add(returned, took_s, self._watch.now() - woken)
            if tally is not None:
                tally.look_at(inputs.produced(returned, arguments))
            if seal is not None:
                self._store.give_back(point.variant, inputs, seal)
            changed = self._store.look_after(point.variant, point.size)
            if changed or seal is not None:
                inputs, seal = self._store.of(point.variant, point.size), None
        suspected = first.may_race and self._loaded.variants[point.variant].concerns
        if tally is not None and suspected and not tally.wrong:
            look_for_race(function, inputs, tally, self._watch, first.fastest_s)
        return first, inputs

    @property
    def _baseline_alone(self) -> Point:
        """The baseline at the largest size, without threads."""
        return Point(self._plan.baseline.variant, self._plan.sizes[-1], 1)

    def learn(self, station: Station) -> None:
        """Go by a point's shortest time from now on."""
        self._times.learn(station.point, station.per_call_s)

    def check_again(self, station: Station, timed_s: float) -> Checked | None:
        """Compare what a point's last batch gave, which took so long, and some calls more.

        Returns its check where a result is wrong for the first time; raises what the variant does.
        """
        last, found = station.take_last(), self._rechecks.get(station.point)
        if self._look_after(station) or found is None:
            return None
        tally, checker = found
        is_wrong, point = checker.look(last, timed_s), station.point
        changed = self._look_after(station)
        if not is_wrong:
            return None
        changed = self._store.put_right(point.variant, point.size) or changed
        if changed and all(checker.is_right() for _ in range(ASKED_AGAIN)):
            return Checked(point, None, unchecked=CHANGED)
        return self._turns.excused(tally.checked(), checker.is_right)

    def _look_after(self, station: Station) -> bool:
        """See whether a point's calls just changed arguments that others get, too; undo that."""
        point = station.point
        if not self._store.look_after(point.variant, point.size):
            return False
        inputs = self._store.of(point.variant, point.size)
        station.renew(inputs)
        if point in self._rechecks:
            self._rechecks[point][1].renew(inputs)
        return True

    def blame(self, point: Point) -> str:
        """Say who else may be the reason for a point's failure; nothing where nobody may."""
        variant = self._loaded.variants.get(point.variant)
        if variant is None or (variant.dispatcher is not None and not point.size):
            return ""  # compiling it once more may take long
        function, size = variant.function, point.size or None
        return self._turns.blamed(
            point, lambda: function(*self._store.of(point.variant, size).fresh())
        )

    def doubted(self) -> list[Checked]:
        """Return checks that say of variants' other points what one of theirs showed since."""
        found: list[Checked] = []
        if not self._turns.depending:
            return found
        for point, (tally, _) in self._rechecks.items():
            reason = self._turns.depending.get(point.variant)
            if reason and not tally.wrong and point not in self._doubted:
                self._doubted.add(point)
                found.append(Checked(point, None, unchecked=reason))
        return found

    def warm(self, station: Station, cold: bool) -> None:
        """Make untimed calls until the next batch finds threads awake and caches filled."""
        self._turns.to(station.point.variant, station.point.size)
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

    @property
    def _any_wrong(self) -> bool:
        return any(tally.wrong for tally, _ in self._rechecks.values())

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

        with self._turns.with_data_of(self._store.tiny.size, point.size):
            return wake(is_prompt)

    def agree_on_calls(self, stations: list[Station]) -> None:
        """Give the stations of a round their calls per batch."""
        by_point = {station.point: station for station in stations}
        times = {point: station.per_call_s for point, station in by_point.items()}
        for point, calls in shared_calls(times, BATCH_S, SHARED_BATCH_S).items():
            by_point[point].take_calls(calls)

    def notes(self, threads: int) -> tuple[str, ...]:
        """Return sentences about the whole run, in which calls had up to so many threads."""
        plan, loaded = self._plan, self._loaded
        shortest = self._times.shortest_at(plan.sizes[-1])
        said = chain(
            loaded.notes,
            self._compiler.said,
            self._store.notes,
            self._turns.said if self._any_wrong else (),
            closing_words.on_references(self._references, plan),
            closing_words.on_restarts(shortest, loaded.variants, plan.baseline.variant),
            self._other_memory.sentences(plan),
            self._converting(shortest),
            closing_words.on_this_system(threads),
        )
        return tuple(filter(None, said))

    def _converting(self, shortest: Mapping[str, float]) -> Iterator[str]:
        """Say what it costs that arguments are lists, at the largest size."""
        variants = self._loaded.variants
        compiled = {n: s for n, s in shortest.items() if variants[n].variant.compiled}
        if not compiled or not converting.has_list(self._store.tiny.arguments):
            return
        size = self._plan.sizes[-1]
        arguments = self._store.get(size).all_fresh()
        empty = self._loaded.empty(len(arguments))
        empty.compile(arguments)
        cost = converting.cost_s(empty.function, arguments, self._watch)
        yield converting.in_words(cost, f"{self._plan.axis} = {count(size)}", compiled)
