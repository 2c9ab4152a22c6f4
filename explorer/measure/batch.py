"""Timing a batch of calls, and reading what else happened during it."""

import sys
import timeit
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Any, NamedTuple

from explorer.measure.plan import Point
from explorer.measure.waiting import Waiting

Usage = tuple[int, float, int]

if sys.platform != "win32":
    import resource

    def _usage() -> Usage:
        """Involuntary switches, CPU seconds and page faults of this process until now."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_nivcsw, used.ru_utime + used.ru_stime, used.ru_minflt + used.ru_majflt

else:
    from time import process_time

    def _usage() -> Usage:
        """CPU seconds only: Windows counts neither kind of event cheaply."""
        return 0, process_time(), 0


def unseen() -> tuple[str, ...]:
    """Return which disturbances this system does not tell of."""
    found = () if Waiting().known else ("waiting for a core",)
    return (*found, "involuntary switches", "page faults") if sys.platform == "win32" else found


STEPS = 8
"""Steps of a batch: enough to stop in time, too few for their cost (1 µs each) to matter."""


class Timed(NamedTuple):
    """A call that can be timed: a loop of it that drops what it returns, and a single one."""

    loop: timeit.Timer
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Reading:
    """One timed batch: its wall time and what the operating system counted during it.

    `waited_s` is how long the one of its threads waited for a core that waited longest, None where
    that is unknown: a call is over when its last thread is.
    `returned` is what the last call returned.
    """

    start_ns: int
    end_ns: int
    calls: int
    switches: int
    cpu_s: float
    faults: int
    waited_s: float | None = None
    returned: Any = None

    @property
    def wall_s(self) -> float:
        """Seconds that the whole batch took."""
        return (self.end_ns - self.start_ns) / 1e9

    @property
    def seconds(self) -> float:
        """Seconds per call; at least the clock's step, so that it has a logarithm."""
        return max(self.end_ns - self.start_ns, 1) / 1e9 / self.calls


class Stopwatch:
    """The clock of a run: times batches and single calls. A test replaces it by a fake.

    Close it, or the files through which it sees threads wait stay open.
    """

    def __init__(self) -> None:
        self._waiting = Waiting()
        self._point: Point | None = None

    def close(self) -> None:
        """Look at no thread any more."""
        self._waiting.close()

    def find_threads(self) -> None:
        """Look which threads there are, so that batches from now on tell how long they waited."""
        self._waiting.find_threads()

    def turn_to(self, point: Point) -> None:
        """Time calls of this point from now on."""
        self._point = point

    def served(self, point: Point) -> int | None:
        """Return how many threads of this process ran in a point's calls; None where unknown."""
        return self._waiting.served(point)

    def now(self) -> float:
        """Return seconds of a clock that only goes forward."""
        return perf_counter_ns() / 1e9

    def prepare(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Timed:
        """Return a timer whose loop calls the function with these arguments and nothing else.

        This is timeit's own loop: it costs least per call, and makes our figures comparable
        with it.
        """
        names = [f"_{i}" for i in range(len(arguments))]
        scope = dict(zip(names, arguments, strict=True), _function=function)
        statement = f"_function({', '.join(names)})"
        loop = timeit.Timer(statement, timer=perf_counter_ns, globals=scope)
        return Timed(loop, function, arguments)

    def batch(self, timed: Timed, calls: int, limit_s: float) -> Reading:
        """Time so many calls as one, fewer when they take too long; the last one's result is kept.

        A busy neighbour can make a call with two threads a thousand times slower, so the calls
        are made in steps, the first of one call, and no new step begins beyond `limit_s`. Results
        are dropped as timeit drops them, so that each finds the memory that the one before used.
        """
        limit_ns = limit_s * 1e9
        longest_step = max(1, calls // STEPS)
        self._waiting.begin(self._point)
        before = _usage()
        start = perf_counter_ns()
        inner_ns, made, step = 0, 0, 1
        while made < calls - 1 and inner_ns <= limit_ns:
            step = min(step, longest_step, calls - 1 - made)
            inner_ns += int(timed.loop.timeit(step))
            made += step
            step = made
        began = perf_counter_ns()
        returned = timed.function(*timed.arguments)
        inner_ns += perf_counter_ns() - began
        after = _usage()
        return self._reading(start, inner_ns, made + 1, (before, after), returned)

    def batch_over(
        self, function: Callable[..., Any], inputs: Sequence[tuple[Any, ...]]
    ) -> Reading:
        """Time one call with each of these argument tuples as one batch; as `batch`."""
        *others, last = inputs
        self._waiting.begin(self._point)
        before = _usage()
        start = perf_counter_ns()
        for arguments in others:
            function(*arguments)
        returned = function(*last)
        inner_ns = perf_counter_ns() - start
        after = _usage()
        return self._reading(start, inner_ns, len(inputs), (before, after), returned)

    def _reading(
        self,
        start: int,
        inner_ns: int,
        calls: int,
        usage: tuple[Usage, Usage],
        returned: Any,
    ) -> Reading:
        switches, cpu_s, faults = (b - a for a, b in zip(*usage, strict=True))
        waited_ns = self._waiting.end()
        waited_s = waited_ns / 1e9 if self._waiting.known else None
        end = start + inner_ns
        return Reading(start, end, calls, int(switches), cpu_s, int(faults), waited_s, returned)
