"""A clock that only moves when told, for kernels that take exactly as long as a test says."""

from __future__ import annotations

from explorer.measure.batch import Reading, Stopwatch


class Clock:
    """Simulated time. `disturb` may return involuntary switches for a batch."""

    def __init__(self):
        self.seconds = 0.0
        self.disturb = lambda: 0

    def take(self, seconds):
        """Let time pass; the body of a simulated variant."""
        self.seconds += seconds


CLOCK = Clock()


class FakeStopwatch(Stopwatch):
    """Times by CLOCK instead of the real clock."""

    def now(self):
        return CLOCK.seconds

    def prepare(self, function, arguments):
        return lambda: function(*arguments)

    def batch(self, timer, calls, limit_s):
        began = CLOCK.seconds
        made = 0
        while made < calls and CLOCK.seconds - began <= limit_s:
            timer()
            made += 1
        return self._read(began, made)

    def batch_over(self, function, inputs):
        began = CLOCK.seconds
        for arguments in inputs:
            function(*arguments)
        return self._read(began, len(inputs))

    def _read(self, began, calls):
        switches = CLOCK.disturb()
        cpu_s = CLOCK.seconds - began
        return Reading(round(began * 1e9), round(CLOCK.seconds * 1e9), calls, switches, cpu_s, 0)
