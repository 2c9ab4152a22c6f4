"""What is written beside points: thread counts, and what limits them; never on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from explorer.desktop.charts.layers import Layer, Look
from explorer.results.pictures.picture import Cross, Curve

AWAY = 7.0
"""Pixels from a marker's middle to the text above or below it."""

BETWEEN = 3.0
"""Pixels between two such texts in a line."""

RING = 7.5
"""Half the side of what the ring of a crossing covers."""

Tag = tuple[str, QPointF, Look]
"""A text, the start of its baseline, and how its curve is drawn."""


class Tags(Layer):
    """The texts beside the points of all curves: above where there is room, else below or further.

    Where none has room a text is left out; the line that is read out for a point has it. Who
    is named first beside the plot is first here, too.
    """

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.font = QFont()
        self._curves: tuple[tuple[Curve, Look], ...] = ()
        self._crosses: tuple[Cross, ...] = ()

    def show_tags(
        self, curves: Sequence[tuple[Curve, Look]], crosses: tuple[Cross, ...], font: QFont
    ) -> None:
        """Write those of these curves, beside these crossings."""
        tagged = tuple(
            (curve, look)
            for curve, look in curves
            if not look.dimmed and any(spot.written for spot in curve.spots)
        )
        if (tagged, crosses, font) != (self._curves, self._crosses, self.font):
            self._curves, self._crosses, self.font = tagged, crosses, font
            self.update()

    def places(self) -> Iterator[Tag]:
        """Find a place for each text, clear of those before it and of the rings."""
        taken = [self._around(cross) for cross in self._crosses] if self._curves else []
        for curve, look in self._curves:
            for spot in curve.spots:
                if spot.written:
                    at = QPointF(self.frame.x(spot.x), self.frame.y(spot.y))
                    for box in self._beside(spot.written, at):
                        if not any(box.intersects(other) for other in taken):
                            taken.append(box)
                            start = box.left() + BETWEEN / 2, box.bottom()
                            yield spot.written, QPointF(*start), look
                            break

    def paint(self, painter: QPainter, *_: object) -> None:
        """Write them, set off from what they are on."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for text, at, look in self.places():
            letters = QPainterPath()
            letters.addText(at, self.font, text)
            around = QPen(look.background, 3.0)
            around.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(letters, around)
            painter.fillPath(letters, look.color)

    def _beside(self, text: str, at: QPointF) -> Iterator[QRectF]:
        """The places of a text above and below a point, the nearest first, within the plot."""
        metrics = QFontMetricsF(self.font)
        width, height = metrics.horizontalAdvance(text) + BETWEEN, metrics.capHeight()
        most = max(self.frame.width - width - 1.0, 1.0)
        left = min(max(at.x() - width / 2, 1.0), most)
        for away in (AWAY, AWAY + RING):
            for bottom in (at.y() - away, at.y() + away + height):
                if height <= bottom <= self.frame.height:
                    yield QRectF(left, bottom - height, width, height)

    def _around(self, cross: Cross) -> QRectF:
        x, y = self.frame.x(cross.x), self.frame.y(cross.y)
        return QRectF(x - RING, y - RING, 2 * RING, 2 * RING)
