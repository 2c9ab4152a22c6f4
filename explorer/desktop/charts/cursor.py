"""What is pointed at, selected and in front in a chart, by mouse, keyboard or from outside."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor

from explorer.desktop.charts.figure import Figure
from explorer.desktop.look.theme import Theme
from explorer.measure.plan import Point
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.picture import Curve, Spot
from explorer.results.record import PointRecord, Run, Series

ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}
ACROSS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class Cursor(QObject):
    """The point that is pointed at, and the curve in front because of it.

    `moved` and `picked` carry a PointRecord or None, `emphasised` a (variant, threads) or None.
    """

    moved = Signal(object)
    picked = Signal(object)
    emphasised = Signal(object)

    def __init__(self, figure: Figure, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._figure = figure
        self._theme = theme
        self._outer: Series | None = None
        self._selected: Point | None = None
        self.series: Series | None = None
        self.record: PointRecord | None = None

    def set_theme(self, theme: Theme) -> None:
        """Draw rings in the colours of this theme."""
        self._theme = theme
        self._draw()

    def set_emphasis(self, series: Series | None) -> None:
        """Bring a curve forward as long as nothing else is pointed at."""
        self._outer = series
        self._figure.set_emphasis(self.series or self._outer)

    def select(self, point: Point | None) -> None:
        """Mark one point as the selected one."""
        self._selected = point
        self._draw()

    def follow(self, run: Run | None) -> None:
        """Stay on the same point when a run has grown; leave it when it is gone."""
        if self.record is not None:
            self.record = run.points.get(self.record.point) if run is not None else None
            if self.record is None:
                self.clear()
        self._draw()

    def clear(self) -> None:
        """Point at nothing."""
        self._set(None, None)

    def point(self, at: QPointF) -> None:
        """Point at what is under this pixel of the plot."""
        mark = self._figure.edge.at(at)
        if mark is not None:
            self._set(mark.series, mark.record)
            return
        found = self.curve_under(at)
        if found is None:
            self.clear()
        else:
            self._set(found[0].series, found[1])

    def curve_under(self, at: QPointF) -> tuple[Curve, PointRecord] | None:
        """Return the curve whose line or label is under a pixel, and what is known there."""
        figure = self._figure
        label = figure.labels.at(at)
        if label is not None:
            return label, label.spots[-1].record
        if not figure.box.rect().contains(at):
            return None
        x, y = at.x(), at.y()
        curve = curve_at(figure.picture.curves, figure.frame, x, y, self.series)
        return None if curve is None else (curve, spot_at(curve, figure.frame, x, y).record)

    def pick(self, at: QPointF) -> None:
        """Point at what is under this pixel, and say that it was clicked."""
        self.point(at)
        self.picked.emit(self.record)

    def press(self, key: int) -> bool:
        """Move along the curve or to the next one above or below; return if the key did that."""
        curve, spot = self._start()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.record is not None:
            self.picked.emit(self.record)
        elif key == Qt.Key.Key_Escape and self.record is not None:
            self.clear()
        elif curve is None or spot is None:
            return False
        elif key in ALONG or key in ACROSS:
            if self.record is None:
                self._set(curve.series, spot.record)
            elif key in ALONG:
                self._set(curve.series, beside(curve, spot, ALONG[Qt.Key(key)]).record)
            else:
                found = above(self._figure.picture.curves, curve, spot, ACROSS[Qt.Key(key)])
                curve, spot = found or (curve, spot)
                self._set(curve.series, spot.record)
        else:
            return False
        return True

    def _start(self) -> tuple[Curve | None, Spot | None]:
        """The curve and spot the cursor is at; where it is nowhere yet, where it would begin."""
        curves = [c for c in self._figure.picture.curves if not c.other]
        wanted = self.series or self._outer
        curve = next((c for c in curves if wanted in c.covers), curves[0] if curves else None)
        if curve is None:
            return None, None
        point = self.record.point if self.record is not None else None
        return curve, next((s for s in curve.spots if s.record.point == point), curve.spots[-1])

    def _set(self, series: Series | None, record: PointRecord | None) -> None:
        moved, other = record is not self.record, series != self.series
        self.series, self.record = series, record
        if other:
            self._figure.set_emphasis(self.series or self._outer)
            self.emphasised.emit(series)
        if moved:
            self._draw()
            self.moved.emit(record)

    def _draw(self) -> None:
        rings = []
        pointed = None if self.record is None else self.record.point
        wanted = {self._selected, pointed} - {None}
        for curve in self._figure.picture.curves if wanted else ():
            for spot in () if curve.other else curve.spots:
                if spot.record.point == self._selected:
                    rings.append((spot.x, spot.y, QColor(self._theme.accent), 8.5))
                if spot.record.point == pointed:
                    rings.append((spot.x, spot.y, QColor(self._theme.text), 6.5))
        self._figure.rings.show_rings(tuple(rings))


REACH = 14.0
"""Pixels within which the mouse is at a curve."""

STICKY = 4.0
"""Pixels that another curve must be nearer than the present one, so that they do not flicker."""


def curve_at(
    curves: Iterable[Curve], frame: Frame, x: float, y: float, present: Series | None = None
) -> Curve | None:
    """Return the curve nearest to a pixel, None where none is within reach."""
    best, nearest = None, REACH
    for curve in curves:
        away = distance(curve, frame, x, y)
        if curve.series == present:
            away -= STICKY
        if not curve.other and away < nearest:
            best, nearest = curve, away
    return best


def distance(curve: Curve, frame: Frame, x: float, y: float) -> float:
    """Return how far a pixel is from a curve, its line included."""
    at = [(frame.x(spot.x), frame.y(spot.y)) for spot in curve.spots]
    to_spots = min(math.hypot(px - x, py - y) for px, py in at)
    to_lines = (_to_line(x, y, *a, *b) for a, b in pairwise(at))
    return min(to_spots, *to_lines) if len(at) > 1 else to_spots


def spot_at(curve: Curve, frame: Frame, x: float, y: float) -> Spot:
    """Return the spot of a curve that is nearest to a pixel."""
    return min(curve.spots, key=lambda spot: math.hypot(frame.x(spot.x) - x, frame.y(spot.y) - y))


def beside(curve: Curve, spot: Spot, steps: int) -> Spot:
    """Return the spot so many steps further right on a curve; the last one where it ends."""
    points = [s.record.point for s in curve.spots]
    place = points.index(spot.record.point) if spot.record.point in points else 0
    return curve.spots[min(max(place + steps, 0), len(points) - 1)]


def above(
    curves: Sequence[Curve], curve: Curve, spot: Spot, steps: int
) -> tuple[Curve, Spot] | None:
    """Return the curve so many places higher where the spot is, and its spot there.

    Where another curve has no spot there, its nearest one counts. None without such a curve.
    """

    def nearest(other: Curve) -> Spot:
        return min(other.spots, key=lambda s: abs(s.x - spot.x))

    order = sorted((c for c in curves if not c.other), key=lambda c: (nearest(c).y, c.series))
    place = order.index(curve) + steps
    return (order[place], nearest(order[place])) if 0 <= place < len(order) else None


def _to_line(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> float:
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    share = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.hypot(x0 + share * (x1 - x0) - x, y0 + share * (y1 - y0) - y)
