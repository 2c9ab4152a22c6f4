"""How rows of a table are sorted: shown beside a column's title, and chosen without a mouse."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QTableView

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
