"""The bench on which points are measured: their data, what is known of them, what is said of it."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from explorer.kernels.loaded import Compilation, LoadedVariant
from explorer.measure import closing_words, converting, ladder
from explorer.measure.basis import Basis
from explorer.measure.checks import Checks
from explorer.measure.plan import Point
from explorer.measure.prediction import BySize, CallTimes, predict
from explorer.measure.references import References
from explorer.measure.schedule import shared_calls
from explorer.measure.station import BATCH_S, SHARED_BATCH_S, Station
from explorer.measure.store import Store
from explorer.measure.threads import ThreadCount
from explorer.measure.turns import Turns
from explorer.measure.waking import Waking
from explorer.units import count, seconds

SHARED_S = 0.5
"""So much longer than the same once more the first compilation must take to be worth a sentence."""
SHARED = (
    "The first compilation took {}, the same once more {}: a program pays the difference once, "
    "for what its compiled functions share. The times of compiling are without it."
)


class Compiler:
    """Compiles variants for the data of a store. `said` are sentences about the whole run."""

    def __init__(self, of: Basis, store: Store) -> None:
        self._of, self._store = of, store
        self._rehearsed = False
        self._said: dict[str, None] = {}

    @property
    def said(self) -> tuple[str, ...]:
        """What compiling brought to light, in sentences, each once."""
        return tuple(self._said)

    def compile(self, variant: LoadedVariant) -> Compilation:
        """Compile a variant; raises anything."""
        compilation = self._compiled(variant)
        wide = compilation.widened if self._of.of_users else ""
        if wide and variant.variant.has_own_data:
            wide = f"With the data of {variant.variant.name}, {wide}"
        for sentence in (compilation.unfit, *compilation.concerns, wide):
            if sentence:
                self._said[f"{sentence[0].upper()}{sentence[1:]}."] = None
        return compilation

    def _compiled(self, variant: LoadedVariant) -> Compilation:
        """Compile with the smallest data; where a call with these fails, with the plan's."""
        name, smallest = variant.variant.name, self._of.plan.sizes[0]
        try:
            return self._compiled_for(variant, self._store.of(name).all_fresh())
        except Exception:
            if self._store.tiny.size == smallest:
                raise
        made = self._store.get(smallest, name).all_fresh()
        compilation = self._compiled_for(variant, made)
        self._store.grow()
        return compilation

    def _compiled_for(self, variant: LoadedVariant, arguments: tuple[Any, ...]) -> Compilation:
        """Compile; the first of a user's own functions twice, so that none pays for all."""
        first_s = None
        if self._of.of_users and not self._rehearsed:
            first_s = variant.rehearse(arguments)
            self._rehearsed = first_s is not None
        compilation = variant.compile(arguments)
        if first_s and compilation.seconds and first_s > compilation.seconds + SHARED_S:
            self._said[SHARED.format(seconds(first_s, 2), seconds(compilation.seconds, 2))] = None
        return compilation


OVERHEAD_BATCHES = 9
"""Batches of empty calls, of which the shortest counts."""


