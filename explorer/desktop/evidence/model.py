"""The points of a run as rows of a table, sorted by number and not by text."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from explorer.desktop.look.label import tip
from explorer.desktop.look.tables import way
from explorer.desktop.look.theme import Theme
from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Point
from explorer.results import table
from explorer.results.columns import column, in_window
from explorer.results.record import Run
from explorer.results.table import Row

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = int(Qt.ItemDataRole.UserRole)
COLUMNS = in_window()
TRUST = COLUMNS.index(column("precision"))
"""The column of the precision, or of what is wrong with the point in its place."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROOT = QModelIndex()


class ResultsModel(QAbstractTableModel):
    """Rows are added in place as points are measured, so that a selection stays where it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None
        self._run: Run | None = None
        self._rows: list[Row] = []
        self._sorted: tuple[int, str] = -1, ""

    def title(self, section: int) -> str:
        """Return what a column is called."""
        shown = COLUMNS[section]
        return shown.short or (shown.title if self._run is None else shown.heading(self._run))

    def say_sorted(self, section: int, order: Qt.SortOrder) -> None:
        """Say beside a column's title that rows are sorted by it; -1 for none."""
        self._sorted = section, way(order)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def show_run(self, run: Run | None, kernel: Kernel | None = None) -> None:
        """Show a run; one with the same points and more keeps the rows it has."""
        rows = [] if run is None else list(table.rows(run, kernel))
        grows = _is_part(self._points(self._rows), self._points(rows))
        if not grows:
            self.beginResetModel()
        self._run = run or self._run
        if not grows:
            self._rows = rows
            self.endResetModel()
            return
        self._insert(rows)
        self._rows = rows
        if rows:
            last = self.index(len(rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def point(self, row: int) -> Point:
        return self._rows[row].record.point

    def row(self, place: int) -> Row:
        """Return what a row is made of."""
        return self._rows[place]

    def row_of(self, point: Point) -> int | None:
        """Return the row of a point, None where it has none."""
        points = self._points(self._rows)
        return points.index(point) if point in points else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            place, sign = self._sorted
            return self.title(section) + (sign if section == place else "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.title(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{COLUMNS[section].title}: {COLUMNS[section].explained}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or with SORT_ROLE its value."""
        row, place = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            text, status = COLUMNS[place].text(row), row.record.status
            known = status == "ok" or (status == "coarse" and text)
            return text if place != TRUST or known else status
        if role == SORT_ROLE:
            return COLUMNS[place].sort_key(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(place)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(row.record.reason) or None
        if role == Qt.ItemDataRole.ForegroundRole and self.theme is not None:
            status = row.record.status
            if place == TRUST and status in ("wrong", "failed", "noisy", "unchecked"):
                return QColor(self.theme.warning)
            if place == TRUST or not row.record.usable:
                return QColor(self.theme.faint)
        return None

    def _insert(self, rows: Sequence[Row]) -> None:
        """Add what is new where it belongs, one stretch of rows at a time."""
        place = 0
        while place < len(rows):
            known = self._rows[place].record.point if place < len(self._rows) else None
            end = place
            while end < len(rows) and rows[end].record.point != known:
                end += 1
            if end > place:
                self.beginInsertRows(QModelIndex(), place, end - 1)
                self._rows[place:place] = rows[place:end]
                self.endInsertRows()
            place = end + 1

    @staticmethod
    def _points(rows: Sequence[Row]) -> list[Point]:
        return [row.record.point for row in rows]


def _alignment(place: int) -> Qt.AlignmentFlag:
    return _LEFT if COLUMNS[place].is_text else _RIGHT


def _is_part(some: Sequence[Point], of: Sequence[Point]) -> bool:
    """Whether a sequence becomes the other by insertions alone."""
    rest = iter(of)
    return all(point in rest for point in some)
