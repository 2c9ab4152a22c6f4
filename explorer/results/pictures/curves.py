"""Curves and marks of a picture over sizes, made from a run."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from explorer.results.pictures.bundles import Bundles, best_of, bundled, is_fanned
from explorer.results.pictures.picture import GOOD, HOLLOW, WRONG, Curve, Mark, Spot
from explorer.results.record import AtSize, PointRecord, Run, Series

NO_WISHES: Mapping[str, bool] = MappingProxyType({})
"""Which variants are to have a curve for each thread count, or are not to: as it is by itself."""


def spread_of(each: tuple[float, ...]) -> tuple[float, ...]:
    """Return where the lowest and the highest of several processes are; empty for one."""
    return (math.log10(min(each)), math.log10(max(each))) if each and min(each) > 0 else ()


def roster_of(run: Run) -> tuple[str, ...]:
    """Return the variants by which colours and symbols are given."""
    return run.plan.kernel.variants or run.plan.variants


def kind_of(record: PointRecord) -> str:
    """Return how a measured point is marked."""
    if record.status == "wrong":
        return WRONG
    return GOOD if record.status == "ok" else HOLLOW


def rank_of(run: Run, series: Series) -> float:
    """Return the place of a thread count, 0 for the fewest to 1 for the most.

    1 where the variant has one curve only.
    """
    return _rank(run.counts.get(series[0], ()), series[1])


@lru_cache(maxsize=4096)
def _rank(counts: tuple[int, ...], threads: int) -> float:
    own = sorted(counts)
    return own.index(threads) / (len(own) - 1) if len(own) > 1 and threads in own else 1.0


def note_of(run: Run, series: Series) -> str:
    """Return the thread count as a label says it; empty where the variant has one curve only."""
    if len(run.counts.get(series[0], ())) < 2:
        return ""
    return "1 thread" if series[1] == 1 else f"{series[1]} threads"


def curves_of(
    run: Run,
    hidden: frozenset[Series],
    spot: Callable[[PointRecord], Spot | None],
    *,
    other: int = 0,
    fans: Mapping[str, bool] = NO_WISHES,
    kept: bool = False,
) -> tuple[Curve, ...]:
    """Return the curves over size of all series that are shown and have a spot.

    Where they are `kept`, the spots of a size at which nothing is new are those of before: `spot`
    is a function of the record alone.
    """
    found, bundles = [], bundled(run, hidden, fans)
    rows = (run.at(size) for size in run.plan.sizes)
    spots_at = (
        row.recall(_spots, bundles, spot) if kept else _spots(row, bundles, spot) for row in rows
    )
    alone = zip(*spots_at, strict=True)
    for bundle in bundles:
        together = len(bundle) > 1
        each = map(spot, best_of(run, bundle)) if together else next(alone)
        spots = tuple(one for one in each if one is not None)
        if spots:
            series = bundle[-1]
            rank, note = rank_of(run, series), note_of(run, series)
            if not is_fanned(run, series[0], fans):
                rank = 1.0
            if together:
                spots, note = _tagged(spots), f"best of {len(bundle)}"
            found.append(Curve(series, spots, rank, note, bundle, other, tagged=together))
    return tuple(found)


def _spots(
    row: AtSize, bundles: Bundles, spot: Callable[[PointRecord], Spot | None]
) -> tuple[Spot | None, ...]:
    """The spots of a size of all curves that are of one series each."""
    records = (row.get(bundle[0]) for bundle in bundles if len(bundle) == 1)
    return tuple(None if record is None else spot(record) for record in records)


def _tagged(spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
    """Spots with their thread count written where it is another than before."""
    found, before = [], 0
    for spot in spots:
        threads = spot.record.point.threads if spot.kind != WRONG else before
        found.append(replace(spot, tag=str(threads)) if threads != before else spot)
        before = threads
    return tuple(found)


def marks_of(
    run: Run,
    hidden: frozenset[Series],
    left_out: Callable[[PointRecord], bool],
    fans: Mapping[str, bool] = NO_WISHES,
) -> tuple[Mark, ...]:
    """Return a mark where points that are shown begin to be left out of their curve.

    One for all sizes in a row: what fails everywhere would fill the edge with marks. A curve of
    several series has one where all of these are left out.
    """
    found = []
    bundles, before = bundled(run, hidden, fans), set[Series]()
    for size in run.plan.sizes:
        row = run.at(size)
        gone = row.recall(_left_out, left_out)
        out = {b[-1]: row[b[0]] for b in bundles if gone.issuperset(b)} if gone else {}
        for bundle in bundles if out else ():
            if bundle[-1] in out and bundle[-1] not in before:
                rank = rank_of(run, bundle[0]) if len(bundle) == 1 else 1.0
                found.append(Mark(math.log10(size), bundle[-1], rank, out[bundle[-1]]))
        before = set(out)
    return tuple(found)


def _left_out(row: AtSize, left_out: Callable[[PointRecord], bool]) -> frozenset[Series]:
    return frozenset(series for series, record in row.items() if left_out(record))


def is_unmeasured(record: PointRecord) -> bool:
    """Whether a point is known to have no place among the curves."""
    return record.status in ("skipped", "failed") or (
        record.status == "wrong" and record.estimate is None
    )


def names_of(run: Run, fans: Mapping[str, bool] = NO_WISHES) -> tuple[tuple[str, str], ...]:
    """Return the variant and the note, as labels say them, of all curves of a run."""
    return tuple(
        (
            bundle[0][0],
            f"best of {len(bundle)}" if len(bundle) > 1 else note_of(run, bundle[0]),
        )
        for bundle in bundled(run, frozenset(), fans)
    )


def size_range(run: Run) -> tuple[float, float]:
    """Return the x range that covers all sizes of the plan from the start."""
    low, high = math.log10(min(run.plan.sizes)), math.log10(max(run.plan.sizes))
    length = max(high - low, 0.5)
    return low - 0.035 * length, high + 0.02 * length
