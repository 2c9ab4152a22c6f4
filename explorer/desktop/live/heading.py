"""What is said now, in large, and of which samples, in small."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.desktop.charts.text import wrapped
from explorer.desktop.look import theme as themes
from explorer.desktop.look.label import Label

MOST = 2
"""Lines of either text."""


class Heading(Label):
    """Both texts change twice a second: they are drawn here, as labels lay the window out anew.

    That is painted some events later, and would be so beside timed batches.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title = self.conditions = ""
        self._lines = 1, 1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, title: str, conditions: str) -> None:
        if (title, conditions) == (self.title, self.conditions):
            return
        self.title, self.conditions = title, conditions
        self.setAccessibleName(f"{title}. {conditions}" if conditions else title)
        self._take()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the lines that were needed."""
        height = sum(
            QFontMetricsF(font).lineSpacing() * lines
            for (_, font, _), lines in zip(self._parts(), self._lines, strict=True)
        )
        return QSize(200, round(height) + 4)

    def minimumSizeHint(self) -> QSize:
        """Return the same: only the width may shrink."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lines = 1, 1
            self._take()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, y = QPainter(self), 0.0
        for (text, font, color), lines in zip(self._parts(), self._lines, strict=True):
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(color)
            for line, said in enumerate(wrapped(text, font, self.width(), MOST)):
                painter.drawText(
                    QPointF(0, y + line * metrics.lineSpacing() + metrics.ascent()), said
                )
            y += lines * metrics.lineSpacing() + 4

    def _parts(self) -> tuple[tuple[str, QFont, QColor], tuple[str, QFont, QColor]]:
        theme = themes.theme_of(self.palette())
        return (
            (self.title, themes.font("headline"), QColor(theme.text)),
            (self.conditions, themes.font("small"), QColor(theme.faint)),
        )

    def _take(self) -> None:
        """Take as many lines as are needed, and never fewer: what is below must stay in place."""
        first, second = (
            max(had, len(wrapped(text, font, self.width(), MOST)))
            for (text, font, _), had in zip(self._parts(), self._lines, strict=True)
        )
        if (first, second) != self._lines:
            self._lines = first, second
            self.updateGeometry()
