"""Looking at results at first, and again and again while a point is measured, outside of timing.

One right call proves little: a race is right whenever its threads happened to run one after the
other, and a fault that shows in one call of a thousand is right in the first. So the last result
of every batch is compared, and where there is time for it some more calls are made and compared:
all of it takes up to `SHARE` of the time that is measured, and `ADVANCE_S` for each point, because
steady points are soon known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.measure.batch import Stopwatch
from explorer.measure.inputs import Inputs
from explorer.measure.station import Last
from explorer.measure.tally import Tally
from explorer.measure.values import bytes_of, frozen

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


MOST, FEWEST, QUICK_S = 20, 4, 0.03
"""A threaded point is called so many times at once to catch a race, fewer where that takes longer
than this; it is checked again over the whole run."""
LONG_S = 0.1
"""Beyond this no second check is made at once."""


@dataclass
class FirstCalls:
    """Counts the calls that were made. `may_race` says that one right result proves little.

    `fastest_s` is the shortest of them, `called_s` all together, `spent_s` with what was around
    them: waking threads, fresh arguments. `returned` is what the last one gave.
    """

    may_race: bool
    calls: int = 0
    fastest_s: float = 0.0
    called_s: float = 0.0
    spent_s: float = 0.0
    returned: Any = None

    def add(self, returned: Any, took_s: float, spent_s: float) -> None:
        self.fastest_s = min(self.fastest_s or took_s, took_s)
        self.called_s += took_s
        self.spent_s += spent_s
        self.calls += 1
        self.returned = returned

    @property
    def enough(self) -> bool:
        """Whether these tell as much as can be told at once."""
        if not self.calls:
            return False
        if not self.may_race or self.called_s > LONG_S:
            return True
        return self.calls >= (MOST if self.spent_s < QUICK_S else FEWEST)


STRETCH_S = 0.1
MOST_CALLS = 2000
MOST_BYTES = 64 * 2**20
"""Of results that are kept until the calls are over."""


def look_for_race(
    function: Callable[..., Any], inputs: Inputs, tally: Tally, watch: Stopwatch, call_s: float
) -> None:
    """Call for a while one right after another, then judge what that gave, as long again at most.

    Comparing a result takes long enough for the threads to fall asleep, and beside busy programs
    the calling thread has then done all the turns before another one gets a core. Measured so with
    TBB: no wrong result in 25 calls with pauses, 3 in 112 without; with workqueue, of 1,000 items:
    none in 26, 12 in 223. `call_s` is what a call takes: where that leaves no room for several,
    there are none.
    """
    produced: list[Any] = []
    kept, began = 0, watch.now()
    if 4 * call_s > STRETCH_S:
        return
    while len(produced) < MOST_CALLS and kept < MOST_BYTES and watch.now() - began < STRETCH_S:
        arguments = inputs.fresh()
        produced.append(frozen(inputs.produced(function(*arguments), arguments)))
        kept += bytes_of(produced[-1])
    began = watch.now()
    for one in produced:
        tally.look_at(one)
        if tally.wrong or watch.now() - began > STRETCH_S:
            return
