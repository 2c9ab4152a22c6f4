"""What follows the mouse over a plot: two hairs that lead to the axes, a rectangle to zoom to."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.desktop.charts.layers import Layer


class Hair(Layer):
    """A line across the plot through where the mouse is, upright or level; none at first."""

    def __init__(self, parent: pg.ViewBox, z: float, *, upright: bool) -> None:
        super().__init__(parent, z)
        self.at: float | None = None
        self.color = QColor()
        self._upright = upright

    def lead(self, at: float | None) -> None:
        """Go through this pixel, from the left or from the top; None goes away."""
        if at != self.at:
            self.prepareGeometryChange()
            self.at = at
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the line alone: moving it repaints little."""
        if self.at is None:
            return QRectF()
        if self._upright:
            return QRectF(self.at - 1, 0, 2, self.frame.height)
        return QRectF(0, self.at - 1, self.frame.width, 2)

    def paint(self, painter: QPainter, *_: object) -> None:
        if self.at is None:
            return
        at = round(self.at)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self.color, 1.0))
        if self._upright:
            painter.drawLine(QPointF(at, 0), QPointF(at, self.frame.height))
        else:
            painter.drawLine(QPointF(0, at), QPointF(self.frame.width, at))


class Rubber(Layer):
    """The rectangle that will fill the plot."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.area = QRectF()
        self.color = QColor()

    def stretch(self, area: QRectF) -> None:
        """Cover this part of the plot, in its pixels; an empty one goes away."""
        if area != self.area:
            self.prepareGeometryChange()
            self.area = area
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF() if self.area.isEmpty() else self.area.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw it, pale, with an edge."""
        if self.area.isEmpty():
            return
        pale = QColor(self.color)
        pale.setAlphaF(0.12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self.color, 1.0, Qt.PenStyle.SolidLine))
        painter.setBrush(pale)
        painter.drawRect(self.area)
