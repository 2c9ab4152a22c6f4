"""The points of a run as rows of a table, sorted by number and not by text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from explorer.desktop.theme import Theme
from explorer.measure.plan import Point
from explorer.results.analysis import speedup
from explorer.results.record import PointRecord, Run
from explorer.units import count, percent, ratio, seconds

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = int(Qt.ItemDataRole.UserRole)
COLUMNS = ("Variant", "Threads", "n", "Time", "±", "Speed-up", "State")
_TIPS = (
    "Implementation",
    "Numba's thread count",
    "Size",
    "Median time per call",
    "Precision: half the 95 % interval over the median",
    "How many times faster than the baseline",
    "Whether the time can be trusted",
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ROOT = QModelIndex()


class ResultsModel(QAbstractTableModel):
    """Rows are added in place as points are measured, so that a selection stays where it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None
        self._run: Run | None = None
        self._points: list[Point] = []
        self._ratios: dict[Point, tuple[PointRecord, PointRecord | None, float]] = {}

    def show_run(self, run: Run | None) -> None:
        """Show a run; one with the same points and more keeps the rows it has."""
        if run is None or self._run is None or run.plan != self._run.plan:
            self._ratios.clear()
        points = [] if run is None else _ordered(run)
        if _is_part(self._points, points):
            self._run = run
            self._insert(points)
            if points:
                last = self.index(len(points) - 1, len(COLUMNS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self._run, self._points = run, points
            self.endResetModel()

    def point(self, row: int) -> Point:
        """Return the point of a row."""
        return self._points[row]

    def row_of(self, point: Point) -> int | None:
        """Return the row of a point, None where it has none."""
        return self._points.index(point) if point in self._points else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many points there are."""
        return 0 if parent.isValid() else len(self._points)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            name = self._run.plan.kernel.size_name if self._run else "n"
            return name if COLUMNS[section] == "n" else COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section in (0, 6) else _RIGHT
        return None

    def data(self, index: Index, role: int = 0) -> object:
        """Return a cell's text, or with SORT_ROLE its value."""
        if self._run is None:
            return None
        record = self._run.points[self._points[index.row()]]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(record, column)
        if role == SORT_ROLE:
            return self._value(record, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column in (0, 6) else _RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            return record.reason or None
        if role == Qt.ItemDataRole.ForegroundRole and self.theme is not None:
            if record.status in ("wrong", "failed") and column == len(COLUMNS) - 1:
                return QColor(self.theme.warning)
            if not record.usable or (column == len(COLUMNS) - 1 and record.status == "ok"):
                return QColor(self.theme.faint)
        return None

    def text(self, record: PointRecord, column: int) -> str:
        """Return what a cell shows."""
        point, estimate = record.point, record.estimate
        match COLUMNS[column]:
            case "Variant":
                return point.variant
            case "Threads":
                return count(point.threads)
            case "n":
                return count(point.size)
            case "State":
                return record.status
        if estimate is None:
            return "–"
        if COLUMNS[column] == "Time":
            return seconds(estimate.median_s)
        if COLUMNS[column] == "±":
            return "–" if math.isinf(estimate.precision) else percent(estimate.precision)
        value = self._speedup(record)
        return "–" if math.isnan(value) else ratio(value)

    def _value(self, record: PointRecord, column: int) -> object:
        point, estimate = record.point, record.estimate
        match COLUMNS[column]:
            case "Variant":
                assert self._run is not None
                return self._run.plan.variants.index(point.variant)
            case "Threads":
                return point.threads
            case "n":
                return point.size
            case "State":
                return record.status
            case "Time":
                return math.inf if estimate is None else estimate.median_s
            case "±":
                return math.inf if estimate is None else estimate.precision
        value = self._speedup(record)
        return -1.0 if math.isnan(value) else value

    def _speedup(self, record: PointRecord) -> float:
        """Kept per record: sorting asks for it often."""
        assert self._run is not None
        base = self._run.plan.baseline
        other = self._run.point(base.variant, record.point.size, base.threads)
        known = self._ratios.get(record.point)
        if known is None or known[0] is not record or known[1] is not other:
            found = speedup(self._run, record)
            known = (record, other, math.nan if found is None else found.median)
            self._ratios[record.point] = known
        return known[2]

    def _insert(self, points: Sequence[Point]) -> None:
        row = 0
        while row < len(points):
            if row < len(self._points) and self._points[row] == points[row]:
                row += 1
                continue
            end = row
            old = self._points[row] if row < len(self._points) else None
            while end < len(points) and points[end] != old:
                end += 1
            self.beginInsertRows(QModelIndex(), row, end - 1)
            self._points[row:row] = points[row:end]
            self.endInsertRows()
            row = end


def _ordered(run: Run) -> list[Point]:
    """The points in the order of the plan: variants, then threads, then sizes."""
    place = {name: i for i, name in enumerate(run.plan.variants)}
    known = (point for point in run.points if point.variant in place)
    return sorted(known, key=lambda p: (place[p.variant], p.threads, p.size))


def _is_part(some: Sequence[Point], of: Sequence[Point]) -> bool:
    """Whether a sequence becomes the other by insertions alone."""
    rest = iter(of)
    return all(point in rest for point in some)
