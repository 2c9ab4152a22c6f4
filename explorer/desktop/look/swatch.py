"""The outlines of markers, and a curve's line and marker as a small picture, for lists."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QIcon,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPixmapCache,
    QPolygonF,
    QTransform,
)

from explorer.desktop.look import theme
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


SIZE = QSize(28, 16)
_RATIO = 3.0  # sharp on every screen


def swatch(
    colours: theme.Theme, roster: tuple[str, ...], variant: str, threads_rank: float = 1.0
) -> QIcon:
    """Return the picture of a curve as the charts draw it; the same one for the same look.

    Qt keeps what it makes of an icon, for each that it is given, up to 10 MB.
    """
    colour, weight = theme.color(colours, roster, variant, threads_rank), theme.weight(threads_rank)
    symbol = theme.symbol(roster, variant)
    key = f"numba-explorer swatch {colour.name()} {weight} {symbol}"
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        picture = _painted(colour, weight, symbol)
        QPixmapCache.insert(key, picture)
    return QIcon(picture)


def _painted(colour: QColor, weight: float, symbol: str) -> QPixmap:
    picture = QPixmap(SIZE * _RATIO)
    picture.setDevicePixelRatio(_RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, weight))
    painter.drawLine(QPointF(1, 8), QPointF(27, 8))
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour))
    painter.translate(14, 8)
    painter.drawPath(outline(symbol, 3.6))
    painter.end()
    return picture
