"""Calls one right after another, before any result is looked at."""

import numpy as np

from explorer.measure.plan import Point
from explorer.measure.rechecking import STRETCH_S, Tally, look_for_race
from explorer.measure.references import Reference


class Watch:
    """Each look at it is a millisecond later."""

    seconds = 0.0

    def now(self):
        self.seconds += 0.001
        return self.seconds


class Inputs:
    def fresh(self):
        return (np.ones(3),)

    def produced(self, returned, arguments):
        return returned


def tally_of(results, call_s=0.001):
    """The tally of calls that give these results, the last one from then on, and their number."""
    made = []
    out = np.zeros(1)

    def function(array):
        made.append(results[min(len(made), len(results) - 1)])
        out[0] = made[-1]  # the memory of the call before is used again
        return out

    tally = Tally(Point("f", 3, 2), Reference(np.array([3.0]), 1e-9))
    look_for_race(function, Inputs(), tally, Watch(), call_s)
    return tally, len(made)


def test_the_one_call_that_is_wrong_is_found_among_many():
    tally, calls = tally_of([3.0] * 20 + [2.0, 3.0])
    assert tally.wrong == 1
    assert calls > 50
    assert "A race: 1 of 21 calls" in tally.checked().wrong


def test_right_calls_stay_right_and_long_ones_are_not_made():
    assert tally_of([3.0])[0].wrong == 0
    assert tally_of([2.0], STRETCH_S)[1] == 0
