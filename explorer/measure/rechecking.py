"""Looking at results at first, and again and again while a point is measured, outside of timing.

One right call proves little: a race is right whenever its threads happened to run one after the
other, and a fault that shows in one call of a thousand is right in the first. So the last result
of every batch is compared, and where there is time for it some more calls are made and compared:
all of it takes up to `SHARE` of the time that is measured, and `ADVANCE_S` for each point, because
steady points are soon known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.measure.agreement import Agreement
from explorer.measure.batch import Stopwatch
from explorer.measure.events import Checked
from explorer.measure.inputs import Inputs
from explorer.measure.plan import Point
from explorer.measure.references import Reference
from explorer.measure.station import Last
from explorer.measure.values import bytes_of, frozen
from explorer.units import count

DRAWN = (
    "It draws random numbers, and each thread has a generator of its own, which a seed set outside "
    "of the loop does not reach: calls differ, so no result could be checked."
)

_NUMBERS = (float, int, np.number, np.bool_)
"""Kinds of results that are equal, or not, in no time, and that no later call can change."""


class Tally:
    """Judges results of a point by its reference, and keeps count. `wrong` is how many were.

    `draws` tells that the point's variant draws random numbers.
    """

    def __init__(self, point: Point, reference: Reference, draws: bool = False) -> None:
        self._point, self._reference, self._draws = point, reference, draws
        self._calls = self.wrong = 0
        self._error: float | None = None
        self._errors: set[float | None] = set()
        self._unchecked = self._sentence = ""
        self._right: Any = None

    def look_at(self, produced: Any) -> None:
        """Judge what one more call produced."""
        self._calls += 1
        known = self._right
        if known is not None and type(produced) is type(known) and produced == known:
            return  # as an earlier one that was right: that is seen in no time
        found = self._reference.judge(produced)
        self._add(found)
        if not found.wrong and not found.unchecked:
            self._right = produced if isinstance(produced, _NUMBERS) else None

    def passes(self, produced: Any) -> bool:
        """Whether a result is right, without counting it."""
        return not self._reference.judge(produced).wrong

    def _add(self, found: Agreement) -> None:
        if len(self._errors) < 2:
            self._errors.add(found.error)
        if found.error is not None:
            self._error = max(self._error or 0.0, found.error)
        self.wrong += bool(found.wrong)
        self._sentence = self._sentence or found.wrong
        self._unchecked = self._unchecked or found.unchecked

    @property
    def varies(self) -> bool:
        """Whether calls with the same input gave results that are off by different amounts."""
        return len(self._errors) > 1 or 0 < self.wrong < self._calls

    def checked(self) -> Checked:
        """Put it all into one."""
        if not self.wrong:
            return Checked(self._point, self._error, unchecked=self._unchecked)
        sentence = self._sentence
        if self.varies and self._draws and self._point.threads > 1:
            return Checked(self._point, None, unchecked=DRAWN)
        if self.varies:
            race = "A race: " if self._point.threads > 1 else ""
            sentence = (
                f"{race}{count(self.wrong)} of {count(self._calls)} calls with the same input "
                f"gave another result. {sentence}"
            )
        return Checked(self._point, self._error, sentence)


SHARE = 0.05
"""How much of the timed seconds may go into this, in addition."""
ADVANCE_S = 0.001
"""Seconds for each point before any of it is timed."""
MOST_AT_ONCE = 100
"""Calls that are made and compared after one batch."""


class Rechecker:
    """Compares results of one point, with seconds that it earns by its timed batches.

    `call_s` is what a call takes. `has_called` tells of its last look whether it made any.
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
        self.has_called = False

    def look(self, last: Last | None, timed_s: float) -> bool:
        """Compare a batch's last result, and more; returns whether this is the first wrong one.

        `timed_s` are the seconds inside of timed batches since the last time. Raises what the
        variant raises.
        """
        self._earned_s += SHARE * timed_s
        self.has_called = False
        if self._tally.wrong:
            return False
        if last is not None and self._earned_s > 0:
            began = self._watch.now()
            self._tally.look_at(self._inputs.produced(*last))
            self._earned_s -= self._watch.now() - began
        for _ in range(MOST_AT_ONCE):
            if self._tally.wrong or self._earned_s <= self._each_s:
                break
            began, self.has_called = self._watch.now(), True
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
than this, comparing included; it is checked again over the whole run."""
LONG_S = 0.1
"""Beyond this no third check is made at once, and of calls that take so long no second one."""


@dataclass
class FirstCalls:
    """Counts the calls that were made. `may_race` says that one right result proves little.

    `fastest_s` is the shortest of them, `called_s` all together, `spent_s` with what was around
    them: waking threads, fresh arguments, comparing. `returned` is what the last one gave.
    """

    may_race: bool
    calls: int = 0
    fastest_s: float = 0.0
    called_s: float = 0.0
    spent_s: float = 0.0
    returned: Any = None

    def add(self, returned: Any, took_s: float) -> None:
        self.fastest_s = min(self.fastest_s or took_s, took_s)
        self.called_s += took_s
        self.calls += 1
        self.returned = returned

    @property
    def enough(self) -> bool:
        """Whether these tell as much as can be told at once."""
        if not self.calls:
            return False
        if not self.may_race or self.called_s > LONG_S:
            return True
        if self.spent_s > LONG_S:
            return self.calls > 1
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
