"""From which size on one curve is faster than another.

Between two measured sizes times are taken to lie, in turn, on a power of the size and on a line;
both are exact for what is common (a constant cost and one per element; a cost that grows as a
power), and the truth is taken to lie between what they say and a little beyond.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.results.facts.ratios import Ratio

BEYOND = 0.25
"""Share of a gap, on a logarithmic axis, by which what two models say is widened."""


@dataclass(frozen=True)
class Meeting:
    """Two curves at a measured size: the second one's median, in seconds, and their ratio.

    The ratio is above 1 where the first is the faster.
    """

    size: int
    other_s: float
    ratio: Ratio


@dataclass(frozen=True)
class Crossing:
    """The size from which on one curve is faster, by medians for good.

    `low` is None where it is so from the first.
    """

    size: float
    low: float | None
    high: float


def crossing(met: Sequence[Meeting]) -> Crossing | None:
    """Return from which size on the first of two curves is faster, up to the largest size.

    None where it is not surely faster at the largest, or is surely slower at no size but cannot
    be told apart at some: then nothing can be said.
    """
    if not met or met[-1].ratio.low <= 1:
        return None
    start = len(met) - 1
    while start > 0 and met[start - 1].ratio.high >= 1:
        start -= 1
    if start == 0:
        sure = all(one.ratio.low > 1 for one in met)
        return Crossing(float(met[0].size), None, float(met[0].size)) if sure else None
    lost = start - 1
    won = next(i for i in range(lost + 1, len(met)) if all(m.ratio.low > 1 for m in met[i:]))
    first_up = next(i for i in range(won, lost, -1) if met[i - 1].ratio.median < 1)
    pairs = list(zip(met[lost:won], met[lost + 1 : won + 1], strict=True))
    middle = _where(met[first_up - 1], met[first_up], "median")
    low = min(middle + _ends(*pairs[0], "high"))
    high = max(middle + _ends(*pairs[-1], "low"))
    a, b = met[lost].size, met[won].size
    size = math.exp(sum(map(math.log, middle)) / len(middle))
    return Crossing(size, max(low / _widening(pairs[0]), a), min(high * _widening(pairs[-1]), b))


def between(one: Meeting, two: Meeting) -> float:
    """Return where two curves cross between two sizes; the middle where they do not."""
    if (one.ratio.median - 1) * (two.ratio.median - 1) >= 0:
        return math.sqrt(one.size * two.size)
    found = _where(one, two, "median")
    return math.exp(sum(map(math.log, found)) / len(found))


def _widening(gap: tuple[Meeting, Meeting]) -> float:
    return math.exp(BEYOND * math.log(gap[1].size / gap[0].size))


def _ends(one: Meeting, two: Meeting, which: str) -> list[float]:
    """Where an end of the ratio's interval passes 1 in a gap, or the end where it already has."""
    a, b = getattr(one.ratio, which), getattr(two.ratio, which)
    if a < 1 <= b:
        return _where(one, two, which)
    return [float(one.size if a >= 1 else two.size)]


def _where(one: Meeting, two: Meeting, which: str) -> list[float]:
    """Where the ratio, or an end of it, passes 1 between two sizes, by either model."""
    a, b = math.log(getattr(one.ratio, which)), math.log(getattr(two.ratio, which))
    if a == b:
        return [math.sqrt(one.size * two.size)]
    share = min(max(-a / (b - a), 0.0), 1.0)
    power = math.exp(math.log(one.size) + share * math.log(two.size / one.size))
    mine_a, mine_b = one.other_s / math.exp(a), two.other_s / math.exp(b)
    gap_a, gap_b = mine_a - one.other_s, mine_b - two.other_s
    if gap_a == gap_b:
        return [power]
    line = one.size + (two.size - one.size) * min(max(gap_a / (gap_a - gap_b), 0.0), 1.0)
    return [power, line]
