"""Lists whose rows are ticked: by hand, and by assistive technology."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView


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
