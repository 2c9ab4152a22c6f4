"""What a change that was tried brings, in figures and in words."""

import statistics
from dataclasses import dataclass, replace

from explorer.why.changes import SHARING
from explorer.why.facts import Advice, Ratio
from explorer.why.mattering import CONTRACT, ERROR_MODEL, FASTMATH, REORDER

BOTH = f"{FASTMATH} + {ERROR_MODEL}"
FLAGS = {REORDER: f"{FASTMATH}: {REORDER}", CONTRACT: f"{FASTMATH}: {CONTRACT}"}
"""What each flag of fastmath is called where it is tried alone."""
WORTH = 1.05
"""A change helps where the lower end of its gain, and the gain of the fastest calls, is above this:
where other programs disturb, one of the two may be theirs."""
LAYER = "threading layer {}"


def is_of_threads(change: str) -> bool:
    """Whether a change is about how threads share the work, which other programs upset."""
    return change in SHARING or change.endswith("threads") or change.startswith(LAYER.format(""))


@dataclass(kw_only=True)
class Tried:
    """A change; `source` is the function that it makes, empty where it makes none.

    `right` says whether its result is that of the original, None where that is not known, and
    `text` why it is not.
    """

    change: str
    right: bool | None = None
    text: str = ""
    source: str = ""


def quartiles(before: list[float], after: list[float]) -> tuple[float, float, float]:
    """Return the lower quartile, the median and the upper quartile of what pairs bring."""
    ratios = sorted(b / a for b, a in zip(before, after, strict=True))
    return ratios[len(ratios) // 4], statistics.median(ratios), ratios[(3 * len(ratios)) // 4]


def told(tried: Tried, before: list[float], after: list[float]) -> Advice:
    """Say what a change brings, of the seconds of calls before and after it, in pairs."""
    low, median, high = quartiles(before, after)
    ratio = Ratio(median, low, high)
    fastest = min(before) / min(after)  # of the times that nothing disturbed
    helps = bool(tried.right) and min(low, fastest) > WORTH
    if tried.right is None:
        text = f"not known to be right: {tried.text}"
    elif not tried.right:
        text = f"not right here: {tried.text[:1].lower()}{tried.text[1:]}"
    elif helps:
        kept = "; NaN and infinity stay as they are" if tried.change in FLAGS.values() else ""
        text = f"{ratio.median:.2f}× as fast ({low:.2f} to {high:.2f}), same result{kept}."
    elif max(high, fastest) < 1 / WORTH:
        text = f"does not help here: {ratio.median:.2f}×, slower."
    elif ratio.median > WORTH:
        text = f"not sure to help here: {ratio.median:.2f}× ({low:.2f} to {high:.2f})."
    else:
        text = f"does not help here: {ratio.median:.2f}×."
    return Advice(tried.change, ratio, tried.right, helps, text, tried.source)


def without_idle_pairs(advice: list[Advice]) -> list[Advice]:
    """Both options together are advised where that brings more than one of them."""
    alone = [a.ratio.median for a in advice if a.change in (FASTMATH, ERROR_MODEL) and a.ratio]
    best = max(alone, default=1.0)
    return [
        replace(one, helps=False, text="no more than one of the two brings.")
        if one.change == BOTH and one.helps and one.ratio and one.ratio.low < WORTH * best
        else one
        for one in advice
    ]
