"""The shortest rule that is nowhere much slower than the best."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.results.facts.contests import LOSS, SAME, VISIBLE, Contest
from explorer.results.facts.crossings import Meeting, between
from explorer.results.facts.ratios import ratio
from explorer.results.facts.subject import Subject
from explorer.results.record import Series


@dataclass(frozen=True)
class Step:
    """What to use from a size on, up to the next step's."""

    start: float
    curve: Series


@dataclass(frozen=True)
class Rule:
    """Steps, the smallest sizes first.

    At every measured size at which it can be told what is best it loses at most `loss`, a share.
    """

    steps: tuple[Step, ...]
    loss: float


def rule(subject: Subject, found: Sequence[Contest]) -> Rule | None:
    """Return what to use; None without sizes.

    It is the shortest rule. Where nothing is sure that would go after noise, and it is the plainest
    curve that may well be best at every size: one that is likely so, else one not far behind.
    """
    if not found or any(one.decided for one in found):
        return _shortest(subject, found)
    likely = set[Series].intersection(*(set(one.likely) for one in found))
    near = set[Series].intersection(
        *({c for c in one.open if one.losses[c].median <= VISIBLE} for one in found)
    )
    fit = sorted(likely or near, key=subject.plainness)
    return Rule((Step(float(found[0].size), fit[0]),), 0.0) if fit else _shortest(subject, found)


def _shortest(subject: Subject, found: Sequence[Contest]) -> Rule | None:
    """Return the rule with the fewest steps that loses at most 5 %, going by medians.

    Of those with as few, the one that surely loses least; of these, and of those that lose no more
    than curves that are not ranked, the plainest. Where it cannot be told who is best, none of
    those that likely are loses anything. None without sizes.
    """
    if not found:
        return None
    curves = sorted(
        {curve for one in found for curve in one.losses if _lost(one, curve) is not None},
        key=subject.plainness,
    )
    best: list[_Option] = [(0, 0.0, 0, 0, [])]
    fewest = [0]  # steps for each end, never fewer for a later one
    losing = [_Losing(curve, found) for curve in curves]
    for end in range(1, len(found) + 1):
        for one in losing:
            one.take(end - 1)
        reach = [fewest[one.start] for one in losing if one.start < end]
        options = []
        for place, one in enumerate(losing):
            if one.start == end or fewest[one.start] > min(reach):
                continue
            for start in range(bisect_right(fewest, min(reach)) - 1, one.start - 1, -1):
                number, lost, threads, places, before = best[start]
                found_so = [*before, (start, one.curve)]
                plain = threads + one.curve[1], places + place
                options.append((number + 1, max(lost, one.since(start)), *plain, found_so))
        best.append(min(options, key=lambda o: (round(max(o[1], SAME - 1), 3), o[2], o[3])))
        fewest.append(best[-1][0])
    chosen = best[-1][4]
    steps = [Step(float(found[0].size), chosen[0][1])]
    for (_, earlier), (place, after) in pairwise(chosen):
        steps.append(Step(_boundary(subject, earlier, after, found, place), after))
    ends = [*(place for place, _ in chosen[1:]), len(found)]
    losses = [
        one.losses[curve].median - 1
        for (start, curve), end in zip(chosen, ends, strict=True)
        for one in found[start:end]
        if one.decided
    ]
    return Rule(tuple(steps), max([0.0, *losses]))


def _lost(one: Contest, curve: Series) -> float | None:
    """What a curve surely loses at a size, as a share; None where it cannot be chosen.

    Chosen is what loses no more than allowed by the medians. Among such, a median that is the
    least by chance is no reason for something less plain.
    """
    if curve in one.likely:
        return 0.0
    loss = one.losses.get(curve)
    return None if loss is None or loss.median > 1 + LOSS else max(0.0, loss.low - 1)


class _Losing:
    """What a curve loses from a size on, where from `start` on it never loses too much."""

    def __init__(self, curve: Series, found: Sequence[Contest]) -> None:
        self.curve, self.start = curve, 0
        self._found = found
        self._places: list[int] = []
        self._losses: list[float] = []

    def take(self, place: int) -> None:
        """Go on to the next size."""
        lost = _lost(self._found[place], self.curve)
        if lost is None:
            self.start, self._places, self._losses = place + 1, [], []
            return
        while self._losses and self._losses[-1] <= lost:
            self._places.pop()
            self._losses.pop()
        self._places.append(place)
        self._losses.append(lost)

    def since(self, start: int) -> float:
        """Return the worst loss from a size up to the one that was taken last."""
        return max(0.0, self._losses[bisect_left(self._places, start)])


_Option = tuple[int, float, int, int, list[tuple[int, Series]]]
"""Steps, loss, threads and places in the order of plainness added up, and the steps."""


def _boundary(
    subject: Subject, before: Series, after: Series, found: Sequence[Contest], place: int
) -> float:
    """Where to change from one curve to the other: where they cross, near a place."""
    last, first = found[place - 1].size, found[place].size
    met = [meeting(subject, after, before, size) for size in (last, first)]
    if met[0] is None or met[1] is None:
        return math.sqrt(last * first)
    return between(met[0], met[1])


def meeting(subject: Subject, mine: Series, other: Series, size: int) -> Meeting | None:
    """Return two curves at a size, None where either has no time there."""
    one, two = subject.record(mine, size), subject.record(other, size)
    if one is None or two is None:
        return None
    return Meeting(size, two.median_s, ratio(one, two))
