"""What is pointed at, by the mouse or by the keyboard."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from explorer.results.pictures.frame import Frame
from explorer.results.pictures.picture import Curve, Spot
from explorer.results.record import Series

REACH = 14.0
"""Pixels within which the mouse is at a curve."""

STICKY = 4.0
"""Pixels that another curve must be nearer than the present one, so that they do not flicker."""


def curve_at(
    curves: Iterable[Curve], frame: Frame, x: float, y: float, present: Series | None = None
) -> Curve | None:
    """Return the curve nearest to a pixel, None where none is within reach."""
    best, nearest = None, REACH
    for curve in curves:
        away = distance(curve, frame, x, y)
        if curve.series == present:
            away -= STICKY
        if not curve.other and away < nearest:
            best, nearest = curve, away
    return best


def distance(curve: Curve, frame: Frame, x: float, y: float) -> float:
    """Return how far a pixel is from a curve, its line included."""
    at = [(frame.x(spot.x), frame.y(spot.y)) for spot in curve.spots]
    to_spots = min(math.hypot(px - x, py - y) for px, py in at)
    to_lines = (_to_line(x, y, *a, *b) for a, b in pairwise(at))
    return min(to_spots, *to_lines) if len(at) > 1 else to_spots


def spot_at(curve: Curve, frame: Frame, x: float, y: float) -> Spot:
    """Return the spot of a curve that is nearest to a pixel."""
    return min(curve.spots, key=lambda spot: math.hypot(frame.x(spot.x) - x, frame.y(spot.y) - y))


def beside(curve: Curve, spot: Spot, steps: int) -> Spot:
    """Return the spot so many steps further right on a curve; the last one where it ends."""
    points = [s.record.point for s in curve.spots]
    place = points.index(spot.record.point) if spot.record.point in points else 0
    return curve.spots[min(max(place + steps, 0), len(points) - 1)]


def above(
    curves: Sequence[Curve], curve: Curve, spot: Spot, steps: int
) -> tuple[Curve, Spot] | None:
    """Return the curve so many places higher where the spot is, and its spot there.

    Where another curve has no spot there, its nearest one counts. None without such a curve.
    """

    def nearest(other: Curve) -> Spot:
        return min(other.spots, key=lambda s: abs(s.x - spot.x))

    order = sorted((c for c in curves if not c.other), key=lambda c: (nearest(c).y, c.series))
    place = order.index(curve) + steps
    return (order[place], nearest(order[place])) if 0 <= place < len(order) else None


def _to_line(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> float:
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    share = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.hypot(x0 + share * (x1 - x0) - x, y0 + share * (y1 - y0) - y)
