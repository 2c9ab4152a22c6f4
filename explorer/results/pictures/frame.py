"""Between a plot's coordinates and the pixels of its rectangle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Frame:
    """What part of the plane is shown in a rectangle of so many pixels, y upwards."""

    left: float = 0.0
    right: float = 1.0
    bottom: float = 0.0
    top: float = 1.0
    width: float = 1.0
    height: float = 1.0

    def x(self, value: float) -> float:
        """Return the pixel of an x, from the left."""
        return (value - self.left) / (self.right - self.left) * self.width

    def at_x(self, pixel: float) -> float:
        """Return the x at a pixel from the left."""
        return self.left + pixel / self.width * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return the pixel of a y, from the top."""
        return (self.top - value) / (self.top - self.bottom) * self.height

    def edge(self, places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Return the corners, in pixels, of an area's edge that stays within the height.

        Where the line through the places leaves the rectangle, the edge goes along that one's.
        """
        corners = [(self.x(x), self.y(y)) for x, y in places]
        found = corners[:1]
        for start, end in pairwise(corners):
            found += [*self._passed(start, end), end]
        return [(x, min(max(y, 0.0), self.height)) for x, y in found]

    def is_passed(self, places: Sequence[tuple[float, float]]) -> bool:
        """Whether a line through places, left to right, goes by above or below and is never in it.

        One that is not there at any x in it, does not go by.
        """
        if any(self.holds(x, y) for x, y in places):
            return False
        lines = list(pairwise(places)) or [(place, place) for place in places]
        parts = [part for line in lines if (part := self._between(*line)) is not None]
        return bool(parts) and all(hi < self.bottom or lo > self.top for lo, hi in parts)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is in what is shown."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def _between(
        self, start: tuple[float, float], end: tuple[float, float]
    ) -> tuple[float, float] | None:
        """How low and how high a line is at the x that are shown; None where it is at none."""
        (x0, y0), (x1, y1) = sorted((start, end))
        if x1 < self.left or x0 > self.right:
            return None
        if x0 == x1:
            return y0, y1
        slope = (y1 - y0) / (x1 - x0)
        ys = [y0 + slope * (x - x0) for x in (max(x0, self.left), min(x1, self.right))]
        return min(ys), max(ys)

    def _passed(
        self, start: tuple[float, float], end: tuple[float, float]
    ) -> Iterable[tuple[float, float]]:
        """Where a line goes over the upper or the lower edge, in the order of its way."""
        (x0, y0), (x1, y1) = start, end
        shares = [(edge - y0) / (y1 - y0) for edge in (0.0, self.height) if y0 != y1]
        for share in sorted(share for share in shares if 0 < share < 1):
            yield x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def stepped(low: float, high: float, step: float, least: float) -> tuple[float, float]:
    """Return the range widened to whole steps, and to at least so much.

    A range that changes in steps only lets new points appear without the axes jumping.
    """
    missing = max(least - (high - low), 0.0)
    start = (low - missing / 2) // step
    end = -((-(high + missing / 2)) // step)
    return start * step, end * step


def united(current: tuple[float, float] | None, wanted: tuple[float, float]) -> tuple[float, float]:
    """Return the smallest range with both in it."""
    if current is None:
        return wanted
    return min(current[0], wanted[0]), max(current[1], wanted[1])
