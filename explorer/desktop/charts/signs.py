"""Small signs in front of the curves: marks at the edge and rings around points."""

import math
from collections.abc import Iterable
from itertools import groupby

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.desktop.charts.curve_look import Look
from explorer.desktop.charts.layers import Layer
from explorer.desktop.look.swatch import outline
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.picture import Cross, Mark


class EdgeMarks(Layer):
    """A small triangle at the plot's edge for every point that was not measured."""

    RADIUS = 3.0

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.marks: tuple[tuple[Mark, Look], ...] = ()
        self.above = True

    def show_marks(self, marks: Iterable[tuple[Mark, Look]], above: bool) -> None:
        """Draw these marks at the upper or the lower edge."""
        found = tuple(marks)
        if (found, above) != (self.marks, self.above):
            self.marks, self.above = found, above
            self.update()
        self.marks = found

    def places(self) -> list[tuple[Mark, Look, QPointF]]:
        """Return where each mark is; those of one size stand side by side."""
        found = []
        y = self.RADIUS + 2 if self.above else self.frame.height - self.RADIUS - 2
        by_place = sorted(self.marks, key=lambda pair: pair[0].x)
        for x, group in groupby(by_place, lambda pair: pair[0].x):
            together = list(group)
            first = self.frame.x(x) - (len(together) - 1) * (self.RADIUS + 0.5)
            for i, pair in enumerate(together):
                found.append((*pair, QPointF(first + i * (2 * self.RADIUS + 1), y)))
        return found

    def at(self, position: QPointF) -> Mark | None:
        """Return the mark under this pixel."""
        for mark, _look, middle in self.places():
            away = position - middle
            if abs(away.x()) <= self.RADIUS + 0.5 and abs(away.y()) <= 2 * self.RADIUS + 2:
                return mark
        return None

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shape = outline("triangle" if self.above else "down", self.RADIUS)
        for _mark, look, at in self.places():
            painter.translate(at)
            painter.setBrush(look.color)
            painter.drawPath(shape)
            painter.translate(-at)


class Crossings(Layer):
    """A small ring where a curve overtakes another."""

    RADIUS = 5.5
    REACH = 8.0
    """Pixels from its middle within which a ring is pointed at."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.crosses: tuple[Cross, ...] = ()
        self.color = self.ground = QColor()

    def show_crosses(self, crosses: tuple[Cross, ...]) -> None:
        """Draw these rings."""
        if crosses != self.crosses:
            self.crosses = crosses
            self.update()

    def at(self, position: QPointF) -> Cross | None:
        """Return the crossing whose ring is nearest to this pixel, None beside all."""
        away = [(QLineF(position, self.place(cross)).length(), cross) for cross in self.crosses]
        length, cross = min(away, key=lambda pair: pair[0], default=(math.inf, None))
        return cross if length <= self.REACH else None

    def place(self, cross: Cross) -> QPointF:
        """Return where a ring is, in pixels of the plot."""
        return QPointF(self.frame.x(cross.x), self.frame.y(cross.y))

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the rings, set off from what they are on."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for cross in self.crosses:
            for color, width in ((self.ground, 3.6), (self.color, 1.4)):
                painter.setPen(QPen(color, width))
                painter.drawEllipse(self.place(cross), self.RADIUS, self.RADIUS)


class Rings(Layer):
    """A ring around the selected point and one around the point that is pointed at."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.rings: tuple[tuple[float, float, QColor, float], ...] = ()

    def show_rings(self, rings: tuple[tuple[float, float, QColor, float], ...]) -> None:
        """Draw rings: x, y, colour and radius of each."""
        if rings != self.rings:
            self.prepareGeometryChange()
            self.rings = rings
            self.update()

    def boundingRect(self) -> QRectF:
        """Return what the rings cover: moving one repaints little."""
        found = QRectF()
        for x, y, _, radius in self.rings:
            reach = radius + 2
            at = QPointF(self.frame.x(x), self.frame.y(y))
            found |= QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        return found

    def set_frame(self, frame: Frame) -> None:
        """Follow a zoom or another size."""
        self.prepareGeometryChange()
        super().set_frame(frame)

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y, color, radius in self.rings:
            painter.setPen(QPen(color, 1.6))
            painter.drawEllipse(QPointF(self.frame.x(x), self.frame.y(y)), radius, radius)
