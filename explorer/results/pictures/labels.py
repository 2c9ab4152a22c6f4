"""Where labels go that want to stand beside their curves or points, and must not overlap."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from explorer.results.pictures.frame import Frame
from explorer.results.pictures.picture import WRONG, Cross, Curve


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places as near as possible to the wanted ones, at least a gap apart.

    All lie between low and high where there is room, else they begin at low. The sum of squared
    shifts is the least possible (pool adjacent violators: neighbours that would overlap move as
    one block to the mean of what they want). The order of the wanted places is kept; equal ones
    keep theirs in the sequence.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    room = high - low - gap * (len(wanted) - 1)
    # Take the gaps out: what is left must only not decrease.
    blocks: list[tuple[float, int]] = []
    for rank, i in enumerate(order):
        total, many = wanted[i] - rank * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / many:
            before = blocks.pop()
            total, many = total + before[0], many + before[1]
        blocks.append((total, many))
    flat = [total / many for total, many in blocks for _ in range(many)]
    found = [0.0] * len(wanted)
    for rank, i in enumerate(order):
        found[i] = min(max(flat[rank], low), low + max(room, 0.0)) + rank * gap
    return found


def most_that_fit(gap: float, room: float) -> int:
    """Return how many labels with such a gap there is room for."""
    return max(int(room // gap) + 1, 0) if room >= 0 else 0


def named(many: int, gap: float, room: float) -> tuple[int, float]:
    """Return how many of so many labels are written, and the room that they have.

    Where not all fit, the last place is kept for how many are left out: a column that just ends
    looks as if it were all.
    """
    most = most_that_fit(gap, room)
    if many <= most or most < 2:
        return min(many, most), room
    return most - 1, room - gap


def left_out(many: int) -> str:
    """Return what stands below the labels where so many found no room."""
    return f"+{many} more"


def by_importance(curves: Iterable[Curve]) -> list[Curve]:
    """Return a run's own curves in the order in which they are named, where not all can be.

    The fastest where curves end is first, then each variant with most threads, the fastest first.
    """
    own = sorted((curve for curve in curves if not curve.other), key=_pace)
    return own[:1] + sorted(own[1:], key=lambda curve: -curve.rank)


def _pace(curve: Curve) -> tuple[bool, float, float]:
    """What sorts curves: right ones by how far they go, then by their time there."""
    last = curve.spots[-1]
    estimate = last.record.estimate
    time_s = math.inf if estimate is None else estimate.median_s
    return last.kind == WRONG, -last.x, time_s


AWAY = 7.0
"""Pixels from a marker's middle to the text above or below it."""

FURTHER = 10.0
"""Pixels that it may be further away, where another text or a ring is nearer."""

BETWEEN = 3.0
"""Pixels between two such texts, beside or above each other."""

RING = 7.5
"""Half the side of what the ring of a crossing covers."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels of the plot."""


@dataclass(frozen=True)
class Tag:
    """A text: whose it is, and the start of its baseline in pixels of the plot."""

    curve: Curve
    text: str
    x: float
    y: float


def tags(
    curves: Iterable[Curve],
    crosses: Iterable[Cross],
    frame: Frame,
    width: Callable[[str], float],
    height: float,
) -> Iterator[Tag]:
    """Place the texts of curves, those of the first ones first, clear of the rings.

    Each is above its point where there is room, else below or further; where none has room it is
    left out: the line that is read out for a point has it. Points out of sight have none. `width`
    tells that of a text, `height` is that of its figures, in pixels.
    """
    taken: list[Box] = []
    for cross in crosses:
        x, y = frame.x(cross.x), frame.y(cross.y)
        taken.append((x - RING, y - RING, x + RING, y + RING))
    for curve in curves:
        for spot in curve.spots:
            if spot.written and frame.holds(spot.x, spot.y):
                long = width(spot.written) + BETWEEN
                for box in _beside(frame, frame.x(spot.x), frame.y(spot.y), long, height):
                    if not any(meet(box, other) for other in taken):
                        taken.append(box)
                        left, bottom = box[0] + BETWEEN / 2, box[3] - BETWEEN / 2
                        yield Tag(curve, spot.written, left, bottom)
                        break


def _beside(frame: Frame, x: float, y: float, width: float, height: float) -> Iterator[Box]:
    """The places of a text above and below a point, the nearest first, within the plot."""
    left = min(max(x - width / 2, 1.0), max(frame.width - width - 1.0, 1.0))
    half = BETWEEN / 2
    for away in (AWAY, AWAY + FURTHER):
        for bottom in (y - away, y + away + height):
            if height <= bottom <= frame.height:
                yield left, bottom - height - half, left + width, bottom + half


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a part in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
