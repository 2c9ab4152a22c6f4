"""A curve's line and marker as a small picture, for lists."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QIcon, QPainter, QPen, QPixmap

from explorer.desktop.look import theme
from explorer.desktop.look.symbols import outline

SIZE = QSize(28, 16)
_RATIO = 3.0  # sharp on every screen


def swatch(
    colours: theme.Theme, roster: tuple[str, ...], variant: str, threads_rank: float = 1.0
) -> QIcon:
    """Return the picture of a curve as the charts draw it."""
    picture = QPixmap(SIZE * _RATIO)
    picture.setDevicePixelRatio(_RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    colour = theme.color(colours, roster, variant, threads_rank)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, theme.weight(threads_rank)))
    painter.drawLine(QPointF(1, 8), QPointF(27, 8))
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour))
    painter.translate(14, 8)
    painter.drawPath(outline(theme.symbol(roster, variant), 3.6))
    painter.end()
    return QIcon(picture)
