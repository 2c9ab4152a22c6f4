"""What the tables and lists of the window have in common: their look, sorting, ticks."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def dress(table: QTableView, name: str, *, row: int = 0, by_row: bool = False) -> QHeaderView:
    """Give a table its look and its name for assistive technology; returns its upper header.

    The Tab key leaves it, and cells are not written in. Rows of `row` pixels, or of more
    where the text is large, have no header of their own; `by_row` selects a whole one.
    """
    table.setAccessibleName(name)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    if by_row:
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    if row:
        table.verticalHeader().hide()
        least = table.fontMetrics().height() + 8
        table.verticalHeader().setDefaultSectionSize(max(row, least))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    return header


Index = QModelIndex | QPersistentModelIndex
_BETWEEN = 10
"""Pixels between texts of two rows."""
UP, DOWN = "↑", "↓"
"""Which way, beside the title: a style's arrow would stand on a short one."""


def way(order: Qt.SortOrder) -> str:
    """Return the sign of an order."""
    return UP if order is Qt.SortOrder.AscendingOrder else DOWN


def sort_by(table: QTableView, place: int) -> None:
    """Sort by a column; by the same again, the other way round."""
    header, order = table.horizontalHeader(), Qt.SortOrder
    again = header.sortIndicatorSection() == place
    down = again and header.sortIndicatorOrder() is order.AscendingOrder
    table.sortByColumn(place, order.DescendingOrder if down else order.AscendingOrder)


def sorting(table: QTableView, titles: Sequence[str]) -> QAction:
    """Return the choice of the column to sort by, for who has no mouse to click on its header."""
    menu = QMenu("&Sort By", table)
    for place, title in enumerate(titles):
        menu.addAction(title, partial(sort_by, table, place))
    return menu.menuAction()


class Roomy(QStyledItemDelegate):
    """Keeps texts of several lines apart from those in the rows above and below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(0, _BETWEEN)


_LOOKED_AT, _APART = 100, 16
"""Rows that columns are as wide as, and pixels between these where there is room for more."""


class Fitting(QObject):
    """Gives columns what their contents need; where that is too much, the widest give way first.

    No title is cut, and nothing in the `whole` columns. A width that the user gives a column stays
    until there is more or less room.
    """

    def __init__(self, table: QTableView, whole: Collection[int]) -> None:
        super().__init__(table)
        self._table, self._whole = table, whole
        table.horizontalHeader().setResizeContentsPrecision(_LOOKED_AT)
        table.horizontalHeader().setStretchLastSection(True)
        table.viewport().installEventFilter(self)
        model = table.model()
        for changed in (model.modelReset, model.dataChanged, model.headerDataChanged):
            changed.connect(self.fit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    @Slot()
    def fit(self) -> None:
        """Give each column its width."""
        table, header = self._table, self._table.horizontalHeader()
        titles = [header.sectionSizeHint(place) for place in range(header.count())]
        wanted = [max(width, table.sizeHintForColumn(at)) for at, width in enumerate(titles)]
        least = [wanted[at] if at in self._whole else width for at, width in enumerate(titles)]
        room = table.viewport().width()
        widths = shared(wanted, least, room)
        apart = min(max(room - sum(widths), 0) // max(len(widths), 1), _APART)
        for place, width in enumerate(widths):
            header.resizeSection(place, width + apart)


def shared(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths that fit into a room, the widest cut to one width; none is below its least."""

    def cut(most: int) -> list[int]:
        return [max(low, min(want, most)) for want, low in zip(wanted, least, strict=True)]

    fitting = range(max(wanted, default=0) + 1)
    return cut(bisect_right(fitting, room, lo=1, key=lambda most: sum(cut(most))) - 1)


class Ticking(QObject):
    """Changes the tick of what assistive technology toggles in a list.

    To the interface of a cell Qt lets "Toggle" select the cell, whether or not it has a tick. The
    list must select nothing itself (its `selectionCommand` says `NoUpdate`): whatever becomes
    selected was toggled from outside.
    """

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        view.selectionModel().selectionChanged.connect(self._on_selected)

    @Slot(QItemSelection, QItemSelection)
    def _on_selected(self, selected: QItemSelection, _: QItemSelection) -> None:
        role = Qt.ItemDataRole.CheckStateRole
        indexes = selected.indexes()
        if indexes:
            self._view.clearSelection()
        for index in indexes:
            on = Qt.CheckState(index.data(role)) is Qt.CheckState.Checked
            to = Qt.CheckState.Unchecked if on else Qt.CheckState.Checked
            self._view.model().setData(index, to, role)
