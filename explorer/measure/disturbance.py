"""Deciding whether something outside disturbed a batch.

Signals are judged against the point's own norm, because what is usual differs: kernels that
allocate always fault, unevenly divided ones never use all threads, and a long batch is always
interrupted by something. Where the system tells how long threads waited for a core (Linux), that
decides. Elsewhere switches and lost CPU time stand for it. Measured on a quiet machine with two
cores and a parallel kernel: no involuntary switch in 194 of 200 batches of 1 ms, in 146 of 200 of
10 ms, in 0 of 10 of 200 ms.
"""

from collections import deque
from collections.abc import Callable
from statistics import median

from explorer.measure.batch import Reading
from explorer.measure.machine import usable_cores

WAIT = 0.02
"""Share of its time that a thread of a batch may wait for a core beyond what is usual."""
WAITS_KNOWN = 5
"""Batches from which on something is known of what is usual."""
LOW = 0.2
"""The share of batches taken for undisturbed at least: what these waited is usual. Many threads
that are woken for every call always wait a little, each for some µs."""
USUAL_WAIT = 0.1
"""Share of a batch's time that a thread may usually wait; more is no usual state."""
SHORT_S = 0.005
"""Up to this length, any involuntary switch spoils a batch; a longer one can hide a few."""
CPU_LOSS = 0.02
"""Share of its CPU time that a longer batch may lose."""
TICK_S = 0.004
"""The kernel books another core's running time at its timer tick, up to 4 ms late."""
FAULTS_FREE = 8
"""Page faults above 1.5 times the usual that are no disturbance yet: a few come by themselves."""
LATE_S = 0.001
"""A short batch with several threads that takes twice what it should, and this much more, waited
for a thread that was switched out before it began: no switch of ours shows that."""
STALLED_S = 0.002
STALLED_TIMES = 3.0
"""A switched call with several threads that takes so many times what is likely waited for a core:
threads that spin at a barrier use their CPU time up without losing any."""

WAITED = "waited for a core"
SWITCHED = "switched"
STALLED = "stalled"
LOST_CPU = "lost cpu"
FAULTED = "page faults"
PAINTED = "painting"

Overlap = Callable[[int, int], bool]
"""Whether the window painted between two times of perf_counter_ns."""


class Norm:
    """What is usual for one point, learnt from its own batches.

    `likely_s` is what a call should take at most, where that is known. More threads than `cores`
    wait for each other: that is what such a point measures, and no disturbance.
    """

    def __init__(self, threads: int, likely_s: float | None = None, cores: int = 0) -> None:
        self._threads = threads
        self._crowded = threads > (cores or usable_cores())
        self._likely_s = likely_s
        self._use = 1.0 if threads == 1 else 0.0
        self._faults: list[float] = []
        self._waits: deque[float] = deque(maxlen=50)

    def judge(self, reading: Reading, expected_s: float, painted: Overlap | None = None) -> str:
        """Return what disturbed a batch, empty when nothing did; learns from it too.

        `expected_s` is what the batch should have taken: a short one that was stretched is still
        judged as a short one.
        """
        found = self._disturbance(reading, expected_s, painted)
        if expected_s > SHORT_S:
            used = min(reading.cpu_s / reading.wall_s, float(self._threads))
            self._use = max(self._use, used)
        if reading.waited_s is not None:
            self._waits.append(reading.waited_s / reading.calls)
        if len(self._faults) < 25:
            self._faults.append(reading.faults / reading.calls)
        return found

    def _disturbance(self, reading: Reading, expected_s: float, painted: Overlap | None) -> str:
        if painted is not None and painted(reading.start_ns, reading.end_ns):
            return PAINTED
        if not self._crowded:
            held_up = self._held_up(reading, expected_s)
            if held_up:
                return held_up
        usual = median(self._faults) * reading.calls if self._faults else reading.faults
        return FAULTED if reading.faults > 1.5 * usual + FAULTS_FREE else ""

    def _held_up(self, reading: Reading, expected_s: float) -> str:
        """Return how its threads were kept from running."""
        if self._waited(reading):
            return WAITED
        if expected_s <= SHORT_S:
            if reading.waited_s is None and reading.switches > 0:
                return SWITCHED
            late = self._threads > 1 and reading.wall_s > 2 * expected_s + LATE_S
            return STALLED if late else ""
        if self._stalled(reading):
            return STALLED
        return LOST_CPU if reading.waited_s is None and self._lost_cpu(reading) else ""

    def _waited(self, reading: Reading) -> bool:
        if reading.waited_s is None:
            return False
        usual_s = 0.0
        if len(self._waits) >= WAITS_KNOWN:
            low = sorted(self._waits)[int(LOW * len(self._waits))] * reading.calls
            usual_s = min(low, USUAL_WAIT * reading.wall_s)
        return reading.waited_s - usual_s > WAIT * reading.wall_s

    def _stalled(self, reading: Reading) -> bool:
        if self._likely_s is None or not reading.switches or reading.seconds < STALLED_S:
            return False
        return reading.seconds > STALLED_TIMES * self._likely_s

    def _lost_cpu(self, reading: Reading) -> bool:
        late = TICK_S * (self._threads - 1)
        lost = self._use * reading.wall_s - reading.cpu_s - late
        return lost > CPU_LOSS * self._use * reading.wall_s
