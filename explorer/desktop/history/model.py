"""The kept runs as rows: what is told of each, and what its user may change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from explorer.desktop.look.label import tip
from explorer.desktop.look.tables import Index, way
from explorer.history.entry import Entry, in_one_line, tags_of
from explorer.history.index import Entries
from explorer.measure import git
from explorer.results import journal
from explorer.results.pictures.scales import short_sizes
from explorer.results.record import moment
from explorer.units import count

_HERE = QModelIndex()
ENTRY_ROLE = Qt.ItemDataRole.UserRole
"""The whole entry of a row."""


@dataclass(frozen=True)
class Column:
    """One thing that is told of a run.

    `said` is which field of the entry its user says by a text, and how; `order` is what rows are
    sorted by, the text unless it is given.
    """

    title: str
    text: Callable[[Entry], str]
    explained: str
    said: Callable[[str], dict[str, Any]] | None = None
    order: Callable[[Entry], object] | None = None

    def sort_key(self, entry: Entry) -> Any:
        """Return what the column sorts an entry by."""
        return self.text(entry).casefold() if self.order is None else self.order(entry)


def _moment(created: str) -> str:
    """The day and time of day; the year where it is another."""
    try:
        found = datetime.fromisoformat(created).astimezone()
    except (ValueError, OverflowError):
        return created
    now = datetime.now().astimezone()
    if found.date() == now.date():
        return f"today {found:%H:%M}"
    return f"{found:%d %b %H:%M}" if found.year == now.year else f"{found:%d %b %Y}"


def _sizes(entry: Entry) -> str:
    low, high = entry.sizes
    return count(low) if low == high else " to ".join(short_sizes(entry.sizes))


COLUMNS = (
    Column("", lambda e: "★" if e.starred else "☆", "Starred runs stay when the history is full",
           order=lambda e: e.starred),
    Column("When", lambda e: _moment(e.created), "When it was begun",
           order=lambda e: moment(e.created)),
    Column("Kernel", lambda e: e.title, "What was measured"),
    Column("Curves", lambda e: "", "Time per call over size, both logarithmic",
           order=lambda e: len(e.variants)),
    Column("n", _sizes, "The sizes", order=lambda e: e.sizes),
    Column("Best at largest", lambda e: e.best or "–", "What the answer recommends there"),
    Column("Name", lambda e: e.name, "Double-click to pin it by a name: new runs of the kernel are "
           "compared with it", lambda text: {"name": in_one_line(text)}),
    Column("Note", lambda e: e.note, "Double-click to write a note",
           lambda text: {"note": in_one_line(text)}),
    Column("Tags", lambda e: ", ".join(e.tags), "Double-click to write tags, with commas between",
           lambda text: {"tags": tags_of(text)}),
)  # fmt: skip
STAR, WHEN, CURVES, _SIZES = 0, 1, 3, 4
WHOLE = STAR, WHEN, _SIZES
"""What is of no use in part."""


class HistoryModel(QAbstractTableModel):
    """Entries, the newest first unless the user sorts them by another column.

    `change` is called with an entry and what its user says of it; it returns the entry as it is
    then, None where that did not work.
    """

    def __init__(
        self, change: Callable[[Entry, dict[str, Any]], Entry | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._found = Entries([])
        self._order: Sequence[int] = ()
        self._change = change
        self._sorted = WHEN, Qt.SortOrder.DescendingOrder

    def show_entries(self, entries: Entries) -> None:
        """Show these, which come newest first; nothing is reset where they are there already."""
        if entries != self._found:
            self.beginResetModel()
            self._found = entries
            self._order = self._in_order()
            self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the entry of a row, None where there is no such row."""
        return self._found[self._order[row]] if 0 <= row < len(self._order) else None

    def row_of(self, entry: Entry | None) -> int:
        """Return where an entry is, the first row where it is not there."""
        if entry is None or entry.id not in self._found.ids:
            return 0
        return self._order.index(self._found.ids.index(entry.id))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; among equal ones the newest come first."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = [self._order[index.row()] for index in before]
        self._sorted = column, order
        self._order = self._in_order()
        now = [
            self.index(self._order.index(place), old.column())
            for place, old in zip(places, before, strict=True)
        ]
        self.changePersistentIndexList(before, now)
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def _in_order(self) -> Sequence[int]:
        """The places of what was found, as they are sorted; only another order reads them all."""
        column, order = self._sorted
        down = order is Qt.SortOrder.DescendingOrder
        places = range(len(self._found))
        if (column, down) == (WHEN, True):
            return places
        key = COLUMNS[column].sort_key
        return sorted(places, key=lambda place: key(self._found[place]), reverse=down)

    def rowCount(self, parent: Index = _HERE) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _HERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's title, or what it means."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            place, order = self._sorted
            return COLUMNS[section].title + (way(order) if section == place else "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return COLUMNS[section].title
        return COLUMNS[section].explained if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, the entry, or the whole advice to read."""
        entry, column = self._found[self._order[index.row()]], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.text(entry)
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(_told(entry))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == STAR:
            return "starred" if entry.starred else "not starred"
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what the user wrote."""
        said = COLUMNS[index.column()].said
        if said is None or role != Qt.ItemDataRole.EditRole:
            return False
        self._put(index.row(), said(str(value)))
        return True

    def toggle_star(self, row: int) -> None:
        """Give a run a star, or take it away."""
        self._put(row, {"starred": not self._found[self._order[row]].starred})

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that names and notes can be written."""
        found = super().flags(index)
        editable = COLUMNS[index.column()].said is not None
        return found | Qt.ItemFlag.ItemIsEditable if editable else found

    def _put(self, row: int, said: dict[str, Any]) -> None:
        place = self._order[row]
        entry = self._found[place]
        if all(getattr(entry, name) == value for name, value in said.items()):
            return
        changed = self._change(entry, said)
        if changed is not None:
            self._found.put(place, changed)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))


def _told(entry: Entry) -> str:
    given = ", ".join(f"{name} = {text}" for name, text in (entry.arguments or {}).items())
    parts = (
        _in_a_row(entry.name, entry.note, *entry.tags), entry.advice,
        f"Arguments: {given}" if given else "", entry.file or "",
        _in_a_row(entry.machine, entry.versions, entry.layer or ""),
        f"{journal.begun(entry.created)}, {count(entry.points)} points, {entry.finished}",
        f"Commit {git.in_short(entry.commit)}" if entry.commit else "",
    )  # fmt: skip
    return "\n".join(part for part in parts if part)


def _in_a_row(*texts: str) -> str:
    return " · ".join(filter(None, texts))
