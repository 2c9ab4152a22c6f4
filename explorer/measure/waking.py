"""Threads that are awake, and caches that are filled, when the next batch begins."""

from explorer.measure.basis import Basis
from explorer.measure.plan import Point
from explorer.measure.station import SHORT_CALL_S, Station
from explorer.measure.store import Store
from explorer.measure.threads import ThreadCount
from explorer.measure.threads import wake as until
from explorer.measure.turns import Turns

PROMPT_S = 0.0005
"""A call with next to no work takes some µs; one that waits for a core takes milliseconds."""
COLD_CALL_S = 0.02
"""After a wait, a call up to this length is repeated untimed to fill the caches again; and after
a change of the number of threads, because TBB wakes none for next to no work."""


class Waking:
    """Makes the threads ready that a point's calls use."""

    def __init__(self, of: Basis, store: Store, threads: ThreadCount, turns: Turns) -> None:
        self._of, self._store, self._threads, self._turns = of, store, threads, turns

    def warm(self, station: Station, cold: bool) -> None:
        """Make untimed calls until the next batch finds threads awake and caches filled."""
        self._turns.to(station.point.variant, station.point.size)
        changed = self.use(station.point)
        moved = (changed or station.point.threads > 1) and self.wake(station.point)
        if changed:
            self._of.watch.find_threads()  # OpenMP has started others
        if moved:
            station.settle()
            return
        short = station.per_call_s <= SHORT_CALL_S
        cold = cold or (changed and station.point.threads > 1)
        if short or (cold and station.per_call_s <= COLD_CALL_S):
            station.warm()

    def use(self, point: Point) -> bool:
        """Use a point's threads, in BLAS too unless it is called inside of threads."""
        inside = self._of.loaded.variants[point.variant].derived.blas_inside
        return self._threads.set(point.threads, 1 if inside else point.threads)

    def wake(self, point: Point) -> bool:
        """Call a point's variant with next to no work until its threads answer promptly.

        Returns whether this thread had to be moved for it.
        """
        function = self._of.loaded.variants[point.variant].function

        def is_prompt() -> bool:
            arguments = self._store.of(point.variant).fresh()
            began = self._of.watch.now()
            try:
                function(*arguments)
            except Exception:  # data so small may not suit it
                if self._store.tiny.size == self._of.plan.sizes[0]:
                    raise
                self._store.grow()
            return point.threads == 1 or self._of.watch.now() - began < PROMPT_S

        with self._turns.with_data_of(self._store.tiny.size, point.size):
            return until(is_prompt)
