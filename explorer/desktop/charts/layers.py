"""What is drawn inside a plot, first of all its curves.

Layers are children of the view box, so that they are clipped to it, and draw in its pixels: then
markers, widths and gaps have one size whatever the zoom, and files hold paths, not bitmaps.
"""

from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from operator import attrgetter

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from explorer.desktop.look.swatch import outline
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
REACH = 8.0
"""Pixels from the middle of a marker to the end of what is drawn of it, and some more."""
SEEN = 0.2
"""Pixels: nobody sees that something moved by less."""


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
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.frame = Frame()
        self._z = z

    def stand(self, z: float) -> None:
        """Stand in front of what has a lower z."""
        if z != self._z:
            self._z = z
            self.setZValue(z)

    def set_frame(self, frame: Frame) -> None:
        """Follow a zoom or another size."""
        if (frame.width, frame.height) != (self.frame.width, self.frame.height):
            self.prepareGeometryChange()
        self.frame = frame
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.frame.width, self.frame.height)


class CurveLayer(Layer):
    """One curve: its pale band, its line, its markers, and whiskers between processes.

    `spots` are those that are drawn: of a curve that grows, one that moved by less than can be seen
    is drawn where it was.
    """

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.curve: Curve | None = None
        self.look: Look | None = None
        self.spots: tuple[Spot, ...] = ()

    def show_curve(self, curve: Curve, look: Look) -> None:
        """Draw this curve like this; costs a repaint only of the stretch that looks different."""
        before, self.curve = self.curve, curve
        if (
            before is None
            or (curve.trend, curve.other) != (before.trend, before.other)
            or (look is not self.look and look != self.look)
            or len(curve.spots) != len(self.spots)
        ):
            self.look, self.spots = look, curve.spots
            self.update()
            return
        pairs = enumerate(zip(before.spots, curve.spots, strict=True))
        other = [i for i, (known, spot) in pairs if spot is not known]
        moved = [i for i in other if not self._look_alike(self.spots[i], curve.spots[i])]
        if moved:
            drawn = list(self.spots)
            for i in moved:
                drawn[i] = curve.spots[i]
            around = slice(max(moved[0] - 1, 0), moved[-1] + 2)
            xs = [spot.x for spot in (*self.spots[around], *drawn[around])]
            left, right = self.frame.x(min(xs)) - REACH, self.frame.x(max(xs)) + REACH
            self.spots = tuple(drawn)
            self.update(QRectF(left, -REACH, right - left, self.frame.height + 2 * REACH))

    def set_frame(self, frame: Frame) -> None:
        """Follow a zoom or another size."""
        super().set_frame(frame)
        self.spots = self.curve.spots if self.curve is not None else ()

    def _look_alike(self, one: Spot, two: Spot) -> bool:
        """Whether two spots are in one place, as far as can be seen."""
        marks = [(s.x, s.kind, s.limit, len(s.spread)) for s in (one, two)]
        if marks[0] != marks[1]:
            return False
        pairs = ((one.y, two.y), (one.low, two.low), (one.high, two.high))
        seen = SEEN * (self.frame.top - self.frame.bottom) / self.frame.height
        return all(
            a == b or (a is not None and b is not None and abs(a - b) < seen)
            for a, b in (*pairs, *zip(one.spread, two.spread, strict=True))
        )

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem | None = None,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw the curve, on screen no more of it than is exposed."""
        if self.curve is None or self.look is None:
            return
        look = self.look
        line, marked = self.spots, self.spots
        if option is not None:
            line, marked = self._exposed(option.exposedRect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not (look.dimmed or self.curve.other):
            self._paint_limits(painter, line, look)
            self._paint_band(painter, line, look)
        if self.curve.trend is not None:
            self._paint_trend(painter, self.curve.trend, look)
        self._paint_line(painter, line, look)
        if not (look.dimmed or self.curve.other):
            self._paint_whiskers(painter, marked, look)
        if not self.curve.other:
            self._paint_markers(painter, marked, look)

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

    def _exposed(self, rect: QRectF) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
        """The spots whose line shows in a rectangle, and those that show there themselves.

        All are of the line where a dash would begin anew. A curve may turn back.
        """
        spots = self.spots
        left, right = map(self.frame.at_x, (rect.left() - REACH, rect.right() + REACH))
        marked = tuple(spot for spot in spots if left <= spot.x <= right)
        if (self.curve is not None and self.curve.other) or any(s.kind == WRONG for s in spots):
            return spots, marked
        pairs = enumerate(pairwise(spots))
        shows = [i for i, (a, b) in pairs if min(a.x, b.x) <= right and left <= max(a.x, b.x)]
        return (spots[shows[0] : shows[-1] + 2] if shows else marked), marked

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
            0.0 if spot.low is None or spot.high is None else spot.high - spot.low for spot in pair
        ]
        seen = line * (self.frame.top - self.frame.bottom) / self.frame.height
        return min(widths) > 0 and max(widths) > seen

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
        radius = (3.4 if len(self.spots) <= 20 else 2.4) + (0.8 if look.forward else 0.0)
        shape = outline(look.symbol, radius)
        for kind, group in groupby(spots, attrgetter("kind")):
            take_marker(painter, look, hollow=kind == HOLLOW)
            for spot in group:
                at = self._at(spot.x, spot.y)
                painter.translate(at)
                if kind == WRONG:
                    paint_cross(painter, radius, look)
                else:
                    painter.drawPath(shape)
                painter.translate(-at)

    def _at(self, x: float, y: float | None) -> QPointF:
        return QPointF(self.frame.x(x), self.frame.y(y if y is not None else 0.0))


def take_marker(painter: QPainter, look: Look, *, hollow: bool) -> None:
    """Take what markers of points are drawn with."""
    painter.setPen(QPen(look.color, 1.5) if hollow else QPen(look.background, 1.0))
    painter.setBrush(QBrush(look.background if hollow else look.color))


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
