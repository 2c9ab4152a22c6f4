"""What the tables of the window have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

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
