"""One point while it is measured: its calls, its samples, and what is usual for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from explorer.measure.batch import Reading, Stopwatch, Timed
from explorer.measure.disturbance import Norm, Overlap
from explorer.measure.enough import Narrowing, missing
from explorer.measure.inputs import Inputs
from explorer.measure.plan import Point
from explorer.measure.ratios import paired_ratios
from explorer.measure.schedule import UNKNOWN, Standing
from explorer.measure.statistics import Estimate, Sample, estimate_of, interval

BATCH_S = 0.001
"""A batch is at least this long: a thousand times the clock's cost, and short enough that most
batches see no interruption."""
SHARED_BATCH_S = 0.004
"""Points share one number of calls per batch as long as their batches are no longer than this."""
LEARNT_S = 0.0001
"""Untimed calls that together take so long tell what one takes: batches of 1 ms tell it better, and
a run has hundreds of points."""
SHORT_CALL_S = 0.00025
"""A call up to this length is repeated untimed before each batch: at most a quarter of it."""
VISITS = 3
"""At how many different moments a point is measured at least: once for the first picture, and
twice more, so that what lasts for only one of them shows."""
SHORT = 3
"""Rounds of a visit at least, so that caches that were left cold are not all that it saw."""
SHORTENED = 4
"""How many times shorter the batches of a point get that is disturbed again and again. Measured
with a busy neighbour, two threads on two cores: of batches of 1.2 ms 25 to 60 % were undisturbed,
of batches of 0.3 ms 66 to 88 %, and ten times as many of these a second."""
FEW_CALLS = 8
"""Batches do not become shorter than this many calls: the first calls after another variant find
caches cold. Measured at 24 MB on two threads: 20 % more time for the first call, 3 % for 8."""
REPEATS = 3
"""How often a batch that was disturbed is tried at once."""
MOVABLE_S = 0.03
"""A batch up to this length is worth trying again."""
SETTLING = 6
"""Untimed calls at most until caches are taken to be full again."""
SETTLING_S = 0.001
"""A call that takes longer fills the caches on its way."""
SETTLED = 0.95
"""A call that takes more than this share of the one before no longer finds more in the caches."""
STRETCHED = 4.0
"""A batch that takes this many times what it should is cut short."""
MOST_SAMPLES = 2000
"""A point that is not known by so many is not measured on."""
LATEST = 200
"""Samples of a point that are kept where measuring does not end."""

Last = tuple[Any, tuple[Any, ...]]
"""What a call returned, and the arguments that it was given."""


class Station:
    """Measures one point. Made when its result was checked, with the time that call took.

    `wake` gets the point's threads running and tells whether they had to be moved. `likely_s` is
    what a call should take at most, going by fewer threads or smaller sizes, where that is known.
    """

    def __init__(
        self,
        point: Point,
        function: Callable[..., Any],
        inputs: Inputs,
        watch: Stopwatch,
        first_call_s: float,
        wake: Callable[[], bool],
        likely_s: float | None = None,
    ) -> None:
        self.point = point
        self.per_call_s = first_call_s
        self.calls = 1
        self.samples: list[Sample] = []
        self.estimate: Estimate | None = None
        self._sampled = math.inf
        self._clean = 0
        self._narrowing = Narrowing()
        self.spent_s = 0.0
        self.visits = 0
        self.failed = False
        self._function, self._inputs, self._watch = function, inputs, watch
        self._norm = Norm(point.threads, likely_s)
        self._wake = wake
        self._timer: Timed | None = None
        self._used = inputs.arguments
        self._last: Last | None = None
        if not inputs.changed_by_calls:
            self._timer = watch.prepare(function, inputs.arguments)

    @property
    def served(self) -> int | None:
        """How many threads of this process ran in its calls; None where that is unknown."""
        return self._watch.served(self.point)

    @property
    def batch_s(self) -> float:
        """Seconds that one batch is expected to take."""
        return self.calls * self.per_call_s

    def calibrate(self) -> None:
        """Learn what a warm call takes, from untimed batches that grow until they tell it."""
        self._wake()
        self._watch.find_threads()
        calls = 1
        while self.per_call_s < BATCH_S:
            reading = self._time(calls)
            self.per_call_s = reading.seconds
            if reading.wall_s >= LEARNT_S or reading.calls < calls:
                break
            calls = max(2 * calls, int(1.5 * calls * LEARNT_S / max(reading.wall_s, 1e-7)))

    def warm(self) -> float:
        """Make one call that is no sample, and return what it took, seconds.

        Nobody asks what disturbed it: looking at that takes as long as many a call.
        """
        arguments = self._inputs.arguments if self._timer else self._inputs.copies(1)[-1]
        began = self._watch.now()
        self._function(*arguments)
        return self._watch.now() - began

    def settle(self) -> None:
        """Make untimed calls until one is hardly faster than the one before.

        When threads were moved, or something else ran on their cores, caches have to fill again.
        Long calls fill them on their way.
        """
        if self.per_call_s > SETTLING_S:
            return
        last_s = math.inf
        for _ in range(SETTLING):
            took_s = self.warm()
            if took_s > SETTLED * last_s:
                return
            last_s = took_s

    def sample(self, round_number: int, painted: Overlap | None) -> float:
        """Time a batch and judge what disturbed it; unless it is long, try again at once then.

        Returns the seconds inside timed batches.
        """
        timed_s = 0.0
        for left in reversed(range(REPEATS)):
            expected_s = self.batch_s
            reading = self._time(self.calls)
            timed_s += reading.wall_s
            disturbed = self._norm.judge(reading, expected_s, painted)
            self.samples.append(Sample(round_number, reading.seconds, disturbed))
            if not disturbed or expected_s > MOVABLE_S or not left:
                break
            self._wake()
            self.settle()
        return timed_s

    def take_last(self) -> Last | None:
        """Return what the last timed call gave, once: it must not keep memory of later ones."""
        last, self._last = self._last, None
        return last

    def renew(self, inputs: Inputs) -> None:
        """Call with other arguments from now on: the last batch changed those that it had.

        It is left out, unless there is no other.
        """
        self._inputs, self._timer = inputs, None
        last = self.samples[-1].round if self.samples else None
        self.samples[:] = [s for s in self.samples if s.round != last] or self.samples

    def take_calls(self, calls: int) -> None:
        """Set the calls per batch; fewer where batches are disturbed again and again."""
        last = [bool(sample.disturbed) for sample in self.samples[-2 * REPEATS :]]
        often = self.point.threads > 1 and sum(last) > len(last) / 2
        self.calls = max(min(calls, FEW_CALLS), calls // SHORTENED) if often else calls

    def conclude(self) -> Estimate:
        """Renew the estimate from all samples; this visit is over."""
        self.visits += 1
        clean = [sample.seconds for sample in self.samples if not sample.disturbed]
        self.estimate, whole = estimate_of(self.samples, clean)
        self._sampled, self._clean = whole.precision, len(clean)
        self._narrowing.look(clean, whole)
        self.per_call_s = self.estimate.min_s  # disturbed times must not shorten batches
        return self.estimate

    def forget(self) -> None:
        """Keep the latest samples only."""
        del self.samples[:-LATEST]

    def settled(self, precision: float) -> bool:
        """Whether this point is known to `precision`, or more samples would not help."""
        if len(self.samples) >= MOST_SAMPLES:
            return True
        return self.visits >= VISITS and (self._sampled <= precision or self._narrowing.stuck)

    def try_on(self) -> None:
        """Measure on although more did not seem to help."""
        self._narrowing.try_on(self._clean)

    def rounds_to(self, precision: float) -> int:
        """Return how many rounds this visit should have, for what the point still takes.

        What is likely to be disturbed of them comes on top.
        """
        needed = missing(self._clean, self._sampled, precision)
        if self._clean:
            needed = math.ceil(needed * len(self.samples) / self._clean)
        return max(SHORT, math.ceil(needed / max(1, VISITS - self.visits)))

    @property
    def scatter(self) -> float:
        """How much samples differ, as the precision that one of them would have."""
        return self._sampled * math.sqrt(self._clean)

    def knows_ratio(self, baseline: Station, precision: float) -> bool:
        """Whether the ratio to the baseline's time is known to `precision`, paired by round."""
        ratios = paired_ratios(self.samples, baseline.samples)
        return bool(ratios) and interval(ratios).precision <= precision

    def standing(self) -> Standing:
        """Return what the schedule needs to know."""
        return Standing(self.point, min(self._sampled, UNKNOWN), self.spent_s, self.batch_s)

    def _time(self, calls: int) -> Reading:
        self._watch.turn_to(self.point)
        if self._timer is not None:
            limit_s = STRETCHED * max(calls * self.per_call_s, BATCH_S)
            reading = self._watch.batch(self._timer, calls, limit_s)
        else:
            copies = self._inputs.copies(calls)
            self._used = copies[-1]
            reading = self._watch.batch_over(self._function, copies)
        self._last = (reading.returned, self._used)
        return reading
