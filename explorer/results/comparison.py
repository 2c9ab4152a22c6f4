"""A run before a change and one after it: which curves became faster, by how much.

The two runs were made at different times, so their rounds are no pairs: the ratio is that of the
medians. Its interval goes from the least to the largest ratio of any two values in the medians'
own order-statistic intervals. Each of these covers its median with at least 97.5 %, so both do,
and with them the ratio's interval, with at least 95 % (Bonferroni); where the samples are
independent it is wider than it would have to be. What drifted between the runs is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.measure.statistics import CONFIDENCE, Interval, interval
from explorer.results import wording
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.record import PointRecord, Run
from explorer.results.words.advice import choice_at
from explorer.units import percent, ratio, seconds, significant

EACH = 1 - (1 - CONFIDENCE) / 2
WORTH = 1.05
"""A ratio below this is not called a change: two runs of the same code differ by as much."""


@dataclass(frozen=True)
class Change:
    """A curve at one size, before and now, in seconds per call.

    `faster` is how many times faster it is now.
    """

    variant: str
    threads: int
    size: int
    before_s: float
    now_s: float
    faster: Interval

    @property
    def verdict(self) -> bool | None:
        """Whether it became faster (True) or slower (False); None where that is open."""
        low, high = self.faster.low, self.faster.high
        if low is None or high is None:
            return None
        if low > 1 and self.faster.median >= WORTH:
            return True
        if high < 1 and self.faster.median <= 1 / WORTH:
            return False
        return None


def is_same_work(before: Run, now: Run) -> bool:
    """Whether two runs are of one function of a user's file, of different contents of the file."""
    mine, other = now.plan.kernel, before.plan.kernel
    return (
        mine.file is not None
        and (mine.file, mine.function) == (other.file, other.function)
        and mine.sha256 != other.sha256
    )


def changes(before: Run, now: Run) -> tuple[Change, ...]:
    """Return the change of each curve at the largest size that both runs have a time for."""
    found = []
    for variant, threads in now.series():
        for size in reversed(now.plan.sizes):
            then, after = before.point(variant, size, threads), now.point(variant, size, threads)
            faster = unpaired(then, after)
            if faster is not None and then is not None and after is not None:
                times = (_median(then), _median(after))
                found.append(Change(variant, threads, size, *times, faster))
                break
    return tuple(found)


def unpaired(before: PointRecord | None, now: PointRecord | None) -> Interval | None:
    """Return the ratio of two medians, before over now, with its interval of at least 95 %.

    None where either has no time or a wrong result; the ends are None where either has fewer
    than 7 undisturbed samples.
    """
    if before is None or now is None or not (before.usable and now.usable):
        return None
    if _median(now) <= 0:
        return None
    middle = _median(before) / _median(now)
    then, after = _interval(before), _interval(now)
    if then is None or after is None:
        return Interval(middle)
    if then.low is None or then.high is None or not after.low or not after.high:
        return Interval(middle)
    return Interval(middle, then.low / after.high, then.high / after.low)


def headline(before: Run, now: Run) -> str:
    """Return the sentence that says what the change was worth, about the variant to use now."""
    found = changes(before, now)
    if not found:
        return "No variant has a time in both runs at a common size."
    sizes = Subject(now).sizes
    choice = choice_at(facts(Subject(now)), sizes[-1]) if sizes else None
    same = [c for c in found if (c.variant, c.threads) == choice]
    change = same[0] if same else max(found, key=lambda c: c.size)
    name = wording.series(now, change.variant, change.threads)
    where = wording.at(now, change.size)
    if change.verdict is None:
        return f"{name}, against before at {where}: {words(change)}."
    return f"{name} is {words(change)} than before at {where}."


def words(change: Change) -> str:
    """Say how a curve changed: 1.82× faster (1.75 to 1.90), or that this is open."""
    faster = change.faster
    if change.verdict is not None:
        inverse = change.verdict is False
        middle = 1 / faster.median if inverse else faster.median
        ends = _inverted(faster) if inverse else (faster.low, faster.high)
        return f"{ratio(middle)} {'slower' if inverse else 'faster'} {_ends(ends)}"
    if faster.low is None or faster.high is None:
        return f"about {significant(faster.median, 2)}×, from too few samples to be sure"
    return f"no clear change, {ratio(faster.median)} {_ends((faster.low, faster.high))}"


def times(change: Change) -> str:
    """Write both times: 2.1 ms → 1.2 ms."""
    return f"{seconds(change.before_s)} → {seconds(change.now_s)}"


def conditions() -> str:
    """Say in a line how the figures were made."""
    return (
        "Before over now, medians at the largest common size, at least 95 % intervals from both "
        f"runs' order statistics; less than {percent(WORTH - 1)} is not called a change"
    )


def other_conditions(before: Run, now: Run) -> Sequence[str]:
    """Name what else differs between the runs, so that nobody takes it for the change's effect."""
    found = []
    if before.plan.kernel.arguments != now.plan.kernel.arguments:
        found.append("the arguments")
    if before.plan.dtype != now.plan.dtype:
        found.append("the dtype")
    if before.layer and now.layer and before.layer != now.layer:
        found.append("the threading layer")
    for key, name in (("cpu", "the processor"), ("python", "Python"), ("versions", "versions")):
        if before.machine.get(key) != now.machine.get(key):
            found.append(name)
    return found


def _interval(record: PointRecord) -> Interval | None:
    """The median's interval of 97.5 %; of several processes, the one of their medians.

    Where these are fewer than 7, from the lowest to the highest of them.
    """
    each = record.estimate.each_s if record.estimate else ()
    if each:
        of_all = interval(each, EACH)
        return of_all if of_all.low is not None else Interval(of_all.median, min(each), max(each))
    clean = [sample.seconds for sample in record.samples if not sample.disturbed]
    found = interval(clean, EACH) if clean else None
    return found if found is not None and found.low is not None else None


def _median(record: PointRecord) -> float:
    return 0.0 if record.estimate is None else record.estimate.median_s


def _curve(record: PointRecord) -> tuple[str, int]:
    return record.point.variant, record.point.threads


def _inverted(faster: Interval) -> tuple[float | None, float | None]:
    return (
        None if not faster.high else 1 / faster.high,
        None if not faster.low else 1 / faster.low,
    )


def _ends(ends: tuple[float | None, float | None]) -> str:
    low, high = ends
    if low is None or high is None:
        return ""
    return f"({significant(low)} to {significant(high)})"
