"""The outlines of markers, as paths around the origin."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform


def _ring(corners: int, start: float, radius: float = 1.0, inner: float = 0.0) -> QPainterPath:
    """A regular polygon, or with an inner radius a star; `start` is its first corner's angle."""
    steps = corners * (2 if inner else 1)
    points = []
    for i in range(steps):
        length = inner if inner and i % 2 else radius
        angle = math.radians(start + 360 * i / steps)
        points.append(QPointF(length * math.cos(angle), length * math.sin(angle)))
    path = QPainterPath()
    path.addPolygon(QPolygonF([*points, points[0]]))
    path.closeSubpath()
    return path


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(-1, -1, 2, 2))
    return path


def _cross() -> QPainterPath:
    path = QPainterPath(QPointF(-1, -1))
    path.lineTo(1, 1)
    path.moveTo(-1, 1)
    path.lineTo(1, -1)
    return path


# Radii differ so that all outlines cover about the same area.
OUTLINES = {
    "circle": _circle(),
    "square": _ring(4, 45, 1.25),
    "diamond": _ring(4, -90, 1.3),
    "triangle": _ring(3, -90, 1.4),
    "down": _ring(3, 90, 1.4),
    "left": _ring(3, 180, 1.4),
    "right": _ring(3, 0, 1.4),
    "pentagon": _ring(5, -90, 1.15),
    "hexagon": _ring(6, 0, 1.15),
    "star": _ring(5, -90, 1.5, 0.7),
}
CROSS = _cross()


@lru_cache(maxsize=128)
def outline(name: str, radius: float) -> QPainterPath:
    """Return the outline of that name, so large; `cross` is that of a wrong result."""
    path = QPainterPath(CROSS if name == "cross" else OUTLINES[name])
    return QTransform.fromScale(radius, radius).map(path)
