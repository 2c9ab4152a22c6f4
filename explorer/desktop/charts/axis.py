"""Axes that say 10 ns, 1 µs, 1 ms, or 1k, 10k, 100k and what that is in bytes."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from explorer.results.pictures.frame import Frame
from explorer.results.pictures.scales import Scale, Tick


class Axis(pg.AxisItem):
    """An axis whose ticks come from a scale and are drawn directly.

    The mouse wheel and dragging act on this axis alone, as with any axis of pyqtgraph; its own
    drawing goes through a QPicture, which puts text in the wrong place on devices of another DPI.
    """

    def __init__(self, orientation: str, parent: pg.GraphicsWidget) -> None:
        super().__init__(orientation, parent=parent)
        self.scale_of: Scale | None = None
        self.names = ("", "")
        self.ticks: tuple[Tick, ...] = ()
        self.small: tuple[Tick, ...] = ()
        self.shown = True
        self._frame = Frame()
        self._asked: tuple[object, ...] = ()
        self._drawn: tuple[object, ...] = ()
        self.text = self.faint = QColor()
        self.tick_font = QFont()

    def set_look(self, text: QColor, faint: QColor, font: QFont) -> None:
        """Use these colours and this font."""
        self.text, self.faint, self.tick_font = text, faint, font
        self._asked = ()
        self.update()

    def set_scale(self, scale: Scale | None, names: tuple[str, str] = ("", "")) -> None:
        """Take ticks from this scale; `names` say what the one and the other tick text is."""
        self._asked = () if scale is not self.scale_of else self._asked
        self.scale_of = scale
        if names != self.names:
            self.names = names
            self.update()

    def set_shown(self, shown: bool) -> None:
        """Draw it, or not."""
        if shown != self.shown:
            self.shown = shown
            self.update()

    def set_frame(self, frame: Frame) -> None:
        """Follow the plot's range and size; computes the ticks again only where they changed."""
        level = self.orientation == "bottom"
        low, high = (frame.left, frame.right) if level else (frame.bottom, frame.top)
        length = frame.width if level else frame.height
        room = 58.0 if level else 3.2 * QFontMetricsF(self.tick_font).height()
        asked = (low, high, length)
        self._frame = frame
        if self.scale_of is not None and asked != self._asked:
            self._asked = asked
            most = max(int(length / room), 2)
            ticks = [tick for tick in self.scale_of(low, high, most) if low <= tick.at <= high]
            found = tuple(self._thinned([tick for tick in ticks if tick.text]))
            small = tuple(tick for tick in ticks if not tick.text)
            if (found, small, low, high, length) != self._drawn:
                self._drawn = found, small, low, high, length
                self.ticks, self.small = found, small
                self.update()

    def _thinned(self, ticks: list[Tick]) -> Iterator[Tick]:
        """The ticks whose texts do not run into the one before; of counts, the most has its own.

        A count is written also where there is no room for what it is the end of.
        """
        counts = self.scale_of is not None and bool(self.scale_of.only)
        kept = list(self._apart(ticks, last_first=counts))
        if not counts:
            yield from kept
            return
        for tick in self._apart([replace(tick, second="") for tick in ticks], last_first=True):
            yield next((one for one in kept if one.at == tick.at), tick)

    def _apart(self, ticks: list[Tick], *, last_first: bool) -> Iterator[Tick]:
        last = self._extent(ticks[-1])[0] if last_first and ticks else math.inf
        free = -math.inf
        for tick in ticks:
            start, end = self._extent(tick)
            if start >= free and (end <= last or tick is ticks[-1]):
                free = end
                yield tick

    def _extent(self, tick: Tick) -> tuple[float, float]:
        """From where to where along the axis the text of a tick is written, in pixels."""
        metrics = QFontMetricsF(self.tick_font)
        if self.orientation == "bottom":
            at = self._frame.x(tick.at)
            half = max(map(metrics.horizontalAdvance, (tick.text, tick.second))) / 2 + 5
        else:
            at, half = self._frame.height - self._frame.y(tick.at), metrics.height() * 0.6
        return at - half, at + half

    def boundingRect(self) -> QRectF:
        """Return the axis with the halves of its outermost texts."""
        return QRectF(0, 0, self.size().width(), self.size().height()).adjusted(-32, -12, 48, 12)

    def paint(self, painter: QPainter, *_: object) -> None:
        if not self.shown:
            return
        painter.setFont(self.tick_font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.orientation == "bottom":
            self._paint_level(painter)
        else:
            self._paint_upright(painter)

    def _paint_level(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.tick_font)
        first = 6 + metrics.ascent()
        second = first + metrics.height()
        painter.setPen(QPen(self.faint, 1.0))
        painter.drawLine(QPointF(0, 0), QPointF(self.size().width(), 0))
        for tick in self.small:
            x = round(self._frame.x(tick.at))
            painter.drawLine(QPointF(x, 0), QPointF(x, 2))
        for tick in self.ticks:
            x = round(self._frame.x(tick.at))
            painter.setPen(self.faint)
            painter.drawLine(QPointF(x, 0), QPointF(x, 4))
            half = metrics.horizontalAdvance(tick.second) / 2
            painter.drawText(QPointF(x - half, second), tick.second)
            painter.setPen(self.text)
            half = metrics.horizontalAdvance(tick.text) / 2
            painter.drawText(QPointF(x - half, first), tick.text)
        painter.setPen(self.faint)
        known = any(tick.second for tick in self.ticks)
        names = (self.names[0], self.names[1] if known else "")
        start = self.ticks[0] if self.ticks else Tick(math.inf)
        beside = (start.text, first, names[0]), (start.second, second, names[1])
        for text, baseline, name in beside:
            free = self._frame.x(start.at) - metrics.horizontalAdvance(text) / 2 - 6
            right = min(-12.0, free) - metrics.horizontalAdvance(name)
            painter.drawText(QPointF(right, baseline), name)

    def _paint_upright(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.tick_font)
        edge = self.size().width()
        painter.setPen(self.faint)
        for tick in self.small:
            y = round(self._frame.y(tick.at))
            painter.drawLine(QPointF(edge - 2, y), QPointF(edge, y))
        painter.setPen(self.text)
        for tick in self.ticks:
            top = self._frame.y(tick.at) - metrics.height() / 2
            box = QRectF(0, top, edge - 8, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, tick.text)
