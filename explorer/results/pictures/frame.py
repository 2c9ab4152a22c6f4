"""Between a plot's coordinates and the pixels of its rectangle."""

from __future__ import annotations

from dataclasses import dataclass


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

    def y(self, value: float) -> float:
        """Return the pixel of a y, from the top."""
        return (self.top - value) / (self.top - self.bottom) * self.height


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
