"""How many times faster one point is than another: ratios of times that are paired by round.

In one round both were timed within milliseconds of each other, so slow drifts cancel in the ratio.
Ratios of neighbouring rounds hang together a little even so, and each then tells less than an
independent one: where their correlation is 0.1, 5 instead of 3.7 % of the intervals miss, at 0.2
7 to 8 %. How often neighbours lie on the same side of the median shows it, and the interval is as
much wider as the sign test needs where signs hang together so (Gastwirth and Rubin, Journal of the
American Statistical Association 66, 1971, 816-820). Then 4 and 5 to 6 % miss; of independent ratios
the intervals are on average 6 (of 45) to 15 % (of 9) wider. All drawn: 1,200 intervals each of 9,
20, 45 and 100 normal numbers, each the one before times the correlation, and chance.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from explorer.measure.statistics import (
    FEWEST,
    Interval,
    Sample,
    estimate,
    sign_rank,
    steady_interval,
)

PAIRED = 3
"""So many rounds may have one time of a baseline that is much steadier than what is compared."""


def speedup(samples: Iterable[Sample], baseline: Iterable[Sample]) -> Interval | None:
    """Return how many times faster than the baseline, from ratios paired by round.

    Rounds in which either was disturbed are left out. Where no clean round has both, the ratio of
    the medians is returned without an interval; None where either has no samples.
    """
    mine, other = list(samples), list(baseline)
    if not mine or not other:
        return None
    ratios = paired_ratios(mine, other)
    if ratios:
        return interval_of_ratios(ratios)
    divisor = estimate(mine).median_s
    return Interval(estimate(other).median_s / divisor) if divisor > 0 else None


MOST_ALIKE = 0.9
"""Neighbours that are more alike are moments of the machine, which are covered at any rate."""


def interval_of_ratios(ratios: Sequence[float]) -> Interval:
    """Return the median of ratios, in the order of their rounds, and its interval.

    It covers what changed meanwhile, too. Raises ValueError for no ratios.
    """
    found, rank, number = steady_interval(ratios), sign_rank(len(ratios)), len(ratios)
    alike = _alike(ratios, found.median)
    if rank is None or found.low is None or found.high is None or alike <= 0:
        return found
    reach = (number / 2 - rank) * math.sqrt((1 + alike) / (1 - alike))
    rank, ordered = max(1, math.floor(number / 2 - reach)), sorted(ratios)
    return Interval(
        found.median, min(found.low, ordered[rank - 1]), max(found.high, ordered[-rank])
    )


def _alike(ratios: Sequence[float], median: float) -> float:
    """Return how neighbours' sides of the median correlate, beyond what chance does easily.

    Of independent ones that is -1/n on average; half a standard error is taken for chance.
    """
    number = len(ratios)
    if number < FEWEST:
        return 0.0
    sides = [ratio > median for ratio in ratios]
    same = sum(before == after for before, after in pairwise(sides))
    found = 2 * same / (number - 1) - 1 + 1 / number - 0.5 / math.sqrt(number)
    return min(found, MOST_ALIKE)


def paired_ratios(samples: Iterable[Sample], baseline: Iterable[Sample]) -> list[float]:
    """Return the baseline's time over this one's in each round that has a clean one of both.

    A round that the baseline was left out of has that of the last one before, at most PAIRED - 1
    earlier: it is left out only where it is so much steadier that its scatter does not matter.
    """
    measured: dict[int, float | None] = {}
    for sample in baseline:
        if not sample.disturbed:
            measured[sample.round] = sample.seconds
        else:
            measured.setdefault(sample.round, None)
    found = []
    for sample in samples:
        if sample.disturbed or sample.seconds <= 0:
            continue
        number, earliest = sample.round, sample.round - PAIRED + 1
        while number not in measured and number > earliest:
            number -= 1
        paired = measured.get(number)
        if paired is not None:
            found.append(paired / sample.seconds)
    return found
