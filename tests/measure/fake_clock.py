"""A clock that only moves when told, for kernels that take exactly as long as a test says."""

from __future__ import annotations

import pytest

from explorer.measure.batch import Reading, Stopwatch

AND_ELSEWHERE = pytest.mark.parametrize(
    "simulate", [True, False], indirect=True, ids=["waiting is counted", "it is not"]
)
"""Marks a test of what disturbs: where waiting is not counted, other signs stand for it."""


class Clock:
    """Simulated time. `disturb` may return involuntary switches for a batch.

    Where the system `counts_waiting`, as Linux does, a switched batch waited half its time.
    """

    def __init__(self):
        self.seconds = 0.0
        self.disturb = lambda: 0
        self.counts_waiting = False

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
            returned = timer()
            made += 1
        return self._read(began, made, returned)

    def batch_over(self, function, inputs):
        began = CLOCK.seconds
        for arguments in inputs:
            returned = function(*arguments)
        return self._read(began, len(inputs), returned)

    def _read(self, began, calls, returned):
        switches = CLOCK.disturb()
        wall_s = CLOCK.seconds - began
        waited_s = None
        if CLOCK.counts_waiting:
            waited_s = wall_s / 2 if switches else 0.0
        ends = round(began * 1e9), round(CLOCK.seconds * 1e9)
        return Reading(*ends, calls, switches, wall_s, 0, waited_s, returned)


class EvenStopwatch(FakeStopwatch):
    """For functions whose times are not what a test is about.

    Each call takes 2 ms, as long as a batch.
    """

    def now(self):
        CLOCK.take(1e-3)  # a look takes long, so that results are not looked at for ever
        return CLOCK.seconds

    def prepare(self, function, arguments):
        return lambda: self._taking(function)(*arguments)

    def batch_over(self, function, inputs):
        return super().batch_over(self._taking(function), inputs)

    def _taking(self, function):
        def call(*arguments):
            CLOCK.take(2e-3)
            return function(*arguments)

        return call
