"""Where lines to compare with are drawn, and where their names are written: none over another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from explorer.results.pictures.frame import Frame
from explorer.results.pictures.labels import Box, meet
from explorer.results.pictures.picture import Guide

BESIDE = 4.0
"""Pixels between a line and its name."""
UPRIGHT_ROWS = 3
"""In so many rows, from the top, there are names of upright lines."""
UNDER = 0.3
"""What of a text is below its baseline, over what is above it."""

Line = tuple[tuple[float, float], tuple[float, float]]
"""From where to where, in pixels of the plot."""


@dataclass(frozen=True)
class Name:
    """The name of a guide, and the start of its baseline in pixels of the plot."""

    text: str
    x: float
    y: float


def line_of(guide: Guide, frame: Frame) -> Line:
    """Return where a guide begins and ends, which may be out of sight."""
    (x0, y0), (x1, y1) = guide.start, guide.end
    return (
        (0.0 if x0 is None else frame.x(x0), frame.height if y0 is None else frame.y(y0)),
        (frame.width if x1 is None else frame.x(x1), 0.0 if y1 is None else frame.y(y1)),
    )


def guide_names(
    guides: Iterable[Guide], frame: Frame, width: Callable[[str], float], height: float
) -> Iterator[Name]:
    """Place the names of guides in sight, those of the first ones first.

    Each is beside its line, where it can be where no other line goes through it; where there is no
    room, or where a level line would strike it out, it is left out. `width` tells that of a text in
    pixels, `height` what is above its baseline.
    """
    whole = (0.0, 0.0, frame.width, frame.height)
    lines = [(guide, clipped(line_of(guide, frame), whole)) for guide in guides]
    seen = [line for _, line in lines if line is not None]
    taken: list[Box] = []
    for guide, line in lines:
        if guide.name and line is not None:
            places = _beside(line, width(guide.name), height)
            through = {
                box: [other for other in seen if clipped(other, box) is not None]
                for box in places
                if _is_free(box, whole, taken)
            }
            kept = [box for box in through if not any(map(_is_level, through[box]))]
            if kept:
                box = min(kept, key=lambda one: len(through[one]))
                taken.append(box)
                yield Name(guide.name, box[0], box[1] + height)


def clipped(line: Line, box: Box) -> Line | None:
    """Return the part of a line that is in a box, None where there is none (Liang and Barsky)."""
    (x, y), (right, bottom) = line
    across, down = right - x, bottom - y
    first, last = 0.0, 1.0
    for step, room in (
        (-across, x - box[0]),
        (across, box[2] - x),
        (-down, y - box[1]),
        (down, box[3] - y),
    ):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first > last:
        return None
    return (x + first * across, y + first * down), (x + last * across, y + last * down)


def _is_free(box: Box, whole: Box, taken: Sequence[Box]) -> bool:
    inside = box[0] >= whole[0] and box[1] >= whole[1] and box[2] <= whole[2] and box[3] <= whole[3]
    return inside and not any(meet(box, other) for other in taken)


def _is_level(line: Line) -> bool:
    return line[0][1] == line[1][1]


def _beside(line: Line, width: float, height: float) -> Iterator[Box]:
    """The places of a name of this size beside a line, the best first."""
    (x0, y0), (x1, y1) = line
    tall = (1 + UNDER) * height
    if x0 == x1:
        for row in range(UPRIGHT_ROWS):
            for left in (x0 + BESIDE, x0 - BESIDE - width):
                yield _box(left, BESIDE / 2 + row * tall, width, tall)
        return
    if _is_level(line):
        for right in (max(x0, x1) - BESIDE, (x0 + x1 + width) / 2, min(x0, x1) + BESIDE + width):
            for top in (y0 - BESIDE / 2 - tall, y0 + BESIDE / 2):
                yield _box(right - width, top, width, tall)
        return
    high, low = min(y0, y1) + BESIDE / 2, max(y0, y1)
    tops = [high + step * tall / 2 for step in range(int(2 * (low - high) / tall) - 1)]
    for is_left in (True, False):
        for top in tops:
            ends = [x0 + (y - y0) / (y1 - y0) * (x1 - x0) for y in (top, top + tall)]
            left = min(ends) - BESIDE - width if is_left else max(ends) + BESIDE
            yield _box(left, top, width, tall)


def _box(left: float, top: float, width: float, height: float) -> Box:
    return left, top, left + width, top + height
