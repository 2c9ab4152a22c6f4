"""All that a run says, drawn from it in one place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from threading import Lock

from explorer.results.facts.contests import Contest, contest, paired_off
from explorer.results.facts.regimes import Regime, contests, regimes
from explorer.results.facts.rule import Rule, Step, rule
from explorer.results.facts.speeds import TwoSpeeds, two_speeds
from explorer.results.facts.subject import Subject
from explorer.results.facts.swaps import Swap, swaps
from explorer.results.facts.threads import (
    Paying,
    Threading,
    against_one,
    paying,
    threading_at,
    threading_each,
)
from explorer.results.facts.unsure import Lacking, Unsure, lacking, unsure
from explorer.results.growth import not_growing
from explorer.results.record import PointRecord, Run, Series


@dataclass(frozen=True)
class Wrong:
    """A variant with wrong results: at which sizes, and why in a sentence."""

    variant: str
    sizes: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class Facts:
    """What the visible part of a run says. Words are made of these, and of nothing else.

    Each is drawn when it is first asked for: a chart's headline needs few of them.
    """

    subject: Subject
    _by_size: dict[int, tuple[Threading, ...]] = field(default_factory=dict, compare=False)

    @cached_property
    def regimes(self) -> tuple[Regime, ...]:
        """The ranges of sizes in which one choice is best."""
        return regimes(self.subject, self._contests)

    @cached_property
    def rule(self) -> Rule | None:
        """What to use: the shortest rule that is nowhere much slower than the best."""
        return rule(self.subject, self._contests)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The sizes at which all that may be best were measured."""
        return tuple(one.size for one in self._contests if not one.missing)

    @cached_property
    def unsure(self) -> tuple[Unsure, ...]:
        """Where what the rule says is not sure."""
        return unsure(self.rule, self._contests)

    @cached_property
    def lacking(self) -> tuple[Lacking, ...]:
        """What is lacking where it cannot be told what is best, smallest sizes first."""
        return lacking(self.subject, self._contests)

    def missing_at(self, size: int) -> tuple[Series, ...]:
        """Return the curves that may be best at a size, and were not measured there."""
        return next((one.missing for one in self._contests if one.size == size), ())

    def open_at(self, size: int) -> tuple[Series, ...]:
        """Return the curves that may be best at a size; none where it can be told which is."""
        return next((c.open for c in self._contests if c.size == size and not c.decided), ())

    @cached_property
    def swaps(self) -> tuple[Swap, ...]:
        """Where the rule's choice changes, as far as it surely does."""
        return swaps(self.subject, self.rule)

    @cached_property
    def alone(self) -> str | None:
        """The one visible variant with times, where no other has right ones: it wins nothing."""
        subject = self.subject
        visible = {curve[0] for curve in subject.curves}
        records = [r for r in subject.run.points.values() if r.point.variant in visible]
        wrong = {one.variant for one in self.wrong}
        right = {record.point.variant for record in records if record.usable} - wrong
        timed = {record.point.variant for record in records if record.estimate is not None}
        left = right if right else timed - wrong
        compiled = subject.run.compiled
        fit = {name for name in left if name not in compiled or not compiled[name].unfit}
        if len(fit) == 1 and not subject.run.is_compiled(*fit):
            left = fit  # nothing else may be recommended, which makes plain Python no winner
        if len(visible) < 2 or len(left) != 1 or not subject.run.finished:
            return None
        return left.pop()

    @property
    def untimed(self) -> bool:
        """Whether a visible variant was left out: what it gives may be right for all that."""
        visible = {curve[0] for curve in self.subject.curves}
        records = self.subject.run.points.values()
        tried = {r.point.variant for r in records if r.status != "skipped"}
        return bool(visible - tried)

    @property
    def others_unfit(self) -> bool:
        """Whether other variants than the one left alone are right, but not to be recommended."""
        visible = {curve[0] for curve in self.subject.curves}
        others = visible - {self.alone, *(one.variant for one in self.wrong)}
        records = self.subject.run.points.values()
        return any(record.usable and record.point.variant in others for record in records)

    @property
    def others_wrong(self) -> bool:
        """Whether results of other variants than the one left alone were seen, and are wrong."""
        return any(one.variant != self.alone for one in self.wrong)

    @cached_property
    def paying(self) -> tuple[Paying, ...]:
        """From which size on each threaded variant's threads pay; where the rule turns to them."""
        steps = self.rule.steps if self.rule is not None else ()
        hit = {one.size: one.hit for one in self._contests}
        return tuple(_where_turned_to(one, steps) for one in paying(self.subject, hit))

    @cached_property
    def wrong(self) -> tuple[Wrong, ...]:
        """The visible variants with wrong results."""
        return _wrong(self.subject.run, self.subject)

    @cached_property
    def not_parallel(self) -> tuple[str, ...]:
        """The visible variants that ask for threads and have no parallel loop."""
        visible = {curve[0] for curve in self.subject.curves}
        noted = self.subject.run.compiled.items()
        return tuple(name for name, compiled in noted if compiled.note and name in visible)

    @cached_property
    def two_speeds(self) -> tuple[TwoSpeeds, ...]:
        """Visible points with two speeds, which keep them from being known, farthest apart first.

        Of a run that is over.
        """
        run, subject = self.subject.run, self.subject
        if not run.finished:
            return ()
        records = (
            subject.record(curve, size) for curve in subject.curves for size in subject.sizes
        )
        found = (two_speeds(r, run.plan.precision) for r in records if r is not None)
        return tuple(sorted((one for one in found if one), key=lambda o: o.fast_s / o.slow_s))

    @property
    def undecided(self) -> tuple[Regime, ...]:
        """The ranges in which the run cannot tell what is best."""
        return tuple(regime for regime in self.regimes if not regime.decided)

    @property
    def nothing_sure(self) -> bool:
        """Whether the run cannot tell at any size what is best."""
        return bool(self.undecided) and len(self.undecided) == len(self.regimes)

    @property
    def names_none(self) -> bool:
        """Whether nothing is sure and no one curve may be best at every size."""
        return self.nothing_sure and self.rule is not None and len(self.rule.steps) > 1

    @property
    def threading(self) -> tuple[Threading, ...]:
        """What threads bring each threaded variant, at each size."""
        return tuple(one for size in self.subject.sizes for one in self.threading_at(size))

    def threading_at(self, size: int) -> tuple[Threading, ...]:
        """Return what threads bring each threaded variant at a size."""
        if size not in self._by_size:
            self._by_size[size] = threading_at(self.subject, size)
        return self._by_size[size]

    def at_largest(self, variant: str) -> Threading | None:
        """Return what threads bring a variant at the largest size known of it."""
        for size in reversed(self.subject.sizes):
            for one in self.threading_at(size):
                if one.variant == variant:
                    return one
        return None

    @cached_property
    def flat(self) -> tuple[PointRecord, ...]:
        """The largest points of variants whose time does not grow with the size."""
        return not_growing(self.subject.run)

    def drawn(self) -> Iterator[object]:
        """Draw what takes long, a part at each step; what is said of it then takes little.

        What was found at a size is remembered there as long as nothing new is known of it.
        """
        for size in self.subject.sizes:
            yield from paired_off(self.subject, size)
            yield contest(self.subject, size)
        yield self._contests
        yield self.rule
        yield self.regimes
        for size in self.subject.sizes:
            yield from against_one(self.subject, size)
        yield self.paying
        yield self.flat
        yield self.swaps
        yield self.not_parallel
        yield self.two_speeds
        for size in self.subject.sizes[-1:]:
            yield from threading_each(self.subject, size)

    @cached_property
    def _contests(self) -> tuple[Contest, ...]:
        return contests(self.subject)


