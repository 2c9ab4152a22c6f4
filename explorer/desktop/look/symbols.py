"""The outlines of markers, as paths around the origin."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from explorer.results.pictures.looks import SHAPES, corners


def _shape(name: str) -> QPainterPath:
    points = [QPointF(x, y) for x, y in corners(name)]
    path = QPainterPath()
    if not points:
        path.addEllipse(QRectF(-1, -1, 2, 2))
        return path
    path.addPolygon(QPolygonF([*points, points[0]]))
    path.closeSubpath()
    return path


def _cross() -> QPainterPath:
    path = QPainterPath(QPointF(-1, -1))
    path.lineTo(1, 1)
    path.moveTo(-1, 1)
    path.lineTo(1, -1)
    return path


OUTLINES = {name: _shape(name) for name in SHAPES}
CROSS = _cross()


@lru_cache(maxsize=128)
def outline(name: str, radius: float) -> QPainterPath:
    """Return the outline of that name, so large; `cross` is that of a wrong result."""
    path = QPainterPath(CROSS if name == "cross" else OUTLINES[name])
    return QTransform.fromScale(radius, radius).map(path)
