"""Source code to read: numbered lines, light colours, and lines that stand out."""

from collections.abc import Callable, Collection, Iterator

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QToolTip, QWidget

from explorer.desktop.look import theme
from explorer.desktop.look.label import tip
from explorer.desktop.source.columns import LEFT, NONE, RIGHT, Column, Columns
from explorer.desktop.source.highlighter import Highlighter

_GAP = 12
_LEAST_SOURCE, _LEAST_FIRST = 52, 28
"""Digits that the source keeps, the second beside a first column alone; what does not fit beside it
is left to what is said on pointing."""
_LEAST_WORDS = 20
"""Digits that columns of words get before there is a second column of numbers."""
_WARM = 0.30
"""How much of the accent a line has in which all of the time is spent."""


class SourceView(QPlainTextEdit):
    """Shows text that cannot be changed.

    `marked` is the line that went wrong, 0 for none; `different` are lines that another text beside
    it does not have; `columns` stand beside the lines. Lines count from 1.
    """

    def __init__(self, lines: int = 0) -> None:
        super().__init__()
        self.marked = 0
        self.different: frozenset[int] = frozenset()
        self.columns = NONE
        self._theme = theme.theme_of(self.palette())
        self._numbers, self._facts, self._head = (
            _Margin(self, paint)
            for paint in (self._paint_numbers, self._paint_facts, self._paint_head)
        )
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
        before = self.marked
        same = text == self.toPlainText()
        if not same:
            self._highlighter.begin()
            self.setPlainText(text)
        self.marked = marked if 0 < marked <= self.blockCount() else 0
        self.different = frozenset(different)
        self._mark()
        if same and self.marked == before:
            return  # it may have been scrolled meanwhile
        place = QTextCursor(self.document().findBlockByNumber(max(self.marked - 1, 0)))
        self.setTextCursor(place)
        if self.marked:
            self.centerCursor()
            self.horizontalScrollBar().setValue(0)

    def show_columns(self, columns: Columns) -> None:
        """Show these columns beside the source, as far as there is room."""
        if columns == self.columns:
            return
        first = not self.columns.columns
        self.columns = columns
        self._make_room()
        self._mark()
        if first and columns.shades and not self.marked:
            hottest = max(columns.shades, key=lambda line: columns.shades[line])
            self.setTextCursor(QTextCursor(self.document().findBlockByNumber(hottest - 1)))
            self.centerCursor()
            self.horizontalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the columns beside the text, and the marked line in sight."""
        super().resizeEvent(event)
        self._make_room()
        if self.marked:
            self.centerCursor()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is known of the line that is pointed at."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            line = self.cursorForPosition(event.pos()).blockNumber() + 1
            QToolTip.showText(event.globalPos(), tip(self.columns.tips.get(line, "")), self)
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_highlighter"):
            self._theme = theme.theme_of(self.palette())
            self._highlighter.set_theme(self._theme)
            self._mark()

    def numbers_width(self) -> int:
        """Return the width that the line numbers need."""
        digits = max(len(str(self.blockCount())), 2)
        return self.fontMetrics().horizontalAdvance("9") * digits + 2 * _GAP

    def _paint_numbers(self, event: QPaintEvent) -> None:
        """Draw the columns left of the source and the numbers of the lines in sight."""
        painter = QPainter(self._numbers)
        painter.fillRect(event.rect(), QColor(self._theme.background))
        painter.setFont(self.font())
        left = 0
        for column, width in self._shown(LEFT):
            self._paint_column(painter, event, column, QRect(left, 0, width, 0))
            left += width
        for line, top in self._in_sight(event):
            here = line == self.marked
            painter.setPen(QColor(self._theme.warning if here else self._theme.faint))
            box = QRect(left, top, self._numbers.width() - _GAP - left, self._line_height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, f"{line}")

    def _paint_facts(self, event: QPaintEvent) -> None:
        painter = QPainter(self._facts)
        painter.fillRect(event.rect(), QColor(self._theme.background))
        painter.setFont(theme.font("small"))
        left = 0
        for column, width in self._shown(RIGHT):
            self._paint_column(painter, event, column, QRect(left, 0, width, 0))
            left += width

    def _paint_column(
        self, painter: QPainter, event: QPaintEvent, column: Column, place: QRect
    ) -> None:
        """Draw a column's texts, as far as they fit, with bars behind those that have a shade."""
        metrics = QFontMetrics(painter.font())
        numbers = column.side == LEFT
        where = Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft
        for line, top in self._in_sight(event):
            box = QRect(place.left() + 4, top, place.width() - 8, self._line_height())
            shade = column.shades.get(line, 0.0)
            if shade:
                bar = QRect(box)
                bar.setWidth(max(round(box.width() * shade), 1))
                colour = theme.mixed(self._theme.background, self._theme.accent, 0.35)
                painter.fillRect(bar.adjusted(0, 2, 0, -2), colour)
            text = column.texts.get(line, "")
            if text:
                painter.setPen(QColor(self._theme.text if numbers else self._theme.faint))
                told = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
                painter.drawText(box, where | Qt.AlignmentFlag.AlignVCenter, told)

    def _paint_head(self, event: QPaintEvent) -> None:
        """Draw the titles of the columns."""
        painter = QPainter(self._head)
        painter.fillRect(event.rect(), QColor(self._theme.background))
        painter.setFont(theme.font("small"))
        painter.setPen(QColor(self._theme.faint))
        metrics = QFontMetrics(painter.font())
        facts = self._shown(RIGHT)
        starts = {LEFT: 0, RIGHT: self._head.width() - sum(width for _, width in facts)}
        for side in (LEFT, RIGHT):
            left = starts[side]
            for column, width in self._shown(side):
                box = QRect(left + 4, 0, width - 8, self._head.height())
                told = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, box.width())
                where = Qt.AlignmentFlag.AlignRight if side == LEFT else Qt.AlignmentFlag.AlignLeft
                painter.drawText(box, where | Qt.AlignmentFlag.AlignVCenter, told)
                left += width

    def _in_sight(self, event: QPaintEvent) -> Iterator[tuple[int, int]]:
        """The lines that are to be painted, from 1, each with its top in a margin."""
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > event.rect().bottom():
                break
            yield block.blockNumber() + 1, round(place.top())
            block = block.next()

    def _shown(self, side: str) -> list[tuple[Column, int]]:
        """The columns of a side that there is room for, each with its width in pixels."""
        digit = self.fontMetrics().horizontalAdvance("9")
        whole = self.contentsRect().width() - self.numbers_width()
        found: dict[str, list[tuple[Column, int]]] = {LEFT: [], RIGHT: []}
        for column in self.columns.columns:
            first = not found[LEFT] and column.side == LEFT
            room = whole - (_LEAST_FIRST if first else _LEAST_SOURCE) * digit
            if column.side == LEFT and not first:
                room -= _LEAST_WORDS * digit * len(self.columns.on(RIGHT))
            most = column.wide * digit + 8
            least = most if column.side == LEFT else 12 * digit
            if room >= least:
                found[column.side].append((column, min(most, room)))
                whole -= min(most, room)
        return found[side]

    def _line_height(self) -> int:
        return self.fontMetrics().lineSpacing()

    def _make_room(self) -> None:
        """Give the margins the room that their columns need."""
        left, right = (sum(width for _, width in self._shown(side)) for side in (LEFT, RIGHT))
        left += self.numbers_width()
        shows = any(self._shown(side) for side in (LEFT, RIGHT))
        head = self._line_height() + 4 if shows else 0
        self.setViewportMargins(left, head, right, 0)
        area = self.contentsRect()
        self._head.setGeometry(area.left(), area.top(), area.width(), head)
        below = self.viewport().height()
        self._numbers.setGeometry(area.left(), area.top() + head, left, below)
        self._facts.setGeometry(area.right() + 1 - right, area.top() + head, right, below)
        self._head.setVisible(bool(head))
        self._facts.setVisible(bool(right))

    def _on_update(self, area: QRect, moved: int) -> None:
        for margin in (self._numbers, self._facts):
            if moved:
                margin.scroll(0, moved)
            else:
                margin.update(0, area.y(), margin.width(), area.height())

    def _mark(self) -> None:
        found = [
            self._set_off(line, self._theme.accent, _WARM * shade)
            for line, shade in sorted(self.columns.shades.items())
            if line not in self.different
        ]
        found += [self._set_off(number, self._theme.accent) for number in sorted(self.different)]
        if self.marked:
            found.append(self._set_off(self.marked, self._theme.warning))
        self.setExtraSelections(found)
        for margin in (self._numbers, self._facts, self._head):
            margin.update()

    def _set_off(
        self, number: int, colour: str, strength: float = 0.16
    ) -> QTextEdit.ExtraSelection:
        line = QTextEdit.ExtraSelection()
        line.format.setBackground(theme.mixed(self._theme.background, colour, strength))
        line.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        line.cursor = QTextCursor(self.document().findBlockByNumber(number - 1))
        return line


class _Margin(QWidget):
    """What stands around the source, drawn by the view, which knows its lines."""

    def __init__(self, view: SourceView, paint: Callable[[QPaintEvent], None]) -> None:
        super().__init__(view)
        self._paint = paint

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint(event)
