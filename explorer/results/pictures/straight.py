"""A picture with linear axes, made of one with logarithmic ones."""

import math
from collections.abc import Callable
from dataclasses import replace

from explorer.results.pictures import scales
from explorer.results.pictures.picture import Cross, Curve, Guide, Picture

Turn = Callable[[float], float]

_HEAD_ROOM = 1.04
_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Where a linear axis ends, times a power of ten: it grows in these steps only."""


def straightened(picture: Picture, *, x: bool, y: bool) -> Picture:
    """Return a picture whose x axis, y axis or both are linear; without its crossings.

    Coordinates of a linear axis are values, and it begins at 0.
    """
    if not (x or y):
        return picture
    across, upright = _turn(x), _turn(y)
    y_range = picture.y_range
    if y and y_range is not None:
        y_range = (0.0, _end_of_axis(10 ** y_range[1]))
    return replace(
        picture,
        curves=tuple(_curve(curve, across, upright) for curve in picture.curves),
        marks=tuple(replace(mark, x=across(mark.x)) for mark in picture.marks),
        guides=tuple(_guide(guide, across, upright) for guide in picture.guides),
        crosses=(),
        x_range=_across(picture) if x else picture.x_range,
        y_range=y_range,
        x_scale=scales.linear(picture.x_scale) if x and picture.x_scale else picture.x_scale,
        y_scale=scales.linear(picture.y_scale) if y and picture.y_scale else picture.y_scale,
        linear_x=x,
        linear_y=y,
    )


def straightened_crosses(crosses: tuple[Cross, ...], picture: Picture) -> tuple[Cross, ...]:
    """Return the crossings of a logarithmic picture as they lie on a straightened one's curves."""
    if not (picture.linear_x or picture.linear_y):
        return crosses
    found = []
    for cross in crosses:
        x = 10**cross.x if picture.linear_x else cross.x
        curve = next((c for c in picture.curves if c.series == cross.series and not c.other), None)
        y = None if curve is None else curve.height(x)
        if y is not None:
            found.append(replace(cross, x=x, y=y))
    return tuple(found)


def _turn(linear: bool) -> Turn:
    return (lambda at: 10**at) if linear else (lambda at: at)


def _across(picture: Picture) -> tuple[float, float]:
    """From 0 to the last value that is to be in sight, with a little room beside both."""
    last = 10 ** (picture.x_range[1] if picture.x_last is None else picture.x_last)
    return -0.02 * last, 1.03 * last


def _end_of_axis(highest: float) -> float:
    """The end of an axis with some room above its highest value."""
    wanted = highest * _HEAD_ROOM
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(step * power for step in _STEPS if step * power >= wanted * (1 - 1e-12))


def _curve(curve: Curve, across: Turn, upright: Turn) -> Curve:
    spots = tuple(replace(spot.turned(upright), x=across(spot.x)) for spot in curve.spots)
    trend = curve.trend
    if trend is not None:
        trend = replace(
            trend,
            within=tuple((across(x), upright(y)) for x, y in trend.within),
            beyond=tuple((across(x), upright(y)) for x, y in trend.beyond),
        )
    return replace(curve, spots=spots, trend=trend)


def _guide(guide: Guide, across: Turn, upright: Turn) -> Guide:
    (left, low), (right, high) = guide.start, guide.end
    return replace(
        guide,
        start=(_of(left, across), _of(low, upright)),
        end=(_of(right, across), _of(high, upright)),
    )


def _of(at: float | None, turn: Turn) -> float | None:
    return None if at is None else turn(at)
