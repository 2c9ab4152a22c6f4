"""What is drawn inside a plot, first of all its curves.

Layers are children of the view box, so that they are clipped to it, and draw in its pixels: then
markers, widths and gaps have one size whatever the zoom, and files hold paths, not bitmaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from explorer.desktop.look.symbols import outline
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.limits import stretches
from explorer.results.pictures.looks import (
    BENEATH,
    BENEATH_OPACITY,
    LIGHT,
    Theme,
    dashes,
    limit_hue,
)
from explorer.results.pictures.picture import HOLLOW, WRONG, Curve, Spot, Trend

WHISKER = 3.0
"""Half the width of a whisker's ends, in pixels."""


@dataclass(frozen=True)
class Look:
    """How a curve is drawn: opaque colours, as opacity would turn files into bitmaps."""

    color: QColor
    background: QColor
    width: float
    symbol: str
    forward: bool = False
    dimmed: bool = False
    theme: Theme = LIGHT

    def dashed(self, other: int) -> QPen:
        """Return the pen of another run's curve; which one it is, as in `Curve`."""
        pen = QPen(self.color, self.width)
        pen.setDashPattern(dashes(other)[1])
        return pen


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
    """One curve: its pale band, its line, its markers, and whiskers between processes."""

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
        if not (look.dimmed or self.curve.other):
            self._paint_limits(painter, spots, look)
            self._paint_band(painter, spots, look)
        if self.curve.trend is not None:
            self._paint_trend(painter, self.curve.trend, look)
        self._paint_line(painter, spots, look)
        if not (look.dimmed or self.curve.other):
            self._paint_whiskers(painter, spots, look)
        if not self.curve.other:
            self._paint_markers(painter, spots, look)

    def _paint_limits(self, painter: QPainter, spots: tuple[Spot, ...], look: Look) -> None:
        """Lay what limits the curve along it, as far as that is known."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for limit, places in stretches(spots):
            pale = QColor(limit_hue(look.theme, limit))
            pale.setAlphaF(BENEATH_OPACITY)
            pen = QPen(pale, BENEATH)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([self._at(x, y) for x, y in places]))

    def _paint_band(self, painter: QPainter, spots: tuple[Spot, ...], look: Look) -> None:
        pale = QColor(look.color)
        pale.setAlphaF(0.34 if look.forward else 0.20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pale)
        shows = partial(self._band_shows, look.width)
        for visible, group in groupby(pairwise(spots), shows):
            if visible:
                pairs = list(group)
                stretch = [pairs[0][0], *(pair[1] for pair in pairs)]
                upper = [self._at(s.x, s.high) for s in stretch]
                lower = [self._at(s.x, s.low) for s in reversed(stretch)]
                painter.drawPolygon(QPolygonF(upper + lower))

    def _band_shows(self, line: float, pair: tuple[Spot, Spot]) -> bool:
        """Whether the band is anywhere wider than the line; large thin polygons cost most."""
        widths = [
            0.0 if s.low is None or s.high is None else self.frame.y(s.low) - self.frame.y(s.high)
            for s in pair
        ]
        return min(widths) > 0 and max(widths) > line

    def _paint_line(self, painter: QPainter, spots: tuple[Spot, ...], look: Look) -> None:
        pen = QPen(look.color, look.width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        doubtful = QPen(pen)
        doubtful.setCapStyle(Qt.PenCapStyle.FlatCap)
        doubtful.setDashPattern([1.5, 2.0])
        if self.curve is not None and self.curve.other:
            pen = look.dashed(self.curve.other)
        steps = groupby(pairwise(spots), lambda pair: WRONG in (pair[0].kind, pair[1].kind))
        for wrong, group in steps:
            pairs = list(group)
            line = [pairs[0][0], *(pair[1] for pair in pairs)]
            painter.setPen(doubtful if wrong else pen)
            painter.drawPolyline(QPolygonF([self._at(s.x, s.y) for s in line]))

    def _paint_trend(self, painter: QPainter, trend: Trend, look: Look) -> None:
        """Draw a law through the curve, dashed beyond what was measured."""
        pen = QPen(look.color, 1.0)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([self._at(x, y) for x, y in trend.within]))
        pen.setDashPattern([6.0, 4.0])
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([self._at(x, y) for x, y in trend.beyond]))

    def _paint_whiskers(self, painter: QPainter, spots: tuple[Spot, ...], look: Look) -> None:
        painter.setPen(QPen(look.color, 1.0))
        for spot in spots:
            if spot.spread:
                low, high = (self._at(spot.x, y) for y in spot.spread)
                paint_whisker(painter, low, high)

    def _paint_markers(self, painter: QPainter, spots: tuple[Spot, ...], look: Look) -> None:
        radius = (3.4 if len(spots) <= 20 else 2.4) + (0.8 if look.forward else 0.0)
        shape = outline(look.symbol, radius)
        for spot in spots:
            at = self._at(spot.x, spot.y)
            painter.translate(at)
            if spot.kind == WRONG:
                paint_cross(painter, radius, look)
            else:
                paint_marker(painter, shape, look, hollow=spot.kind == HOLLOW)
            painter.translate(-at)

    def _at(self, x: float, y: float | None) -> QPointF:
        return QPointF(self.frame.x(x), self.frame.y(y if y is not None else 0.0))


def paint_marker(painter: QPainter, shape: QPainterPath, look: Look, *, hollow: bool) -> None:
    """Draw the marker of a point around the origin."""
    painter.setPen(QPen(look.color, 1.5) if hollow else QPen(look.background, 1.0))
    painter.setBrush(QBrush(look.background if hollow else look.color))
    painter.drawPath(shape)


def paint_whisker(painter: QPainter, low: QPointF, high: QPointF) -> None:
    """Draw what the processes of a point differ by: an upright line with two short ends."""
    end = QPointF(WHISKER, 0)
    painter.drawLine(low, high)
    for at in (low, high):
        painter.drawLine(at - end, at + end)


def paint_cross(painter: QPainter, radius: float, look: Look) -> None:
    """Draw the sign of a wrong result around the origin, clear of the line beneath it."""
    cross = outline("cross", radius + 1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.background, 5.0))
    painter.drawPath(cross)
    painter.setPen(QPen(look.color, 2.2))
    painter.drawPath(cross)