_remembered: dict[tuple[object, ...], Facts] = {}
_remembering = Lock()
_MOST = 8


def facts(subject: Subject) -> Facts:
    """Return what a run says of what is in sight; remembered, because many ask for the same."""
    key = (id(subject.run), subject.hidden, subject.low, subject.high)
    with _remembering:
        known = _remembered.get(key)
        if known is not None and known.subject.run is subject.run:
            return known
        while len(_remembered) >= _MOST:
            _remembered.pop(next(iter(_remembered)))
        made = _remembered[key] = Facts(subject)
    return made


def _where_turned_to(one: Paying, steps: Sequence[Step]) -> Paying:
    """Say that threads pay from where the rule begins to use them, as far as that may be it."""
    found = one.crossing
    if found is None or found.low is None:
        return one
    for before, after in pairwise(steps):
        turns = before.curve[1] == 1 < after.curve[1] and after.curve[0] == one.variant
        if turns and found.low <= after.start <= found.high:
            return replace(one, crossing=replace(found, size=after.start))
    return one


def _wrong(run: Run, subject: Subject) -> tuple[Wrong, ...]:
    visible = {curve[0] for curve in subject.curves}
    every = [record for record in run.points.values() if record.status == "wrong"]
    found = []
    for variant in run.plan.variants:
        bad = sorted((r for r in every if r.point.variant == variant), key=lambda r: r.point)
        if bad and variant in visible:
            sizes = tuple(dict.fromkeys(record.point.size for record in bad))
            found.append(Wrong(variant, sizes, bad[0].reason))
    return tuple(found)
