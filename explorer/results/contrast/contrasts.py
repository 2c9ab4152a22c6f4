"""What changed between two runs, with what can and cannot be claimed of it.

What may be said to have changed surely, and why the rest may not, `contrast.doubts` tells.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from explorer.results import wording
from explorer.results.contrast.doubts import (
    Among,
    may_be_chance,
    may_be_equal,
    may_be_the_machine,
    other_cause,
)
from explorer.results.contrast.pairs import paired
from explorer.results.contrast.sameness import (
    CODE,
    HOST,
    Conditions,
    Sides,
    other_conditions,
    sides,
    took_turns,
)
from explorer.results.record import PointRecord, Run, Series


@dataclass(frozen=True)
class Contrast:
    """A point in both runs: its times in seconds per call, and how many times slower it is now.

    `sure` says whether the change is more than chance and a changed machine; `doubt` is a clause
    that says why it is not. `processes` is the lower of both runs' numbers. `low` and `high` bound
    `slower`, for all points of the comparison together with 95 %, where rounds alternated;
    `too_few` says that these were too few for it.
    """

    curve: Series
    name: str
    size: int
    where: str
    before_s: float
    now_s: float
    slower: float
    processes: int
    sure: bool
    doubt: str = ""
    low: float | None = None
    high: float | None = None
    too_few: bool = False


@dataclass(frozen=True)
class Broken:
    """A point that had a right result and has none any more; `reason` says why in a sentence."""

    name: str
    where: str
    status: str
    reason: str


@dataclass(frozen=True)
class Contrasts:
    """All of what two runs differ by.

    `contrasts` are those that are sure, then the others; of either the largest change comes first.
    `gone` and `new` are the variants that only one of the runs has. `conditions` are what else is
    not the same. `by_turns` says that their rounds alternated, `sides` what the two
    are called.
    """

    kernel: str
    contrasts: tuple[Contrast, ...]
    broken: tuple[Broken, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    conditions: Conditions
    by_turns: bool = False
    sides: Sides = CODE

    @property
    def shared(self) -> bool:
        """Whether there is any point of which something can be said."""
        return bool(self.contrasts or self.broken)

    def slower(self, than: float) -> tuple[Contrast, ...]:
        """Return the points that surely take at least so many times as long as before."""
        return tuple(c for c in self.contrasts if c.sure and c.slower >= than)

    def faster(self, than: float) -> tuple[Contrast, ...]:
        """Return the points that surely are at least so many times as fast as before."""
        return tuple(c for c in self.contrasts if c.sure and c.slower * than <= 1)


def contrasts(before: Run, now: Run) -> Contrasts:
    """Return what changed from one run to another, of the points that both have a time for."""
    pairs, conditions = _pairs(before, now, now.plan.sizes), other_conditions(before, now)
    found = [
        _contrast(before, now, key, pair, _drifts(key, pairs), Among(len(pairs)), conditions)
        for key, pair in pairs.items()
    ]
    mine, other = now.plan.variants, before.plan.variants
    return Contrasts(
        kernel=now.plan.kernel.heading,
        contrasts=tuple(sorted(found, key=lambda c: (not c.sure, -abs(math.log(c.slower))))),
        broken=tuple(_broken(before, now)),
        gone=tuple(name for name in other if name not in mine),
        new=tuple(name for name in mine if name not in other),
        conditions=conditions,
        by_turns=took_turns(before, now),
        sides=sides(before, now),
    )


def contrast(before: Run, now: Run, curve: Series, size: int, among: Among) -> Contrast | None:
    """Return what changed at one point, one of so many comparisons; None without both times."""
    pairs, key = _pairs(before, now, (size,)), (curve, size)
    if key not in pairs:
        return None
    conditions, drifts = other_conditions(before, now), _drifts(key, pairs)
    return _contrast(before, now, key, pairs[key], drifts, among, conditions)


_Key = tuple[Series, int]
_Pair = tuple[PointRecord, PointRecord]


def _pairs(before: Run, now: Run, sizes: Iterable[int]) -> dict[_Key, _Pair]:
    shared = [(curve, size) for curve in now.series() for size in sizes]
    return {key: pair for key in shared if (pair := _pair(before, now, *key)) is not None}


def _pair(before: Run, now: Run, curve: Series, size: int) -> _Pair | None:
    variant, threads = curve
    if variant not in before.plan.variants or threads not in (*before.plan.threads, 1):
        return None
    then, after = before.point(variant, size, threads), now.point(variant, size, threads)
    if then is None or after is None or not (then.usable and after.usable):
        return None
    return then, after


def _contrast(
    before: Run,
    now: Run,
    key: _Key,
    pair: _Pair,
    drifts: dict[str, float],
    among: Among,
    conditions: Conditions,
) -> Contrast:
    curve, size = key
    then, after = (medians(record) for record in pair)
    doubt = other_cause(before, now, curve, conditions)
    turns = paired(*pair, among.allowed) if took_turns(before, now) else None
    if turns is None:
        doubt = doubt or may_be_chance(then, after, among)
        if HOST not in sides(before, now).meant:  # another machine's speed is what is asked for
            doubt = doubt or may_be_the_machine(then, after, drifts, among)
    else:
        doubt = doubt or may_be_equal(turns, among)
    return Contrast(
        curve=curve,
        name=wording.series(now, *curve),
        size=size,
        where=wording.at(now, size),
        before_s=median(then),
        now_s=median(after),
        slower=turns.slower if turns and turns.low else median(after) / median(then),
        processes=min(len(then), len(after)),
        sure=not doubt,
        doubt=doubt,
        low=None if turns is None else turns.low,
        high=None if turns is None else turns.high,
        too_few=turns is not None and turns.low is None,
    )


def _drifts(key: _Key, pairs: dict[_Key, _Pair]) -> dict[str, float]:
    """What each other variant changed by at a size, by its median over thread counts."""
    (variant, _), size = key
    others: dict[str, list[float]] = {}
    for ((name, _threads), at), (then, after) in pairs.items():
        if at == size and name != variant:
            ratio = median(medians(after)) / median(medians(then))
            others.setdefault(name, []).append(ratio)
    return {name: median(ratios) for name, ratios in others.items()}


def medians(record: PointRecord) -> list[float]:
    """Return the median of each process, in seconds per call."""
    return [repeat.estimate.median_s for repeat in record.repeats]


def _broken(before: Run, now: Run) -> Iterator[Broken]:
    for variant, threads in now.series():
        for size in now.plan.sizes:
            after = now.point(variant, size, threads)
            then = before.point(variant, size, threads) if variant in before.plan.variants else None
            if after is None or after.status not in ("wrong", "failed"):
                continue
            if then is not None and then.usable:
                yield Broken(
                    wording.series(now, variant, threads),
                    wording.at(now, size),
                    after.status,
                    after.reason,
                )