class Bench:
    """Holds the data and the state that calls depend on. Close it when the run is over."""

    def __init__(self, of: Basis, turns: Turns) -> None:
        self._of, self._turns = of, turns
        self._threads = ThreadCount()
        self._store = store = Store(of)
        self._times = CallTimes()
        self._references = References(of, store, self._threads, self._times)
        self._compiler = Compiler(of, store)
        self._making = BySize()
        self._empty: Station | None = None
        self._other_memory = closing_words.OtherMemory()
        self.waking = Waking(of, store, self._threads, turns)
        self.checks = Checks(
            of, store, self._references, self._times, turns, self.waking, self._other_memory
        )

    def keep_only(self, sizes: Collection[int]) -> None:
        """Give back the data of all other sizes, and what was found out about results there."""
        self._store.keep_only(sizes)
        self._references.keep_only(sizes)
        self.checks.keep_only(sizes)
        self._other_memory.keep_only(sizes)

    def close(self) -> None:
        """Give the process back the thread counts it had."""
        self._threads.restore()

    def compile(self, variant: LoadedVariant) -> Compilation:
        """Compile a variant, and learn from growing sizes what a call takes; raises anything."""
        with self._turns.of(variant.variant.name):
            return self._compiled(variant)

    def _compiled(self, variant: LoadedVariant) -> Compilation:
        compilation = self._compiler.compile(variant)
        if self._of.loaded.kernel.threaded:
            self._threads.found_libraries()
        if self._of.plan.sizes[0] > ladder.begins_beyond(variant, self._of.of_users):
            fewest = self._of.plan.threads[0]
            self._threads.set(fewest)
            times = self._times.of(variant.variant.name, fewest)
            ladder.climb(variant, self._of.plan, self._store, self._of.watch, times)
            self._times.steady.update(times)
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
        empty = self._of.loaded.empty(len(tiny.arguments))
        empty.compile(tiny.all_fresh())
        point = Point("empty", tiny.size, 1)
        station = Station(point, empty.function, tiny, self._of.watch, 0.0, lambda: False)
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
        began = self._of.watch.now()
        with self._turns.making(size):
            inputs = self._store.get(size)
        self._making.setdefault(size, self._of.watch.now() - began)
        return inputs.data_bytes

    def predicted_s(self, point: Point) -> float:
        """Seconds that one call will take, 0 where nothing is known."""
        return self._times.expected_s(point)

    def reference_s(self, size: int) -> float:
        """Seconds that a check at a size will take in addition, for the reference's call."""
        return self._references.to_come_s(size)

    def learn(self, station: Station) -> None:
        """Go by a point's shortest time from now on."""
        self._times.learn(station.point, station.per_call_s)

    def blame(self, point: Point) -> str:
        """Say who else may be the reason for a point's failure; nothing where nobody may."""
        variant = self._of.loaded.variants.get(point.variant)
        if variant is None or (variant.dispatcher is not None and not point.size):
            return ""  # compiling it once more may take long
        function, size = variant.function, point.size or None
        return self._turns.blamed(
            point, lambda: function(*self._store.of(point.variant, size).fresh())
        )

    def agree_on_calls(self, stations: list[Station]) -> None:
        """Give the stations of a round their calls per batch."""
        by_point = {station.point: station for station in stations}
        times = {point: station.per_call_s for point, station in by_point.items()}
        for point, calls in shared_calls(times, BATCH_S, SHARED_BATCH_S).items():
            by_point[point].take_calls(calls)

    def notes(self, threads: int) -> tuple[str, ...]:
        """Return sentences about the whole run, in which calls had up to so many threads."""
        plan, loaded = self._of.plan, self._of.loaded
        base = plan.baseline.variant
        shortest = self._times.shortest_at(plan.sizes[-1])
        said = chain(
            loaded.notes,
            self._compiler.said,
            self._store.notes,
            self._turns.said if self.checks.any_wrong else (),
            closing_words.on_references(self._references, plan),
            closing_words.on_restarts(self._times.beside(base), loaded.variants, base),
            self._other_memory.sentences(plan),
            self._converting(shortest),
            closing_words.on_this_system(threads),
        )
        return tuple(filter(None, said))

    def _converting(self, shortest: Mapping[str, float]) -> Iterator[str]:
        """Say what it costs that arguments are lists, at the largest size."""
        variants = self._of.loaded.variants
        compiled = {n: s for n, s in shortest.items() if variants[n].variant.compiled}
        if not compiled or not converting.has_list(self._store.tiny.arguments):
            return
        size = self._of.plan.sizes[-1]
        arguments = self._store.get(size).all_fresh()
        empty = self._of.loaded.empty(len(arguments))
        empty.compile(arguments)
        cost = converting.cost_s(empty.function, arguments, self._of.watch)
        yield converting.in_words(cost, f"{self._of.plan.axis} = {count(size)}", compiled)
