"""Looking at results again and again while a point is measured, outside of the timing.

One right call proves little: a race is right whenever its threads happened to run one after the
other, and a fault that shows in one call of a thousand is right in the first. So the last result
of every batch is compared, and where there is time for it some more calls are made and compared:
all of it takes up to `SHARE` of the time that is measured, and `ADVANCE_S` for each point, because
steady points are soon known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.measure.batch import Stopwatch
from explorer.measure.inputs import Inputs
from explorer.measure.station import Last
from explorer.measure.tally import Tally

SHARE = 0.05
"""How much of the timed seconds may go into this, in addition."""
ADVANCE_S = 0.001
"""Seconds for each point before any of it is timed."""
MOST_AT_ONCE = 100
"""Calls that are made and compared after one batch."""


class Rechecker:
    """Compares results of one point, with seconds that it earns by its timed batches.

    `call_s` is what a call takes.
    """

    def __init__(
        self,
        tally: Tally,
        function: Callable[..., Any],
        inputs: Inputs,
        watch: Stopwatch,
        call_s: float,
    ) -> None:
        self._tally, self._function = tally, function
        self._inputs, self._watch = inputs, watch
        self._earned_s, self._each_s = ADVANCE_S, call_s

    def look(self, last: Last | None, timed_s: float) -> bool:
        """Compare a batch's last result, and more; returns whether this is the first wrong one.

        `timed_s` are the seconds inside of timed batches since the last time. Raises what the
        variant raises.
        """
        self._earned_s += SHARE * timed_s
        if self._tally.wrong:
            return False
        if last is not None and self._earned_s > 0:
            began = self._watch.now()
            self._tally.look_at(self._inputs.produced(*last))
            self._earned_s -= self._watch.now() - began
        for _ in range(MOST_AT_ONCE):
            if self._tally.wrong or self._earned_s <= self._each_s:
                break
            began = self._watch.now()
            arguments = self._inputs.fresh()
            self._tally.look_at(self._inputs.produced(self._function(*arguments), arguments))
            self._each_s = self._watch.now() - began
            self._earned_s -= self._each_s
        return bool(self._tally.wrong)

    def renew(self, inputs: Inputs) -> None:
        """Call with other arguments from now on."""
        self._inputs = inputs

    def is_right(self) -> bool:
        """Make a call, and tell whether its result is right, without counting it."""
        arguments = self._inputs.fresh()
        return self._tally.passes(self._inputs.produced(self._function(*arguments), arguments))
