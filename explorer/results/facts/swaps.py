"""Who overtakes whom, and at which size: what a chart marks where its curves cross."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.results.facts.crossings import Crossing, crossing
from explorer.results.facts.rule import Rule, meeting
from explorer.results.facts.subject import Subject
from explorer.results.record import Series


@dataclass(frozen=True)
class Swap:
    """From a size on the fastest of `mine` is faster than the fastest of `other`.

    Both are series of one variant. That holds up to `last`, the largest measured size it was
    asked of.
    """

    mine: tuple[Series, ...]
    other: tuple[Series, ...]
    crossing: Crossing
    last: int


def swaps(subject: Subject, rule: Rule | None) -> tuple[Swap, ...]:
    """Return where what is recommended changes, as far as it surely does."""
    steps = rule.steps if rule is not None else ()
    found = []
    for before, after, then in zip(steps, steps[1:], [*steps[2:], None], strict=False):
        sizes = [n for n in subject.sizes if then is None or n < then.start]
        sizes = [n for n in sizes if n >= before.start]
        found.append(_swap(subject, (after.curve,), (before.curve,), sizes))
    return tuple(swap for swap in found if swap is not None)


def overtakings(
    subject: Subject, bundles: Sequence[tuple[Series, ...]], other: Series
) -> tuple[Swap, ...]:
    """Return where curves, each the fastest of some series, overtake one curve."""
    fit = set(subject.eligible)
    found = (
        _swap(subject, tuple(s for s in bundle if s in fit), (other,), subject.sizes)
        for bundle in bundles
        if other in fit and other not in bundle
    )
    return tuple(swap for swap in found if swap is not None)


def _swap(
    subject: Subject, mine: tuple[Series, ...], other: tuple[Series, ...], sizes: Sequence[int]
) -> Swap | None:
    met = []
    for size in sizes:
        one, two = _fastest(subject, mine, size), _fastest(subject, other, size)
        together = meeting(subject, one, two, size) if one and two else None
        if together is not None:
            met.append(together)
    found = crossing(met)
    if found is None or found.low is None:
        return None
    return Swap(mine, other, found, met[-1].size)


def _fastest(subject: Subject, curves: Sequence[Series], size: int) -> Series | None:
    known = [(r.median_s, c) for c in curves if (r := subject.record(c, size)) is not None]
    return min(known)[1] if known else None
