"""Where what the rule says is not sure, and what is lacking there to make it so."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from explorer.measure.statistics import FEWEST
from explorer.results.facts.contests import Contest
from explorer.results.facts.rule import Rule
from explorer.results.facts.subject import Subject
from explorer.results.record import Series


@dataclass(frozen=True)
class Unsure:
    """A range of measured sizes, its first to its last, at which it cannot be told what is best.

    Where the rule changes in it or beside it, that may be right anywhere between the sizes next to
    it: `below` and `above`. These are None where there is none, and both where it does not change.
    """

    first: int
    last: int
    below: int | None = None
    above: int | None = None


@dataclass(frozen=True)
class Lacking:
    """What is lacking at a size to tell what is best there, of those that may be.

    `few` are those with too few undisturbed samples for an interval, and `samples` how many these
    have, the least and the most; `spoilt` have none. `hit` are those that are slower than the sizes
    next to it make one expect, by so few samples that one burst may have hit them all. `wide`
    are those that the budget was used up before, where nothing else is lacking.
    """

    size: int
    few: tuple[Series, ...]
    samples: tuple[int, int]
    spoilt: tuple[Series, ...]
    hit: tuple[Series, ...]
    wide: tuple[Series, ...]


def unsure(rule: Rule | None, found: Sequence[Contest]) -> tuple[Unsure, ...]:
    """Return where what a rule says is not sure, of the sizes from the first to the last known.

    Beyond these, what may be best was not measured.
    """
    known = [one.size for one in found if not one.missing]
    if rule is None or not known:
        return ()
    inside = [one for one in found if known[0] <= one.size <= known[-1]]
    parts = [(decided, list(part)) for decided, part in groupby(inside, lambda one: one.decided)]
    ends = [None, *((part[0].size, part[-1].size) for _, part in parts), None]
    spans = []
    for (decided, part), before, after in zip(parts, ends, ends[2:], strict=False):
        if decided:
            continue
        first, last = part[0].size, part[-1].size
        below, above = before and before[1], after and after[0]
        if any((below or 0) < step.start <= (above or math.inf) for step in rule.steps[1:]):
            spans.append(Unsure(first, last, below, above))
        else:
            spans.append(Unsure(first, last))
    return tuple(spans)


def lacking(subject: Subject, found: Sequence[Contest]) -> tuple[Lacking, ...]:
    """Return what is lacking where it is, at sizes at which all that may be best was measured."""
    each = (_lacking(subject, one) for one in found if not one.decided and not one.missing)
    return tuple(one for one in each if one.few or one.spoilt or one.hit or one.wide)


def _lacking(subject: Subject, one: Contest) -> Lacking:
    records = {c: r for c in one.open if c not in one.hit and (r := subject.record(c, one.size))}
    known = {curve: r.estimate for curve, r in records.items() if r.estimate is not None}
    few = {c: estimate.clean for c, estimate in known.items() if 0 < estimate.clean < FEWEST}
    spoilt = tuple(curve for curve, estimate in known.items() if estimate.all_disturbed)
    wide: tuple[Series, ...] = ()
    if subject.run.finished == "budget" and not (few or spoilt or one.hit):
        wide = tuple(c for c, e in known.items() if e.precision > subject.run.plan.precision)
    counts = sorted(few.values()) or [0]
    return Lacking(one.size, tuple(few), (counts[0], counts[-1]), spoilt, one.hit, wide)
