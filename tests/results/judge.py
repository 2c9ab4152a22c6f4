"""Checks each fact that was drawn from a made-up run against what is true of it."""

from __future__ import annotations

import math
from collections import Counter

from known_truth import Truth

from explorer.results.facts.facts import Facts, facts
from explorer.results.facts.subject import Subject

LOST = 1.10
"""No recommendation may take this many times as long as the best, anywhere in its range."""


class Verdicts:
    """Counts of facts that were stated, and of those that are false, by kind; and the cases."""

    def __init__(self):
        self.stated, self.false, self.cases = Counter(), Counter(), []

    def judge(self, kind, right, case):
        self.stated[kind] += 1
        if not right:
            self.false[kind] += 1
            self.cases.append((kind, case))

    def share(self, *kinds):
        """Return the share of facts of these kinds that are false."""
        return sum(self.false[k] for k in kinds) / max(sum(self.stated[k] for k in kinds), 1)


def judge(truth: Truth, verdicts: Verdicts, case: object) -> Facts:
    """Draw the facts of a made-up run, and count what is true of them."""
    found = facts(Subject(truth.run))
    for regime in found.regimes:
        inside = (s for s in truth.run.plan.sizes if regime.first <= s <= regime.last)
        for size in (s for s in inside if _times(truth, s)):
            if regime.decided:
                mine = truth.seconds(*_at(regime.best[0], size))
                fine = mine <= LOST * truth.best(size)
                verdicts.judge("recommended", fine, (case, size, regime.best[0]))
            else:
                fine = _is_close(truth, size) or _is_missed(truth, size)
                verdicts.judge("undecided", fine, (case, size, regime.best))
        if regime.decided and regime.over_next is not None:
            verdicts.judge("over the next", _over_next(truth, regime), (case, regime))
    if found.rule is not None:
        spans = [(regime.first, regime.last) for regime in found.undecided]
        sizes = (n for n in truth.run.plan.sizes if not any(a <= n <= b for a, b in spans))
        for size in (n for n in sizes if _times(truth, n)):
            steps = [step for step in found.rule.steps if step.start <= size] or found.rule.steps
            if _has_time(truth, steps[-1].curve, size):
                loss = truth.seconds(*_at(steps[-1].curve, size)) / truth.best(size)
                verdicts.judge("rule", loss <= LOST, (case, size, steps[-1]))
    for paying in found.paying:
        if paying.crossing is not None and paying.crossing.low is not None:
            low, high = paying.crossing.low, paying.crossing.high
            verdicts.judge("pays from", _pays(truth, paying.variant, low, high), (case, paying))
            verdicts.judge("pays against", _is_best_alone(truth, paying), (case, paying))
    for one in found.threading:
        verdicts.judge("best threads", _best_threads(truth, one), (case, one))
    return found


def _at(curve, size):
    return curve[0], size, curve[1]


def _has_time(truth, curve, size):
    record = truth.run.point(curve[0], size, curve[1])
    return record is not None and record.estimate is not None


def _times(truth, size):
    return sorted(
        truth.seconds(p.variant, size, p.threads)
        for p, record in truth.run.points.items()
        if p.size == size and record.estimate is not None and p.variant not in truth.wrong
    )


def _is_close(truth, size):
    """Whether the two best are, in truth, closer than the noise, or hardly known at all."""
    times = _times(truth, size)
    few = any(
        record.status in ("noisy", "coarse")
        for p, record in truth.run.points.items()
        if p.size == size and record.estimate is not None
    )
    return few or len(times) < 2 or times[1] / times[0] < 1 + max(4 * truth.noise, 0.06)


def _is_missed(truth, size):
    """Whether a right curve that has no time at a size is, in truth, as good as the best there."""
    counts = truth.run.plan.threads
    absent = [
        truth.seconds(name, size, count)
        for name, curve in truth.curves.items()
        if name not in truth.wrong
        for count in (counts if curve.threaded else (1,))
        if not _has_time(truth, (name, count), size)
    ]
    return min(absent, default=math.inf) <= LOST * truth.best(size)


def _over_next(truth, regime):
    """Whether, at some size of the range, the ratio to some other curve is within the interval."""
    low, high = regime.over_next.low * 0.98, regime.over_next.high * 1.02
    for size in (s for s in truth.run.plan.sizes if regime.first <= s <= regime.last):
        mine = truth.seconds(*_at(regime.best[0], size))
        if any(low <= other / mine <= high for other in _times(truth, size)):
            return True
    return False


def _pays(truth, variant, low, high):
    """Whether threads lose just below the interval, and win just above it."""
    counts = [c for c in truth.run.plan.threads if c > 1]
    serial = _serial(truth)

    def gain(size):
        mine = min(truth.seconds(variant, size, c) for c in counts)
        return min(truth.seconds(name, size, 1) for name in serial) / mine

    return gain(low * 0.999) <= 1.02 and gain(high * 1.001) >= 0.98


def _is_best_alone(truth, paying):
    """Whether one of those that threads pay against is the best with one thread there."""
    size = paying.crossing.size
    least = min(truth.seconds(name, size, 1) for name in _serial(truth))
    return any(truth.seconds(name, size, 1) <= LOST * least for name in paying.against)


def _serial(truth):
    one = {1} & set(truth.run.plan.threads)
    right = [name for name in truth.curves if name not in truth.wrong]
    return [name for name in right if one or not truth.curves[name].threaded]


def _best_threads(truth, one):
    """Whether a count within the interval is the best, or within 2 % of it."""
    counts = [
        p.threads
        for p, record in truth.run.points.items()
        if (p.variant, p.size) == (one.variant, one.size) and record.estimate is not None
    ]
    least = min(truth.seconds(one.variant, one.size, c) for c in counts)
    inside = [c for c in counts if one.between[0] <= c <= one.between[1]]
    return any(truth.seconds(one.variant, one.size, c) <= 1.02 * least for c in inside)
