"""What is drawn inside a plot, first of all its curves.

Layers are children of the view box, so that they are clipped to it, and draw in its pixels: then
markers, widths and gaps have one size whatever the zoom, and files hold paths, not bitmaps.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from operator import attrgetter, is_not

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from explorer.desktop.charts.curve_look import Look, take_marker
from explorer.desktop.look.swatch import outline
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.limits import stretches
from explorer.results.pictures.looks import (
    BENEATH,
    BENEATH_OPACITY,
    limit_hue,
)
from explorer.results.pictures.picture import HOLLOW, WRONG, Curve, Spot, Trend

WHISKER = 3.0
"""Half the width of a whisker's ends, in pixels."""
REACH = 8.0
"""Pixels from the middle of a marker to the end of what is drawn of it, and some more."""
SEEN = 0.2
"""Pixels: nobody sees that something moved by less."""


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
        other = [i for i, new in enumerate(map(is_not, before.spots, curve.spots)) if new]
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
        full = not (look.dimmed or self.curve.other)
        if full and any(spot.limit for spot in line):
            self._paint_limits(painter, line, look)
        if full:
            self._paint_band(painter, line, look)
        if self.curve.trend is not None:
            self._paint_trend(painter, self.curve.trend, look)
        self._paint_line(painter, line, look.pen(self.curve.other))
        if full and any(spot.spread for spot in marked):
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
        xs = [spot.x for spot in spots]
        marked = tuple(spot for spot, x in zip(spots, xs, strict=True) if left <= x <= right)
        if (self.curve is not None and self.curve.other) or any(s.kind == WRONG for s in spots):
            return spots, marked
        beside = [-1 if x < left else 1 if x > right else 0 for x in xs]
        shows = [i for i, (a, b) in enumerate(pairwise(beside)) if a != b or not a]
        return (spots[shows[0] : shows[-1] + 2] if shows else marked), marked

    def _paint_band(self, painter: QPainter, spots: tuple[Spot, ...], look: Look) -> None:
        """Fill what is between the ends of intervals, where that is wider than the line.

        Large thin polygons cost most.
        """
        widths = [0.0 if s.low is None or s.high is None else s.high - s.low for s in spots]
        seen = look.width * (self.frame.top - self.frame.bottom) / self.frame.height
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.band)
        shows = (min(pair) > 0 and max(pair) > seen for pair in pairwise(widths))
        for visible, stretch in _stretches(shows):
            if visible:
                upper = [self._at(s.x, s.high) for s in spots[stretch]]
                lower = [self._at(s.x, s.low) for s in reversed(spots[stretch])]
                painter.drawPolygon(QPolygonF(upper + lower))

    def _paint_line(self, painter: QPainter, spots: tuple[Spot, ...], pen: QPen) -> None:
        assert self.look is not None
        places = [self._at(spot.x, spot.y) for spot in spots]
        wrong = (WRONG in (one.kind, two.kind) for one, two in pairwise(spots))
        for doubtful, stretch in _stretches(wrong):
            painter.setPen(self.look.doubtful if doubtful else pen)
            painter.drawPolyline(QPolygonF(places[stretch]))

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
                if not -REACH <= at.y() <= self.frame.height + REACH:
                    continue
                painter.translate(at)
                if kind == WRONG:
                    paint_cross(painter, radius, look)
                else:
                    painter.drawPath(shape)
                painter.translate(-at)

    def _at(self, x: float, y: float | None) -> QPointF:
        return QPointF(self.frame.x(x), self.frame.y(y if y is not None else 0.0))


def _stretches(pairs: Iterable[bool]) -> Iterator[tuple[bool, slice]]:
    """Yield the parts of a line that are alike, of what is so between each place and the next."""
    first = 0
    for alike, group in groupby(pairs):
        last = first + sum(1 for _ in group)
        yield alike, slice(first, last + 1)
        first = last


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
