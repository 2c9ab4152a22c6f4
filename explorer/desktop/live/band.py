"""A part of the strip chart's height, and the outlines of the distributions beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from explorer.results.live.ranges import Range
from explorer.results.live.strip import Lane

Floats = NDArray[np.float64]
BIN = 3.0
"""Pixels of a bar of a histogram."""
FULL = 0.94
"""How much of the width the longest bar takes."""


@dataclass(frozen=True)
class Band:
    """A part of the height: what is drawn in it, from which time to which."""

    lanes: tuple[Lane, ...]
    rect: QRectF
    range: Range

    def y(self, value: Floats) -> Floats:
        """Return where logarithms are."""
        low, high = self.range
        return self.rect.bottom() - (value - low) / (high - low) * self.rect.height()

    def at(self, value: float) -> float:
        """Return where a logarithm is."""
        return float(self.y(np.array(value)))


def counted(y: Floats, rect: QRectF, left: float, width: float) -> QPolygonF:
    """Return the outline of how many are where, upwards, as wide as there is room."""
    bins = max(int(rect.height() / BIN), 1)
    edges = np.linspace(rect.bottom(), rect.top(), bins + 1)
    numbers, _ = np.histogram(y, edges[::-1])
    longest = max(int(np.max(numbers)), 1)
    points = [QPointF(left, edges[0])]
    for number, low, high in zip(numbers[::-1], edges[:-1], edges[1:], strict=True):
        x = left + FULL * width * int(number) / longest
        points += [QPointF(x, low), QPointF(x, high)]
    return QPolygonF([*points, QPointF(left, edges[-1])])


def summed(y: Floats, rect: QRectF, left: float, width: float) -> QPolygonF:
    """Return the empirical distribution function: which share is at most so long."""
    ordered = np.sort(y)[::-1]
    points, number = [], len(ordered)
    for place, at in enumerate(ordered):
        points.append(QPointF(left + FULL * width * place / number, max(at, rect.top())))
        points.append(QPointF(left + FULL * width * (place + 1) / number, max(at, rect.top())))
    return QPolygonF(points)
