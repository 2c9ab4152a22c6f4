"""What limits the points of curves, and so the parts of the curves, as far as it was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from explorer.measure.plan import Point
from explorer.results.pictures.picture import Curve, Picture, Spot


def limited(curves: tuple[Curve, ...], limits: Mapping[Point, str]) -> tuple[Curve, ...]:
    """Return a run's own curves with what limits each point, as far as that is known."""
    if not limits:
        return curves
    return tuple(
        replace(curve, spots=_limited(curve.spots, limits), tagged=True) for curve in curves
    )


def _limited(spots: tuple[Spot, ...], limits: Mapping[Point, str]) -> tuple[Spot, ...]:
    found, before = [], ""
    for spot in spots:
        limit = limits.get(spot.record.point, "")
        found.append(replace(spot, limit=limit, turns=bool(limit) and limit != before))
        before = limit
    return tuple(found)


def stretches(spots: Sequence[Spot]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Yield the parts of a curve of which it is known what limits them, with what does.

    A point stands for half of the way to those beside it.
    """
    whole = list(enumerate(spots))
    for limit, group in groupby(whole, lambda one: one[1].limit):
        stretch = list(group)
        if not limit:
            continue
        (first, begin), (last, end) = stretch[0], stretch[-1]
        before = [_between(spots[first - 1], begin)] if first else []
        after = [_between(end, spots[last + 1])] if last + 1 < len(spots) else []
        yield limit, [*before, *((spot.x, spot.y) for _, spot in stretch), *after]


def _between(one: Spot, other: Spot) -> tuple[float, float]:
    return (one.x + other.x) / 2, (one.y + other.y) / 2


def limits_in(picture: Picture) -> list[str]:
    """Return what limits any part of a picture's curves, in alphabetical order."""
    return sorted({spot.limit for curve in picture.curves for spot in curve.spots if spot.limit})
