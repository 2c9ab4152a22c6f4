"""What calls took, and predicting the time or memory of a larger size from smaller ones."""

import math
from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, MutableMapping

from explorer.measure.plan import Point

STEEPEST = 4.0
"""Time grows with the third power of n in a matrix product; beyond the fourth it is noise."""
_BEYOND_POWERS = 5.0
"""From this exponent on, growth by equal factors in equal steps is taken for what it looks like."""
_TOLD_BY = 2.0
"""Growth by less than this may be noise."""
_ALIKE = 1.4
"""Two growths in equal steps agree within this ratio of their logarithms."""
_LARGEST_LOG = 700.0
"""The logarithm of about the largest float."""


LATEST = 64
"""Values that a prediction goes by, those at the largest sizes: what takes more of them to grow
fourfold does not grow by much to the next one. Thousands would be looked through for each point."""

Curve = list[tuple[int, float]]
"""Sizes and their positive values, the smallest size first."""


class BySize(MutableMapping[int, float]):
    """Values by size, of which the last ones up to any size are at hand, however many there are."""

    def __init__(self, values: Mapping[int, float] | None = None) -> None:
        self._values = dict(values or {})
        self._sizes = sorted(self._values)

    def upto(self, size: float = math.inf) -> Curve:
        """Return the positive of the last values up to a size."""
        end = bisect_right(self._sizes, size)
        last = self._sizes[max(end - LATEST, 0) : end]
        return [(n, value) for n in last if (value := self._values[n]) > 0]

    def __getitem__(self, size: int) -> float:
        return self._values[size]

    def __setitem__(self, size: int, value: float) -> None:
        if size not in self._values:
            insort(self._sizes, size)
        self._values[size] = value

    def __delitem__(self, size: int) -> None:
        del self._values[size]
        self._sizes.remove(size)

    def __iter__(self) -> Iterator[int]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)


def predict(known: BySize, size: int) -> float | None:
    """Return the value to expect at a size, from values at smaller sizes; None without any.

    A power law through the two largest known sizes. Overheads make small sizes look flat, so the
    exponent is at least 1 beyond the largest known size: a prediction errs on the long side. What
    grows exponentially, as a naive recursion does, goes on like that.
    """
    return _predicted(known.upto(size), size)


def _predicted(smaller: Curve, size: int) -> float | None:
    if not smaller:
        return None
    last_size, last = smaller[-1]
    if last_size == size or len(smaller) == 1:
        return last * size / last_size
    rate = exponential_rate(smaller)
    if rate:
        return last * math.exp(min(rate * (size - last_size), _LARGEST_LOG - math.log(last)))
    previous_size, previous = smaller[-2]
    exponent = math.log(last / previous) / math.log(last_size / previous_size)
    return last * math.pow(size / last_size, min(max(exponent, 1.0), STEEPEST))


def exponential_rate(points: Curve) -> float:
    """Return the growth of the logarithm a unit of size; 0 where growth is not exponential.

    It takes two steps, each of at least a doubling, that agree, and growth that is steeper than
    any power law of use.
    """
    steps = points[-1:]
    for n, value in reversed(points):
        if len(steps) < 3 and steps[-1][1] >= _TOLD_BY * value:
            steps.append((n, value))
    if len(steps) < 3:
        return 0.0
    (last_n, last), (middle_n, middle), (first_n, first) = steps
    late = math.log(last / middle) / (last_n - middle_n)
    early = math.log(middle / first) / (middle_n - first_n)
    exponent = math.log(last / middle) / math.log(last_n / middle_n)
    agree = max(late, early) <= _ALIKE * min(late, early)
    return late if agree and exponent > _BEYOND_POWERS else 0.0


LARGER_STEP = 3
"""Times longer that a call may take where a step between sizes was left out: a cache may end in
it."""


class CallTimes:
    """Seconds that a call takes: of each variant and number of threads, by size.

    At `steady` sizes a time is the shortest of several calls.
    """

    def __init__(self) -> None:
        self.steady: set[int] = set()
        self._known: dict[tuple[str, int], BySize] = {}

    def of(self, variant: str, threads: int) -> BySize:
        """Return what is known of a variant with so many threads, to be added to."""
        return self._known.setdefault((variant, threads), BySize())

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
        for points in (times.upto() for times in curves):
            last = points[-1][0] if points else 0
            if exponential_rate(points) or last in self.steady:
                continue
            before = _predicted([(n, s) for n, s in points[:-1] if n <= point.size], point.size)
            known.append(None if before is None else LARGER_STEP * before)
        return min((value for value in known if value is not None), default=0.0)

    def likely_s(self, point: Point, fewest: int) -> float | None:
        """Seconds with the `fewest` threads, or that smaller sizes make likely; None unknown."""
        if point.threads > fewest:
            return self.of(point.variant, fewest).get(point.size)
        times = self.of(point.variant, point.threads)
        return _predicted(times.upto(point.size - 1), point.size)

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
