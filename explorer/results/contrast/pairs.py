"""Ratios of two runs whose processes took turns, round by round."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb
from statistics import median

from explorer.measure.ratios import speedup
from explorer.results.record import PointRecord


def chance(larger: Sequence[float], smaller: Sequence[float]) -> float:
    """Return the probability that equal groups look at least as different by chance.

    Of the pairs of a value of each group, `larger` wins so many; the probability of as many or
    more, where all orders are equally likely, is the one-sided test of Mann and Whitney (1947),
    computed exactly by their recurrence. Ties count against a difference. 1 for an empty group.
    """
    wins = sum(a > b for a in larger for b in smaller)
    pairs = len(larger) * len(smaller)
    ways = sum(_ways(lost, len(larger), len(smaller)) for lost in range(pairs - wins + 1))
    return ways / comb(len(larger) + len(smaller), len(larger))


@cache
def _ways(lost: int, m: int, n: int) -> int:
    """The number of orders of m and n values in which the m lose so many pairs."""
    if lost < 0:
        return 0
    if m == 0 or n == 0:
        return int(lost == 0)
    return _ways(lost - n, m - 1, n) + _ways(lost, m, n - 1)


def centre(values: Sequence[float], allowed: float) -> tuple[float, float | None, float | None]:
    """Return the centre of values that are even to both sides of it, and its exact interval.

    The centre is the median of the means of all pairs (Hodges and Lehmann, 1963), the interval
    what the signed-rank test of Wilcoxon (1945) does not refuse: either end is passed with a
    probability of at most `allowed`. The ends are None where there are too few values. Raises
    ValueError for no values.
    """
    means = sorted((a + b) / 2 for i, a in enumerate(values) for b in values[i:])
    ways, outside = _subsets(len(values)), 0
    while outside < len(means) and sum(ways[: outside + 1]) <= allowed * 2 ** len(values):
        outside += 1
    middle = median(means)
    if outside == 0:
        return middle, None, None
    return middle, means[outside - 1], means[-outside]


@cache
def _subsets(n: int) -> list[int]:
    """How many subsets of 1 to n have each sum, from 0 on."""
    ways = [1] + [0] * (n * (n + 1) // 2)
    for rank in range(1, n + 1):
        for total in range(len(ways) - 1, rank - 1, -1):
            ways[total] += ways[total - rank]
    return ways


@dataclass(frozen=True)
class Paired:
    """How many times as long it takes now, from so many pairs of processes.

    `low` and `high` are None where there are too few for an interval.
    """

    slower: float
    low: float | None
    high: float | None
    pairs: int

    @property
    def differs(self) -> bool:
        """Whether the interval leaves no doubt that it changed."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high


def paired(then: PointRecord, after: PointRecord, allowed: float) -> Paired | None:
    """Return how a point changed between two such runs; None where no pair of processes has both.

    In each pair it is the median of the ratios of its rounds, which were measured within a tenth
    of a second of each other; over the pairs, the centre of these. Either end of the interval is
    passed by chance with a probability of at most `allowed`.
    """
    earlier = {repeat.number: repeat.samples for repeat in then.repeats}
    found = [
        speedup(earlier[repeat.number], repeat.samples)
        for repeat in after.repeats
        if repeat.number in earlier
    ]
    logs = [math.log(one.median) for one in found if one is not None]
    if not logs:
        return None
    middle, low, high = centre(logs, allowed)
    return Paired(
        slower=math.exp(middle),
        low=None if low is None else math.exp(low),
        high=None if high is None else math.exp(high),
        pairs=len(logs),
    )


def pairs_needed(points: int, by_chance: float) -> int:
    """Return how many pairs of processes can show a change, among so many points."""
    return math.ceil(math.log2(2 * points / by_chance))
