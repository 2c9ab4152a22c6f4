"""Many thread counts of a variant as one curve: at each size the best of them.

With two thread counts each has its curve. With more they would be shades of one hue that nobody
tells apart, so a variant is one curve until its counts are asked for.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import attrgetter

from explorer.results.facts.contests import SAME
from explorer.results.facts.ratios import ratio
from explorer.results.record import AtSize, PointRecord, Run, Series

MANY = 3
"""Thread counts of a variant from which on they are one curve, unless they are asked for."""


def is_fanned(run: Run, variant: str, fans: Mapping[str, bool]) -> bool:
    """Whether each thread count of a variant has its own curve; `fans` holds what was asked."""
    many = len(run.counts.get(variant, ()))
    return many < 2 or fans.get(variant, many < MANY)


class Bundles(tuple[tuple[Series, ...], ...]):
    """Series by the curve they are drawn in; the very same object for the same ones.

    So it is told from others at once, however many series it has.
    """

    __slots__ = ()
    __hash__ = object.__hash__
    __eq__ = object.__eq__
    __ne__ = object.__ne__


def bundled(run: Run, hidden: frozenset[Series], fans: Mapping[str, bool]) -> Bundles:
    """Return the shown series by the curve they are drawn in, in the plan's order."""
    fanned = frozenset(variant for variant in run.counts if is_fanned(run, variant, fans))
    return _bundled(tuple(run.counts.items()), hidden, fanned)


@lru_cache(maxsize=64)
def _bundled(
    counts: tuple[tuple[str, tuple[int, ...]], ...],
    hidden: frozenset[Series],
    fanned: frozenset[str],
) -> Bundles:
    found: list[tuple[Series, ...]] = []
    for variant, own in counts:
        shown = tuple((variant, count) for count in own if (variant, count) not in hidden)
        found += [(series,) for series in shown] if variant in fanned else [shown] * bool(shown)
    return Bundles(found)


def best_of(run: Run, bundle: Sequence[Series]) -> tuple[PointRecord, ...]:
    """Return at each size the fastest of some series of a variant, smallest size first.

    A count is kept from one size to the next while none is ranked before it: else the count would
    change with the noise. One of which every sample was disturbed is not kept. Where one has a
    wrong result that one is returned, to be marked: what is right with other counts may be so by
    luck.
    """
    found: list[PointRecord] = []
    kept: int | None = None
    for size in run.plan.sizes:
        best, is_right = run.at(size).recall(_best, tuple(bundle), kept)
        if best is not None:
            found.append(best)
        if best is not None and is_right:
            kept = best.point.threads
    return tuple(found)


def _best(
    row: AtSize, bundle: tuple[Series, ...], kept: int | None
) -> tuple[PointRecord | None, bool]:
    """The one of a size, and whether it has a right time."""
    known = [record for record in map(row.get, bundle) if record is not None]
    wrong = [record for record in known if record.status == "wrong"]
    usable = [record for record in known if record.usable]
    if wrong or not usable:
        return next(iter(wrong or known), None), False
    best = min(usable, key=attrgetter("median_s"))
    clean = (r for r in usable if r.estimate is not None and not r.estimate.all_disturbed)
    same = next((record for record in clean if record.point.threads == kept), None)
    return best if same is None or _is_ranked_before(best, same) else same, True


def drawn_at(
    run: Run, size: int, hidden: frozenset[Series], fans: Mapping[str, bool]
) -> tuple[Series, ...]:
    """Return the series that the curves go through at a size, in the plan's order."""
    found: list[Series] = []
    for bundle in bundled(run, hidden, fans):
        best = (record.point for record in best_of(run, bundle) if record.point.size == size)
        found += [(point.variant, point.threads) for point in best]
    return tuple(found)


def _is_ranked_before(mine: PointRecord, other: PointRecord) -> bool:
    """Whether one is surely faster, and by enough to be told."""
    found = ratio(mine, other)
    return found.low > 1 and found.median >= SAME
