"""The names of the curves, beside their right ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from explorer.desktop.charts.curve_look import Look
from explorer.desktop.look.swatch import outline
from explorer.desktop.look.theme import mixed
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.labels import left_out, named, spread
from explorer.results.pictures.picture import Curve

LEADER, SWATCH, SPACE = 12.0, 20.0, 6.0
"""Pixels from the plot to the swatch, of the swatch, and between the parts of a label."""


@dataclass(frozen=True)
class Placed:
    """A label: its curve, where that ends and where the label is, in pixels of the plot."""

    curve: Curve
    look: Look
    end: QPointF
    y: float

    @property
    def seen(self) -> tuple[object, ...]:
        """What there is to see of it, to the pixel."""
        x, y = round(self.end.x()), round(self.end.y())
        return self.curve.key, self.curve.note, self.look, x, y, round(self.y)

    @property
    def leader(self) -> QPen:
        """The pen of the lines that lead to it."""
        return QPen(mixed(self.look.color, self.look.background, 0.3), 1.0)


class EndLabels(pg.GraphicsObject):
    """A column right of the plot: a swatch, the variant and its thread count for each curve."""

    def __init__(self, parent: pg.GraphicsWidget) -> None:
        super().__init__(parent)
        self.setZValue(10)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.font, self.small = QFont(), QFont()
        self.text = self.faint = QColor()
        self.placed: tuple[Placed, ...] = ()
        self._seen: list[tuple[object, ...]] = []
        self.more = ""
        self.width = 0.0
        self._frame = Frame()
        self._about: tuple[object, ...] = ()

    def set_look(self, text: QColor, faint: QColor, font: QFont, small: QFont) -> None:
        """Use these colours, and fonts for the variant and for its thread count."""
        self.text, self.faint, self.font, self.small = text, faint, font, small
        self.update()

    def width_for(self, names: Iterable[tuple[str, str]], most: float) -> float:
        """Return how wide the column is to be for these variants and notes, at most so wide."""
        name_metrics, note_metrics = QFontMetricsF(self.font), QFontMetricsF(self.small)
        widest = max(
            (
                name_metrics.horizontalAdvance(name)
                + (SPACE + note_metrics.horizontalAdvance(note) if note else 0.0)
                for name, note in names
            ),
            default=0.0,
        )
        return min(LEADER + SWATCH + SPACE + widest + 4, most) if widest else 0.0

    def place(self, frame: Frame, width: float, curves: Sequence[tuple[Curve, Look]]) -> None:
        """Give each curve its label; where there is no room for all, the last ones go without.

        `curves` is in the order of importance. How many go without is said below the rest. One that
        is not in sight is not there. Only what looks different is repainted: the
        column, and beside the curves the lines that lead to it.
        """
        curves = [pair for pair in curves if _is_in_sight(pair[0], frame)]
        if (frame, width) != (self._frame, self.width):
            self.prepareGeometryChange()
            self._frame, self.width = frame, width
        gap = QFontMetricsF(self.font).height() + 1
        low = gap / 2
        many, room = named(len(curves), gap, frame.height - gap) if width else (0, 0.0)
        shown = curves[:many]
        self.more = left_out(len(curves) - many) if 0 < many < len(curves) else ""
        ends = [end_of(curve, frame) for curve, _ in shown]
        ys = spread([end.y() for end in ends], gap, low, low + room)
        before, lines = self._seen, self._lines()
        self.placed = tuple(
            Placed(curve, look, end, y)
            for (curve, look), end, y in zip(shown, ends, ys, strict=True)
        )
        self._seen = [placed.seen for placed in self.placed]
        about, self._about = self._about, (frame, width, self.more)
        if about != self._about:
            self.update()
        elif before != self._seen:
            self.update(QRectF(frame.width, -12, width, frame.height + 24))
            for x, y in lines ^ self._lines():
                self.update(QRectF(x, y - 2, frame.width - x, 4))

    def _lines(self) -> set[tuple[int, int]]:
        """Where the lines begin that lead from curves to the edge of the plot, in whole pixels."""
        return {(int(end.x()), round(end.y())) for end in (p.end for p in self._early())}

    def _early(self) -> list[Placed]:
        """Those whose curves end where others go on beside them."""
        furthest = max((placed.end.x() for placed in self.placed), default=0.0)
        return [placed for placed in self.placed if furthest - placed.end.x() > LEADER]

    def at(self, position: QPointF) -> Curve | None:
        """Return the curve whose label is under this position of the plot."""
        gap = QFontMetricsF(self.font).height() + 1
        if not self._frame.width + LEADER / 2 <= position.x() <= self._frame.width + self.width:
            return None
        nearest = min(self.placed, key=lambda p: abs(p.y - position.y()), default=None)
        if nearest is None or abs(nearest.y - position.y()) > gap / 2 + 1:
            return None
        return nearest.curve

    def boundingRect(self) -> QRectF:
        """Return the column and the plot: lines lead from the ends of curves to their labels."""
        return QRectF(0, -12, self._frame.width + self.width, self._frame.height + 24)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem | None = None,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw all labels; on screen not where a curve alone is painted anew."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for placed in self._early():
            self._paint_line(painter, placed)
        if option is not None and option.exposedRect.right() <= self._frame.width:
            return
        for placed in self.placed:
            self._paint_leader(painter, placed)
        for placed in self.placed:
            self._paint_label(painter, placed)
        if self.more:
            self._write(
                painter, self.more, self._frame.height - QFontMetricsF(self.font).height() / 2
            )

    def _paint_leader(self, painter: QPainter, placed: Placed) -> None:
        """Lead from the edge of the plot to the label."""
        painter.setPen(placed.leader)
        start = QPointF(self._frame.width + 2, placed.end.y())
        painter.drawLine(start, QPointF(start.x() + LEADER - 4, placed.y))

    def _paint_line(self, painter: QPainter, placed: Placed) -> None:
        """Lead from the end of a curve to the edge of the plot."""
        pen = placed.leader
        pen.setDashPattern([1.0, 4.0])
        painter.setPen(pen)
        painter.drawLine(placed.end + QPointF(8, 0), QPointF(self._frame.width, placed.end.y()))

    def _paint_label(self, painter: QPainter, placed: Placed) -> None:
        look, y = placed.look, placed.y
        left = self._frame.width + LEADER
        painter.setPen(QPen(look.color, look.width))
        painter.drawLine(QPointF(left, y), QPointF(left + SWATCH, y))
        painter.translate(left + SWATCH / 2, y)
        painter.setPen(QPen(look.background, 1.0))
        painter.setBrush(QBrush(look.color))
        painter.drawPath(outline(look.symbol, 3.4))
        painter.translate(-left - SWATCH / 2, -y)
        metrics = QFontMetricsF(self.font)
        x = left + SWATCH + SPACE
        name, note = self.fitted(placed.curve, self._frame.width + self.width - x)
        baseline = y + (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(self.font)
        painter.setPen(mixed(self.text, look.background, 0.68) if look.dimmed else self.text)
        painter.drawText(QPointF(x, baseline), name)
        if note:
            painter.setFont(self.small)
            painter.setPen(mixed(self.faint, look.background, 0.6) if look.dimmed else self.faint)
            painter.drawText(QPointF(x + metrics.horizontalAdvance(name) + SPACE, baseline), note)

    def _write(self, painter: QPainter, text: str, y: float) -> None:
        """Write a remark in the column, its middle at this height."""
        metrics = QFontMetricsF(self.small)
        painter.setFont(self.small)
        painter.setPen(self.faint)
        x = self._frame.width + LEADER + SWATCH + SPACE
        painter.drawText(QPointF(x, y + (metrics.ascent() - metrics.descent()) / 2), text)

    def fitted(self, curve: Curve, room: float) -> tuple[str, str]:
        """The variant and its note, each as long as there is room.

        Of a thread count its number stays, as it may be all that tells two curves apart.
        """
        metrics, note_metrics = QFontMetricsF(self.font), QFontMetricsF(self.small)
        name, note = curve.series[0], curve.note
        both = metrics.horizontalAdvance(name) + SPACE + note_metrics.horizontalAdvance(note)
        if note and both <= room + 1:
            return name, note
        number = note.partition(" ")[0] if note.endswith(("thread", "threads")) else ""
        if number:
            room -= SPACE + note_metrics.horizontalAdvance(number)
            return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room + 1), number
        return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room + 1), ""


def _is_in_sight(curve: Curve, frame: Frame) -> bool:
    """Whether any of a curve is right of where the plot begins, and not all above or below it."""
    last = curve.spots[-1]
    return frame.holds(last.x, last.y) or (
        last.x >= frame.left and not frame.is_passed(curve.places)
    )


def end_of(curve: Curve, frame: Frame) -> QPointF:
    """Return where a curve ends or leaves the plot on the right, within the plot's height."""
    spots = curve.spots
    last = spots[-1]
    x, y = last.x, last.y
    for before, after in pairwise(spots) if x > frame.right else ():
        if before.x <= frame.right < after.x:
            share = (frame.right - before.x) / (after.x - before.x)
            x, y = frame.right, before.y + share * (after.y - before.y)
    at = QPointF(min(frame.x(x), frame.width), frame.y(y))
    at.setY(min(max(at.y(), 0.0), frame.height))
    return at
