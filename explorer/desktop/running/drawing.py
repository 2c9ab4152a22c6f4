"""When a run is drawn while it is measured: what is waited for at once, all else in due time."""

from collections.abc import Callable
from time import perf_counter

from explorer.measure.events import Event, Finished, Measured, Progress, Started

EVERY_S = 0.1
QUICKLY_S = 0.005
SELDOM = 5.0
"""Nothing is measured while it is drawn. So what takes longer than this to draw is drawn as much
less often, but at most so many times less."""


class Drawing:
    """Knows when to draw. `every_s` is how often what is drawn quickly is drawn.

    `now` returns seconds from any beginning.
    """

    def __init__(self, now: Callable[[], float] = perf_counter) -> None:
        self._now = now
        self.every_s = EVERY_S
        self._began = self._took_s = 0.0
        self._under_way = False
        self._sight = 0

    def is_due(self, event: Event) -> bool:
        """Whether to draw now that this has happened."""
        pause_s = self.every_s * times_less_often(self._took_s)
        return self._is_waited_for(event) or self._now() - self._began >= pause_s

    def begin(self) -> None:
        """Note that it is drawn from now on."""
        self._under_way = True
        self._began = self._now()

    def end(self) -> None:
        """Note that all is painted, where anything was drawn."""
        if self._under_way:
            self._under_way = False
            self._took_s = self._now() - self._began

    def _is_waited_for(self, event: Event) -> bool:
        """Whether this is to be seen at once: a beginning, an end, first times, or all of them."""
        if isinstance(event, (Started, Finished)):
            self._sight = 0
            return True
        before, self._sight = self._sight, max(self._sight, _sight(event))
        return self._sight > before


def times_less_often(took_s: float) -> float:
    """Return how many times less often than usual to draw what takes so long."""
    return min(max(took_s / QUICKLY_S, 1.0), SELDOM)


def _sight(event: Event) -> int:
    """Return 1 for an event that brings times, 2 for one that says that every point has its own."""
    if isinstance(event, Progress):
        return 2 if event.first_values == event.points else 0
    return 1 if isinstance(event, Measured) else 0
