"""What calls take, as far as is known, and what that makes one expect of others."""

from __future__ import annotations

from explorer.measure.plan import Point
from explorer.measure.prediction import exponential_rate, predict

LARGER_STEP = 3
"""Times longer that a call may take where a step between sizes was left out: a cache may end in
it."""


class CallTimes:
    """Seconds that a call takes: of each variant and number of threads, by size.

    At `steady` sizes a time is the shortest of several calls.
    """

    def __init__(self) -> None:
        self.steady: set[int] = set()
        self._known: dict[tuple[str, int], dict[int, float]] = {}

    def of(self, variant: str, threads: int) -> dict[int, float]:
        """Return what is known of a variant with so many threads, by size, to be added to."""
        return self._known.setdefault((variant, threads), {})

    def learn(self, point: Point, call_s: float) -> None:
        """Go by this time of a point from now on: its first calls may have been held up."""
        self.of(point.variant, point.threads)[point.size] = call_s

    def expected_s(self, point: Point) -> float:
        """Seconds that one call will take, 0 where nothing is known.

        The least that any thread count makes one expect, with and without the last size: a time
        can be a thousand times too long because something else was running. Where the last size
        goes on with an exponential growth, that is what it is due to.
        """
        curves = [times for (name, _), times in self._known.items() if name == point.variant]
        known = [predict(times, point.size) for times in curves]
        for times in curves:
            if exponential_rate(times) or max(times, default=0) in self.steady:
                continue
            before = predict({size: times[size] for size in sorted(times)[:-1]}, point.size)
            known.append(None if before is None else LARGER_STEP * before)
        return min((value for value in known if value is not None), default=0.0)

    def likely_s(self, point: Point, fewest: int) -> float | None:
        """Seconds with the `fewest` threads, or that smaller sizes make likely; None unknown."""
        if point.threads > fewest:
            return self.of(point.variant, fewest).get(point.size)
        times = self.of(point.variant, point.threads)
        return predict({n: t for n, t in times.items() if n < point.size}, point.size)

    def shortest_at(self, size: int) -> dict[str, float]:
        """Return each variant's shortest time at a size, with any number of threads."""
        shortest: dict[str, float] = {}
        for (name, _), known in self._known.items():
            if size in known:
                shortest[name] = min(known[size], shortest.get(name, known[size]))
        return shortest

    def beside(self, variant: str) -> dict[str, float]:
        """Return the same for the largest size at which this variant and another are known."""
        sizes = sorted({size for known in self._known.values() for size in known}, reverse=True)
        found = (self.shortest_at(size) for size in sizes)
        return next((one for one in found if variant in one and len(one) > 1), {})
