"""The page of kept runs: search, open, compare, name, note, star, delete and bring back."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QTableView,
    QToolButton,
)

from explorer.atomic import SaveError
from explorer.desktop.history.model import COLUMNS, CURVES, STAR, WHEN, WHOLE, HistoryModel
from explorer.desktop.history.sparkline import Sparkline
from explorer.desktop.look.allowing import allow
from explorer.desktop.look.buttons import button
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import PAGE, in_column
from explorer.desktop.look.page import Page
from explorer.desktop.look.tables import LEFT, Fitting, dress, sorting
from explorer.history.archive import Archive, HistoryError
from explorer.history.entry import Entry
from explorer.history.index import Wanted
from explorer.results import journal
from explorer.units import count

MOST = 10_000
"""Rows that are shown; a search finds the others."""
_TYPED_MS = 30
_ROW = 30


class HistoryPage(Page):
    """The runs that are kept, the newest first.

    `opened` carries the Entry of a run to show, `compared` of one to show the shown run beside,
    `followed` of one whose function is followed over all its runs, `trouble` a sentence.
    """

    opened = Signal(object)
    compared = Signal(object)
    followed = Signal(object)
    trouble = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.archive = Archive()
        self._deleted: list[Entry] = []
        self._build()
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._typed.timeout.connect(self.refresh)
        self.search.textEdited.connect(lambda: self._typed.start())
        self.search.returnPressed.connect(self.refresh)
        self.starred.toggled.connect(self.refresh)
        self.table.doubleClicked.connect(self._on_double)
        self.table.clicked.connect(self._on_clicked)
        self.table.selectionModel().currentRowChanged.connect(self._offer)

    def catch_up(self) -> None:
        self.archive.gather(journal.default_folder())
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look again, where it is in sight and nothing is being written into it."""
        if not self.isVisible() or self.table.viewport().findChildren(QLineEdit):
            return
        chosen = self.entry()
        wanted = Wanted(self.search.text().split(), starred=self.starred.isChecked(), limit=MOST)
        try:
            self.rows.show_entries(self.archive.find(wanted))
        except HistoryError as error:
            self.trouble.emit(str(error))
            return
        self._choose(chosen)
        self._tell()

    def entry(self) -> Entry | None:
        """Return the entry of the current row."""
        return self.rows.entry(self.table.currentIndex().row())

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search kernels, files, machines, versions, notes …")
        self.search.setAccessibleName("Search the history")
        self.search.setClearButtonEnabled(True)
        self.starred = QCheckBox("Starred")
        self.rows = HistoryModel(self._change, self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        header = dress(self.table, "Kept runs", row=_ROW, by_row=True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.setSortingEnabled(True)
        header.setSortIndicatorShown(False)
        self.table.sortByColumn(WHEN, Qt.SortOrder.DescendingOrder)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.table.addAction(sorting(self.table, [column.title or "Star" for column in COLUMNS]))
        self.table.setItemDelegateForColumn(CURVES, Sparkline(self.table))
        header.setDefaultAlignment(LEFT)
        Fitting(self.table, WHOLE)
        self.told = Label(role="quiet", size="small")
        self.open = self._button("Open", "Show this run", self._open, "Return")
        self.compare = self._button(
            "Compare", "Show this run beside the one in sight", self._compare, "Shift+Return"
        )
        self.trend = self._button(
            "Trend",
            "Show how a time of this function went over all its runs",
            self._follow,
            "Ctrl+Return",
        )
        self.delete = self._button("Delete", "Delete this run", self._delete, "Delete")
        self.undo = self._button("Undo", "Bring the deleted run back", self._undo, "Shift+Delete")
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.search, 1)
        above.addWidget(self.starred)
        for widget in (self.open, self.compare, self.trend, self.delete, self.undo):
            below.addWidget(widget)
        below.addWidget(self.told, 1)
        in_column(above, (self.table, 1), below, of=self, spacing=8, margins=PAGE)
        self._offer_undo()

    def _button(self, text: str, tip: str, do: Callable[[], None], key: str) -> QToolButton:
        """A button below the table, in whose menu it is, too; the key works in the table."""
        action = QAction(text, self.table)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({keys} in the list)")
        action.triggered.connect(do)
        self.table.addAction(action)
        made = button(text, tip)
        made.setDefaultAction(action)
        return made

    def _tell(self) -> None:
        number = self.rows.rowCount()
        text = f"{count(number)} run{'' if number == 1 else 's'}"
        if number == MOST:
            text = f"the newest {count(MOST)} runs; search for others"
        if not number:
            searched = self.search.text().strip() or self.starred.isChecked()
            text = "No such run." if searched else "Every run is kept here as soon as it is over."
        self.told.setText(text)
        self._offer()

    def _offer(self) -> None:
        why_not = "" if self.entry() is not None else "No run is in the list."
        for offered in (self.open, self.compare, self.trend, self.delete):
            allow(offered.defaultAction(), why_not)

    def _choose(self, entry: Entry | None) -> None:
        if self.rows.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(
                self.rows.index(self.rows.row_of(entry), 1), flags.ClearAndSelect | flags.Rows
            )

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == STAR:
            self.rows.toggle_star(index.row())

    @Slot(QModelIndex)
    def _on_double(self, index: QModelIndex) -> None:
        if COLUMNS[index.column()].said is not None:
            self.table.edit(index)
        elif index.column() != STAR:
            self._open()

    def _open(self) -> None:
        self._hand_out(self.opened)

    def _compare(self) -> None:
        self._hand_out(self.compared)

    def _follow(self) -> None:
        self._hand_out(self.followed)

    def _hand_out(self, signal: SignalInstance) -> None:
        entry = self.entry()
        if entry is not None:
            signal.emit(entry)

    def _delete(self) -> None:
        entry = self.entry()
        if entry is None:
            return
        row = self.table.currentIndex().row()
        if self._done(lambda: self.archive.delete(entry)):
            self._deleted.append(entry)
            self._offer_undo()
            self.refresh()
            self.table.selectRow(min(row, self.rows.rowCount() - 1))

    def _undo(self) -> None:
        if self._deleted and self._done(lambda: self.archive.restore(self._deleted[-1])):
            self._deleted.pop()
        self._offer_undo()
        self.refresh()

    def _offer_undo(self) -> None:
        self.undo.setVisible(bool(self._deleted))
        self.undo.defaultAction().setVisible(bool(self._deleted))

    def _change(self, entry: Entry, said: dict[str, Any]) -> Entry | None:
        changed: list[Entry] = []
        self._done(lambda: changed.append(self.archive.change(entry, **said)))
        return changed[0] if changed else None

    def _done(self, do: Callable[[], None]) -> bool:
        try:
            do()
        except (SaveError, HistoryError) as error:
            self.trouble.emit(str(error))
            return False
        return True
