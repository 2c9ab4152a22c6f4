"""Whether a ratio of two times says that one is faster, or leaves it open."""

from __future__ import annotations

import math

from explorer.measure.statistics import FEWEST, Interval

WORTH = 1.02
"""A median ratio below this is no difference worth acting on, however sure it is."""

COARSE = 1.10
"""The ratio that decides where there are too few samples for an interval."""

ONE_IN = 20
"""Of so many processes one may say the contrary of what is concluded from them."""


def is_faster(ratio: Interval | None) -> bool | None:
    """Whether a speed-up says faster (True), slower (False) or leaves it open (None).

    Open is what lies within 2 % or has an interval that covers 1, and, as long as there are too
    few samples for an interval, what lies within 10 %. Of several processes, see `_agreed`.
    """
    if ratio is None or min((ratio.median, *ratio.each)) <= 0:
        return None
    if len(ratio.each) > 1:
        return _agreed(ratio)
    return _sure(ratio)


def leaves_open(ratio: Interval) -> bool:
    """Whether an interval, or what single processes say, has both faster and slower in it.

    Without either, what `is_faster` says.
    """
    ends = [end for end in (ratio.low, ratio.high, *ratio.each) if end is not None]
    return min(ends) <= 1 <= max(ends) if ends else is_faster(ratio) is None


def _sure(ratio: Interval) -> bool | None:
    """What one process, or a typical one, says."""
    needed = WORTH if ratio.low is not None and ratio.high is not None else COARSE
    low = ratio.median if ratio.low is None else ratio.low
    high = ratio.median if ratio.high is None else ratio.high
    if low > 1 and ratio.median >= needed:
        return True
    if high < 1 and ratio.median <= 1 / needed:
        return False
    return None


def _agreed(ratio: Interval) -> bool | None:
    """What several processes say, each with the median ratio of its own rounds.

    One program differs from process to process (where its code and data lie in memory), often by
    more than the interval within one; so only processes count as independent. From 6 on, at most
    one in 20 may say the contrary of the others. Whatever the distribution: where neither is
    faster in the median process, 6 agree with probability 2 · 2⁻⁶ = 3.1 %, more of them more
    rarely (the sign test: Conover, Practical Nonparametric Statistics, 3rd ed., section 3.4); and
    where N agree, the next one does not with probability 1 / (N + 1) at most.

    Fewer than 6 agree by chance too often. So then a typical process must be sure by itself, all
    must agree, and the difference must be larger, on a logarithmic scale, than that between the
    two processes furthest apart. Where processes differed by 10 % and neither variant was faster
    (normal, Laplace, skewed and two-heaped, 20,000 trials each), this called a winner in 24 to
    49 % with 2 processes, 6 to 25 % with 3, 1 to 13 % with 4, 0.3 to 6 % with 5; the rule above
    in 3 % with 6 and 0.4 % with 9. A median within 2 % is open in any case.
    """
    faster = ratio.median > 1
    if max(ratio.median, 1 / ratio.median) < WORTH:
        return None
    contrary = sum(value <= 1 if faster else value >= 1 for value in ratio.each)
    if len(ratio.each) >= FEWEST:
        return faster if contrary <= len(ratio.each) // ONE_IN else None
    apart = math.log(max(ratio.each) / min(ratio.each))
    if contrary or abs(math.log(ratio.median)) <= apart:
        return None
    return _sure(ratio)
