"""Where texts beside points go, thread counts and what limits a point: never on each other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from explorer.results.pictures.frame import Frame
from explorer.results.pictures.picture import Cross, Curve

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
            seen = frame.left <= spot.x <= frame.right and frame.bottom <= spot.y <= frame.top
            if spot.written and seen:
                long = width(spot.written) + BETWEEN
                for box in _beside(frame, frame.x(spot.x), frame.y(spot.y), long, height):
                    if not any(_meet(box, other) for other in taken):
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


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
