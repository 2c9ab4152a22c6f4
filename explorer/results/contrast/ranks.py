"""Whether one group of values is larger than another, exactly and without assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import comb


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
