"""The chart of the callers' page: calls a second against one caller, over how many call at once."""

import itertools
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.callers.facts import Callers
from explorer.callers.text import how
from explorer.desktop.look.theme import font, theme_of
from explorer.measure.events import Served
from explorer.units import ratio

Placed = Callable[[float, float], QPointF]
"""Where so many callers with so much done are drawn."""
LEFT, RIGHT, TOP, BOTTOM = 3.5, 10.7, 0.9, 2.9
"""What stands around the plot, in heights of a line of its text."""
DOT = 3.5


class CallersChart(QWidget):
    """Draws what is known; an ideal line, where each caller gets as much done as the first."""

    def __init__(self) -> None:
        super().__init__()
        self.known: Callers | None = None
        self.setAccessibleName("Calls a second against one caller")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_known(self, known: Callers | None) -> None:
        self.known = known
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(520, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.known is None:
            return
        lines = lines_of(self.known)
        if not lines:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("small"))
        theme = theme_of(self.palette())
        most = max(one.callers for line in lines.values() for one in line)
        top = max(float(most), *(high_of(one) for line in lines.values() for one in line))
        tall = painter.fontMetrics().height()
        frame = QRectF(self.rect()).adjusted(LEFT * tall, TOP * tall, -RIGHT * tall, -BOTTOM * tall)
        frame.setSize(frame.size().expandedTo(QSizeF(40, 40)))

        def at(callers: float, value: float) -> QPointF:
            across = (callers - 1) / max(most - 1, 1)
            return QPointF(
                frame.left() + across * frame.width(), frame.bottom() - value / top * frame.height()
            )

        self._axes(painter, frame, sorted({one.callers for line in lines.values() for one in line}),
                   top, at, QColor(theme.faint))  # fmt: skip
        painter.setPen(QPen(QColor(theme.faint), 1, Qt.PenStyle.DotLine))
        painter.drawLine(at(1, 1), at(most, most))
        text = self.palette().windowText().color()
        colours = [QColor(theme.accent), text, text]
        heights: list[float] = []
        for (mode, line), colour in zip(lines.items(), colours, strict=False):
            self._line(painter, line, at, colour)
            end = at(line[-1].callers, value_of(line[-1]))
            y = end.y()
            while any(abs(y - other) < 2.2 * painter.fontMetrics().height() for other in heights):
                y += 4
            heights.append(y)
            painter.setPen(colour)
            place = QRectF(frame.right() + 12, y - 1.5 * tall, RIGHT * tall - 14, 3 * tall)
            painter.drawText(
                place,
                int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap),
                f"{how(mode)}\n{ratio(value_of(line[-1]))}",
            )

    def _axes(self, painter: QPainter, frame: QRectF, counts: Sequence[int], top: float,
              at: Placed, faint: QColor) -> None:  # fmt: skip
        text, line = self.palette().windowText().color(), painter.fontMetrics().height()
        for callers in counts:
            x = at(callers, 0).x()
            painter.setPen(text)
            place = QRectF(x - 2 * line, frame.bottom() + 4, 4 * line, 1.2 * line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignHCenter), str(callers))
        place = QRectF(frame.left(), frame.bottom() + 1.4 * line, frame.width(), 1.3 * line)
        painter.drawText(
            place, int(Qt.AlignmentFlag.AlignHCenter), "Python threads that call at once"
        )
        step = 1 if top <= 8 else 4 if top <= 32 else 16
        for value in range(0, int(top) + 1, step):
            y = at(1, value).y()
            painter.setPen(QPen(faint, 1))
            painter.setOpacity(0.35)
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setOpacity(1.0)
            painter.setPen(text)
            place = QRectF(0, y - line, frame.left() - 8, 2 * line)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, int(flags), f"{value}×")

    def _line(self, painter: QPainter, line: Sequence[Served], at: Placed, colour: QColor) -> None:
        painter.setPen(QPen(colour, 2))
        spots = [at(one.callers, value_of(one)) for one in line]
        for a, b in itertools.pairwise(spots):
            painter.drawLine(a, b)
        painter.setPen(QPen(colour, 1))
        for one in line:
            if one.low is not None and one.high is not None:
                painter.drawLine(at(one.callers, one.low), at(one.callers, one.high))
        painter.setBrush(colour)
        for spot in spots:
            painter.drawEllipse(spot, DOT, DOT)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def lines_of(known: Callers) -> dict[str, list[Served]]:
    """Return what was measured by how the function was compiled, fewest callers first."""
    found: dict[str, list[Served]] = {}
    for one in sorted(known.served, key=lambda one: one.callers):
        if one.calls_per_s is not None:
            found.setdefault(one.mode, []).append(one)
    return dict(sorted(found.items(), key=lambda pair: -value_of(pair[1][-1])))


def value_of(one: Served) -> float:
    """Return how many times the calls of one caller these get done."""
    return 1.0 if one.over_one is None else one.over_one


def high_of(one: Served) -> float:
    """Return the upper end of that."""
    return 1.0 if one.high is None else one.high
