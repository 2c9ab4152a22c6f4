"""Whether what points return is right: in their first calls, and again while they are measured."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from explorer.measure.basis import Basis
from explorer.measure.closing_words import OtherMemory
from explorer.measure.events import Checked
from explorer.measure.fresh_memory import again, kept
from explorer.measure.inputs import Inputs
from explorer.measure.note import CALLING
from explorer.measure.plan import Point
from explorer.measure.prediction import CallTimes
from explorer.measure.rechecking import FirstCalls, Rechecker, Tally, look_for_race
from explorer.measure.references import Reference, References
from explorer.measure.station import Station
from explorer.measure.store import Store
from explorer.measure.turns import ASKED_AGAIN, Turns
from explorer.measure.waking import Waking

SWALLOWED = (
    "With the same arguments {}, and the turns of a parallel loop go on with inf or NaN: which of "
    "the two is wanted cannot be told."
)
CHANGED = (
    "An argument was changed while it was measured; with what that held at first its result is "
    "right."
)


class Checks:
    """Makes the first calls of points, and remembers what was found out about their results.

    `other_memory` is told what calls in memory of their own take.
    """

    def __init__(
        self,
        of: Basis,
        store: Store,
        references: References,
        times: CallTimes,
        turns: Turns,
        waking: Waking,
        other_memory: OtherMemory,
    ) -> None:
        self._of, self._store, self._references, self._times = of, store, references, times
        self._turns, self._waking, self._other_memory = turns, waking, other_memory
        self._rechecks: dict[Point, tuple[Tally, Rechecker]] = {}
        self._raised: dict[int, str] = {}
        self._doubted: set[Point] = set()
        self._latest: Station | None = None

    def keep_only(self, sizes: Collection[int]) -> None:
        """Forget what was found out at all other sizes."""
        self._rechecks = {p: found for p, found in self._rechecks.items() if p.size in sizes}
        if self._latest is not None and self._latest.point.size not in sizes:
            self._latest = None

    def check(self, point: Point) -> tuple[Checked, Station]:
        """Call a point until its result is trusted or wrong; raises what the variant raises."""
        variant = self._of.loaded.variants[point.variant]
        self.turn_to(None)
        try:
            with self._turns.of(point.variant):
                checked, station = self._called(point)
        except ArithmeticError as error:
            if variant.dispatcher is not None:
                raised = f"{point.variant} raises {type(error).__name__}"
                self._raised.setdefault(point.size, raised)
            raise
        unchecked = ""
        if variant.swallows_errors and point.size in self._raised:
            unchecked = SWALLOWED.format(self._raised[point.size])
        self._latest = station
        unchecked = self._turns.depending.get(point.variant, unchecked)
        if unchecked and not checked.wrong:
            checked = replace(checked, unchecked=unchecked)
        return checked, station

    def _called(self, point: Point) -> tuple[Checked, Station]:
        """Make a point's first calls; then learn what a warm one takes."""
        self._waking.use(point)
        variant = self._of.loaded.variants[point.variant]
        self._turns.begin(point.size)
        reference = self._references.at(point.size)
        self._of.note(CALLING, point)
        self._store.look_for_changes(point.variant, variant.function)
        if reference is not None and variant.variant.has_own_data:
            inputs = self._store.of(point.variant, point.size)
            reference = self._references.for_own_data(reference, inputs)
        tally = Tally(point, reference or Reference(), variant.draws_at_random)
        first, inputs = self._first_calls(point, None if reference is None else tally)
        self._times.learn(point, first.fastest_s)
        station = Station(
            point,
            variant.function,
            inputs,
            self._of.watch,
            first.fastest_s,
            partial(self._waking.wake, point),
            self._times.likely_s(point, self._of.plan.threads[0]),
        )
        self._of.note(CALLING, point)
        found = None
        if self._of.of_users and point.size == self._of.plan.sizes[-1]:
            call_s, returned = first.fastest_s, first.returned
            found = kept(variant.function, inputs, self._of.watch, returned, call_s)
        station.calibrate()
        self._times.learn(point, station.per_call_s)
        if found is not None:
            self._other_memory.add_kept(station, found)
        if self._of.of_users and point == self._baseline_alone:
            again_s = again(variant.function, inputs, self._of.watch, station.per_call_s)
            self._other_memory.take_again(station, again_s)
        if reference is None:
            return tally.checked(), station
        checker = Rechecker(tally, variant.function, inputs, self._of.watch, first.fastest_s)
        self._rechecks[point] = tally, checker
        self._look_after(station)
        return self._turns.excused(tally.checked(), checker.is_right), station

    def _first_calls(self, point: Point, tally: Tally | None) -> tuple[FirstCalls, Inputs]:
        """Call a point as often as is enough to judge its results, where there is a tally.

        Returns the inputs too: of arguments that the first call turned out to change, copies.
        """
        function = self._of.loaded.variants[point.variant].function
        inputs = self._store.of(point.variant, point.size)
        seal = self._store.seal(point.variant, inputs)
        self._waking.use(point)
        first = FirstCalls(may_race=point.threads > 1 and tally is not None)
        while not first.enough:
            woken = self._of.watch.now()
            self._of.note(CALLING, point)
            self._waking.wake(point)
            arguments = inputs.fresh()
            began = self._of.watch.now()
            returned = function(*arguments)
            first.add(returned, self._of.watch.now() - began)
            if tally is not None:
                tally.look_at(inputs.produced(returned, arguments))
            first.spent_s += self._of.watch.now() - woken
            if seal is not None:
                self._store.give_back(point.variant, inputs, seal)
            changed = self._store.look_after(point.variant, point.size)
            if changed or seal is not None:
                inputs, seal = self._store.of(point.variant, point.size), None
        suspected = first.may_race and self._of.loaded.variants[point.variant].derived.concerns
        if tally is not None and suspected and not tally.wrong:
            look_for_race(function, inputs, tally, self._of.watch, first.fastest_s)
        return first, inputs

    @property
    def _baseline_alone(self) -> Point:
        """The baseline at the largest size, without threads."""
        return Point(self._of.plan.baseline.variant, self._of.plan.sizes[-1], 1)

    def turn_to(self, station: Station | None) -> None:
        """See what the last calls of another point changed, untimed ones too, before its turn."""
        if self._latest is not None and self._latest is not station:
            self._look_after(self._latest)
        self._latest = station

    def check_again(self, station: Station, timed_s: float) -> Checked | None:
        """Compare what a point's last batch gave, which took so long, and some calls more.

        Returns its check where a result is wrong for the first time; raises what the variant does.
        """
        last, found = station.take_last(), self._rechecks.get(station.point)
        if self._look_after(station) or found is None:
            self._latest = None
            return None
        tally, checker = found
        is_wrong, point = checker.look(last, timed_s), station.point
        changed = checker.has_called and self._look_after(station)
        if not is_wrong:
            self._latest = None
            return None
        changed = self._store.put_right(point.variant, point.size) or changed
        if changed and all(checker.is_right() for _ in range(ASKED_AGAIN)):
            return Checked(point, None, unchecked=CHANGED)
        return self._turns.excused(tally.checked(), checker.is_right)

    def _look_after(self, station: Station) -> bool:
        """See whether a point's calls just changed arguments that others get, too; undo that."""
        point = station.point
        if not self._store.look_after(point.variant, point.size):
            return False
        inputs = self._store.of(point.variant, point.size)
        station.renew(inputs)
        if point in self._rechecks:
            self._rechecks[point][1].renew(inputs)
        return True

    def doubted(self) -> list[Checked]:
        """Return checks that say of variants' other points what one of theirs showed since."""
        found: list[Checked] = []
        if not self._turns.depending:
            return found
        for point, (tally, _) in self._rechecks.items():
            reason = self._turns.depending.get(point.variant)
            if reason and not tally.wrong and point not in self._doubted:
                self._doubted.add(point)
                found.append(Checked(point, None, unchecked=reason))
        return found

    @property
    def any_wrong(self) -> bool:
        """Whether any result was wrong."""
        return any(tally.wrong for tally, _ in self._rechecks.values())
