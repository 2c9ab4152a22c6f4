"""The things drawn inside a plot: curves, grid and guides, marks at the edge, rings.

They are children of the view box, so that they are clipped to it, and draw in its pixels: then
markers, widths and gaps have one size whatever the zoom, and files hold paths, not bitmaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.desktop.charts.frame import Frame
from explorer.desktop.charts.picture import HOLLOW, WRONG, Curve, Guide, Mark, Spot
from explorer.desktop.charts.symbols import outline


@dataclass(frozen=True)
class Look:
    """How a curve is drawn: opaque colours, as opacity would turn files into bitmaps."""

    color: QColor
    background: QColor
    width: float
    symbol: str
    forward: bool = False
    dimmed: bool = False


class Layer(pg.GraphicsObject):
    """Something drawn over the whole plot, in its pixels."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent)
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.frame = Frame()

    def set_frame(self, frame: Frame) -> None:
        """Follow a zoom or another size."""
        if (frame.width, frame.height) != (self.frame.width, self.frame.height):
            self.prepareGeometryChange()
        self.frame = frame
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole plot."""
        return QRectF(0, 0, self.frame.width, self.frame.height)


class CurveLayer(Layer):
    """One curve: its pale band, its line and its markers."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.curve: Curve | None = None
        self.look: Look | None = None

    def show_curve(self, curve: Curve, look: Look) -> None:
        """Draw this curve like this; costs a repaint only where that looks different."""
        changed = curve != self.curve or look != self.look
        self.curve, self.look = curve, look
        if changed:
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the curve."""
        if self.curve is None or self.look is None:
            return
        look, spots = self.look, self.curve.spots
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not (look.dimmed or self.curve.before):
            self._paint_band(painter, spots, look)
        self._paint_line(painter, spots, look)
        if not self.curve.before:
            self._paint_markers(painter, spots, look)

    def _paint_band(self, painter: QPainter, spots: Iterable[Spot], look: Look) -> None:
        pale = QColor(look.color)
        pale.setAlphaF(0.34 if look.forward else 0.20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pale)
        for known, group in groupby(spots, lambda s: s.low is not None and s.high is not None):
            stretch = list(group) if known else []
            if len(stretch) > 1:
                upper = [self._at(s.x, s.high) for s in stretch]
                lower = [self._at(s.x, s.low) for s in reversed(stretch)]
                painter.drawPolygon(QPolygonF(upper + lower))

    def _paint_line(self, painter: QPainter, spots: tuple[Spot, ...], look: Look) -> None:
        pen = QPen(look.color, look.width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        doubtful = QPen(pen)
        doubtful.setCapStyle(Qt.PenCapStyle.FlatCap)
        doubtful.setDashPattern([1.5, 2.0])
        if self.curve is not None and self.curve.before:
            pen.setDashPattern([5.0, 3.5])
        steps = groupby(pairwise(spots), lambda pair: WRONG in (pair[0].kind, pair[1].kind))
        for wrong, group in steps:
            pairs = list(group)
            line = [pairs[0][0], *(pair[1] for pair in pairs)]
            painter.setPen(doubtful if wrong else pen)
            painter.drawPolyline(QPolygonF([self._at(s.x, s.y) for s in line]))

    def _paint_markers(self, painter: QPainter, spots: tuple[Spot, ...], look: Look) -> None:
        radius = (3.4 if len(spots) <= 20 else 2.4) + (0.8 if look.forward else 0.0)
        shape = outline(look.symbol, radius)
        filled = QPen(look.background, 1.0), QBrush(look.color)
        hollow = QPen(look.color, 1.5), QBrush(look.background)
        for spot in spots:
            x, y = self.frame.x(spot.x), self.frame.y(spot.y)
            painter.translate(x, y)
            if spot.kind == WRONG:
                paint_cross(painter, radius, look)
            else:
                pen, brush = hollow if spot.kind == HOLLOW else filled
                painter.setPen(pen)
                painter.setBrush(brush)
                painter.drawPath(shape)
            painter.translate(-x, -y)

    def _at(self, x: float, y: float | None) -> QPointF:
        return QPointF(self.frame.x(x), self.frame.y(y if y is not None else 0.0))


def paint_cross(painter: QPainter, radius: float, look: Look) -> None:
    """Draw the sign of a wrong result around the origin, clear of the line beneath it."""
    cross = outline("cross", radius + 1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.background, 5.0))
    painter.drawPath(cross)
    painter.setPen(QPen(look.color, 2.2))
    painter.drawPath(cross)


class Backdrop(Layer):
    """The faint grid, and guides such as cache sizes and the line at 1×."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.columns: tuple[float, ...] = ()
        self.rows: tuple[float, ...] = ()
        self.guides: tuple[Guide, ...] = ()
        self.font = QFont()
        self.grid = self.faint = self.background = QColor()

    def set_ticks(self, columns: tuple[float, ...], rows: tuple[float, ...]) -> None:
        """Draw grid lines at these coordinates."""
        if (columns, rows) != (self.columns, self.rows):
            self.columns, self.rows = columns, rows
            self.update()

    def set_guides(self, guides: tuple[Guide, ...]) -> None:
        """Draw these guides."""
        if guides != self.guides:
            self.guides = guides
            self.update()

    def set_colors(self, grid: QColor, faint: QColor, background: QColor, font: QFont) -> None:
        """Use these colours, and this font for names."""
        self.grid, self.faint, self.background, self.font = grid, faint, background, font
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the grid, then the guides."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self.grid, 1.0))
        for at in self.columns:
            x = round(self.frame.x(at))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.frame.height))
        for at in self.rows:
            y = round(self.frame.y(at))
            painter.drawLine(QPointF(0, y), QPointF(self.frame.width, y))
        painter.setFont(self.font)
        for guide in self.guides:
            self._paint_guide(painter, guide)

    def _paint_guide(self, painter: QPainter, guide: Guide) -> None:
        (x0, y0), (x1, y1) = guide.start, guide.end
        start = QPointF(self._x(x0, 0.0), self._y(y0, 0.0))
        end = QPointF(self._x(x1, self.frame.width), self._y(y1, self.frame.height))
        slanted = None not in (x0, y0, x1, y1)
        pen = QPen(self.faint, 1.2 if guide.strong else 1.0)
        if not guide.strong:
            pen.setDashPattern([2.0, 4.0])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, slanted)
        painter.setPen(pen)
        painter.drawLine(start, end)
        if guide.name and slanted:
            self._name_slanted(painter, guide.name, start, end)
        elif guide.name and x0 is not None:
            metrics = QFontMetricsF(self.font)
            painter.drawText(QPointF(start.x() + 4, metrics.ascent() + 9), guide.name)

    def _name_slanted(self, painter: QPainter, name: str, start: QPointF, end: QPointF) -> None:
        """Write the name left of the line's upper end, or as high as the plot goes."""
        metrics = QFontMetricsF(self.font)
        top = metrics.height() + 2
        share = 0.86
        if end.y() != start.y():
            share = min(share, (top - start.y()) / (end.y() - start.y()))
        at = start + (end - start) * max(share, 0.0)
        painter.drawText(
            QPointF(at.x() - metrics.horizontalAdvance(name) - 8, at.y() + metrics.ascent() / 3),
            name,
        )

    def _x(self, value: float | None, else_: float) -> float:
        return else_ if value is None else round(self.frame.x(value))

    def _y(self, value: float | None, else_: float) -> float:
        return else_ if value is None else round(self.frame.y(value))


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
            for i, (mark, look) in enumerate(together):
                found.append((mark, look, QPointF(first + i * (2 * self.RADIUS + 1), y)))
        return found

    def at(self, position: QPointF) -> Mark | None:
        """Return the mark under this pixel."""
        for mark, _, place in self.places():
            away = position - place
            if abs(away.x()) <= self.RADIUS + 0.5 and abs(away.y()) <= 2 * self.RADIUS + 2:
                return mark
        return None

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the marks."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shape = outline("triangle" if self.above else "down", self.RADIUS)
        for _, look, at in self.places():
            painter.translate(at)
            painter.setBrush(look.color)
            painter.drawPath(shape)
            painter.translate(-at)


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
        """Draw the rings."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y, color, radius in self.rings:
            painter.setPen(QPen(color, 1.6))
            painter.drawEllipse(QPointF(self.frame.x(x), self.frame.y(y)), radius, radius)
