"""Which sizes to add where somebody looks closer: so that a part looks as well known as a whole."""

import math
from collections.abc import Collection, Sequence
from itertools import pairwise

from explorer.results.record import Run, Series
from explorer.units import count

WANTED = 12
"""So many sizes make a curve that one can read."""
CROSSED = 3.0
"""A gap in which two curves cross is worth this many times its width, and as much again if one of
them bends there by as much as a cache's end makes it."""
CLOSEST = 0.01
"""Decades; sizes nearer to each other than this tell the same."""


def sizes_between(
    run: Run, low: float, high: float, hidden: Collection[Series] = (), wanted: int = WANTED
) -> tuple[int, ...]:
    """Return the sizes to add so that from low to high there are as many as wanted.

    They divide the gaps that are widest on a logarithmic axis, those first in which visible
    curves cross or bend, and are rounded to as few digits as tell them apart. None is below the
    smallest or above the largest size that was planned or measured. Empty where there are enough,
    or no room.
    """
    planned = _sizes(run)
    low, high = max(low, planned[0]), min(high, planned[-1])
    curves = _curves(run, hidden)
    sizes, added = list(planned), set[int]()
    while sum(low <= size <= high for size in sizes) < wanted:
        gaps = [(max(a, low), min(b, high)) for a, b in pairwise(sizes)]
        rooms = [(gap, size) for gap in gaps if (size := size_between(*gap)) is not None]
        rooms = [(gap, size) for gap, size in rooms if size not in sizes]
        if not rooms:
            break
        _, new = max(rooms, key=lambda room: _worth(room[0], curves))
        added.add(new)
        sizes = sorted((*sizes, new))
    return tuple(sorted(added))


def no_room(run: Run, low: float, high: float, wanted: int = WANTED) -> str:
    """Say why no size can be added from low to high; nothing where there are as many as wanted."""
    planned, axis = _sizes(run), run.plan.axis
    if high < planned[0] or low > planned[-1]:
        span = f"{axis} = {count(planned[0])}"
        span += f" to {count(planned[-1])}" if len(planned) > 1 else ""
        verb = "sizes of this run are" if len(planned) > 1 else "only size of this run is"
        return f"Nothing is measured where you zoom in: the {verb} {span}."
    if len(planned) == 1:
        return "Nothing is added where you zoom in: that is done between sizes, and there is one."
    if sum(low <= size <= high for size in planned) >= wanted:
        return ""
    return (
        "Nothing is added where you zoom in: any size left is too near to another one or to an "
        "edge of what is shown."
    )


def _sizes(run: Run) -> list[int]:
    """The sizes that were planned or measured, smallest first."""
    measured = {point.size for point, record in run.points.items() if record.usable}
    return sorted({*run.whole.sizes, *measured})


def size_between(a: float, b: float) -> int | None:
    """Return a round size in the middle of two; None where they are as good as one."""
    if b - a < 2 or math.log10(b / a) < 2 * CLOSEST:
        return None
    middle = math.sqrt(a * b)
    for digits in range(1, 20):
        rounded = int(float(f"{middle:.{digits}e}"))
        if math.log10(rounded / a) >= CLOSEST and math.log10(b / rounded) >= CLOSEST:
            return rounded
    return None


def _curves(run: Run, hidden: Collection[Series]) -> list[list[tuple[float, float]]]:
    """The visible curves as (log of the size, log of the median), from left to right."""
    found: dict[Series, list[tuple[float, float]]] = {}
    for point, record in sorted(run.points.items()):
        series = (point.variant, point.threads)
        if record.usable and record.estimate is not None and series not in hidden:
            spot = (math.log10(point.size), math.log10(record.estimate.median_s))
            found.setdefault(series, []).append(spot)
    return list(found.values())


def _worth(gap: tuple[float, float], curves: Sequence[Sequence[tuple[float, float]]]) -> float:
    left, right = math.log10(gap[0]), math.log10(gap[1])
    ends = [(_at(curve, left), _at(curve, right)) for curve in curves]
    known = [(a, b) for a, b in ends if a is not None and b is not None]
    crossed = any(
        (a - c) * (b - d) < 0 for i, (a, b) in enumerate(known) for c, d in known[i + 1 :]
    )
    bent = max((_bend(curve, left, right) for curve in curves), default=0.0)
    return (right - left) * (CROSSED if crossed else 1.0) * (1.0 + bent)


def _at(curve: Sequence[tuple[float, float]], x: float) -> float | None:
    """The height of a curve at x, None beside it."""
    for (x0, y0), (x1, y1) in pairwise(curve):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return None


def _bend(curve: Sequence[tuple[float, float]], left: float, right: float) -> float:
    """How much the slope of a curve changes, at most, at its spots around a gap."""
    slopes = [(x0, x1, (y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(curve)]
    near = [slope for x0, x1, slope in slopes if x1 >= left - 1e-9 and x0 <= right + 1e-9]
    return max(near) - min(near) if near else 0.0
