"""How the cells of the map are painted, with a border where only one of two is faster."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableWidget

from explorer.desktop.look import theme as themes
from explorer.results.pictures.grid import Cell

TINY = "<0.1"
"""What is written of small speed-ups where their digits have no room."""
ELIDED = Qt.TextElideMode.ElideMiddle
CELL = int(Qt.ItemDataRole.UserRole)
SHORT = CELL + 1
"""Where an item holds its cell, and what is written where its text has no room."""


class Cells(QStyledItemDelegate):
    """Draws cells, and a line between two of which only one is faster than the baseline."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell with its right and its lower border, and a frame around the current."""
        theme = themes.theme_of(option.palette)
        current = index == self._table.currentIndex()
        brush, text = index.data(Qt.ItemDataRole.BackgroundRole), index.data()
        painter.fillRect(option.rect, brush)
        painter.setPen(QColor(theme.text if text else theme.faint))
        painter.setFont(option.font)
        metrics, room = option.fontMetrics, option.rect.width() - 4
        if metrics.horizontalAdvance(str(text)) > room:
            text = index.data(SHORT) or text
        if metrics.horizontalAdvance(str(text)) > room and _is_tiny(index.data(CELL)):
            text = TINY  # no digit is left out in the middle of a number
        lines = [metrics.elidedText(line, ELIDED, room) for line in str(text).split("\n")]
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))
        rect = option.rect
        painter.setPen(QPen(QColor(theme.text), 2))
        if self._differs(index, 0, 1):
            painter.drawLine(rect.topRight(), rect.bottomRight())
        if self._differs(index, 1, 0):
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if current:
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(rect.adjusted(2, 2, -3, -3))

    @property
    def _table(self) -> QTableWidget:
        table = self.parent()
        assert isinstance(table, QTableWidget)
        return table

    def _differs(self, index: QModelIndex | QPersistentModelIndex, down: int, right: int) -> bool:
        cell = index.data(CELL)
        other = index.sibling(index.row() + down, index.column() + right).data(CELL)
        return bool(cell and other and cell.side * other.side < 0)


def _is_tiny(cell: object) -> bool:
    return isinstance(cell, Cell) and cell.ratio is not None and cell.ratio.median < 0.1
