"""Source code to read: numbered lines, light colours, and lines that stand out."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from explorer.desktop.look import theme
from explorer.desktop.source.highlighter import Highlighter

_GAP = 12


class SourceView(QPlainTextEdit):
    """Shows text that cannot be changed.

    `marked` is the line that went wrong, 0 for none; `different` are lines that another text beside
    it does not have. Lines count from 1.
    """

    def __init__(self, lines: int = 0) -> None:
        super().__init__()
        self.marked = 0
        self.different: frozenset[int] = frozenset()
        self._theme = theme.theme_of(self.palette())
        self._numbers = _Numbers(self)
        self._highlighter = Highlighter(self.document(), self._theme)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("Source code")
        self.setFont(theme.code_font())
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self.document().setDocumentMargin(4)
        if lines:
            self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 24)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._on_update)
        self._make_room()

    def show_source(self, text: str, marked: int = 0, different: Collection[int] = ()) -> None:
        """Show a text, with a line of it in sight and marked, and others set off."""
        text = text.removesuffix("\n")
        if text != self.toPlainText():
            self.setPlainText(text)
        self.marked = marked if 0 < marked <= self.blockCount() else 0
        self.different = frozenset(different)
        self._mark()
        place = QTextCursor(self.document().findBlockByNumber(max(self.marked - 1, 0)))
        self.setTextCursor(place)
        if self.marked:
            self.centerCursor()
            self.horizontalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers beside the text, and the marked line in sight."""
        super().resizeEvent(event)
        area = self.contentsRect()
        self._numbers.setGeometry(
            QRect(area.left(), area.top(), self._numbers.sizeHint().width(), area.height())
        )
        if self.marked:
            self.centerCursor()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_highlighter"):
            self._theme = theme.theme_of(self.palette())
            self._highlighter.set_theme(self._theme)
            self._mark()

    def numbers_width(self) -> int:
        """Return the width that the line numbers need."""
        digits = max(len(str(self.blockCount())), 2)
        return self.fontMetrics().horizontalAdvance("9") * digits + 2 * _GAP

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Draw the numbers of the lines in sight."""
        painter = QPainter(self._numbers)
        painter.fillRect(event.rect(), QColor(self._theme.background))
        painter.setFont(self.font())
        height = self.fontMetrics().lineSpacing()
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > event.rect().bottom():
                break
            line = block.blockNumber() + 1
            here = line == self.marked
            painter.setPen(QColor(self._theme.warning if here else self._theme.faint))
            box = QRect(0, round(place.top()), self._numbers.width() - _GAP, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, f"{line}")
            block = block.next()

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)

    def _on_update(self, area: QRect, moved: int) -> None:
        if moved:
            self._numbers.scroll(0, moved)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())

    def _mark(self) -> None:
        found = [self._set_off(number, self._theme.accent) for number in sorted(self.different)]
        if self.marked:
            found.append(self._set_off(self.marked, self._theme.warning))
        self.setExtraSelections(found)
        self._numbers.update()

    def _set_off(self, number: int, colour: str) -> QTextEdit.ExtraSelection:
        line = QTextEdit.ExtraSelection()
        line.format.setBackground(theme.mixed(self._theme.background, colour, 0.16))
        line.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        line.cursor = QTextCursor(self.document().findBlockByNumber(number - 1))
        return line


class _Numbers(QWidget):
    """The margin with the line numbers."""

    def __init__(self, view: SourceView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        """Return the width of the widest number."""
        return QSize(self._view.numbers_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the view draw, which knows its lines."""
        self._view.paint_numbers(event)
