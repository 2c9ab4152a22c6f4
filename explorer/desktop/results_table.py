"""The results table: the charts' twin for the keyboard and the screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction, QClipboard, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from explorer.desktop import theme
from explorer.desktop.results_model import COLUMNS, SORT_ROLE, ResultsModel
from explorer.desktop.shown import Shown
from explorer.results.record import PointRecord, Run


class ResultsTable(QTableView):
    """Sorted by a click on a header; the current row is the selected point."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._following = False
        self.rows = ResultsModel(self)
        self.rows.theme = theme.theme_of(self.palette())
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.rows)
        self.sorted.setSortRole(SORT_ROLE)
        self.sorted.setDynamicSortFilter(True)
        self.setModel(self.sorted)
        self.setAccessibleName("Results")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setFont(theme.font("small"))
        self._set_widths()
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        shown.run_changed.connect(self._on_run)
        shown.point_changed.connect(self._on_point)

    def _set_widths(self) -> None:
        metrics = QFontMetrics(self.font())
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 6)
        header = self.horizontalHeader()
        header.setFont(self.font())
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setMinimumSectionSize(24)
        widest = ("parallel_fastmath", "Thrds", "10,000,000", "9.99 ms", "9.9 %", "999×", "coarse")
        for column, text in enumerate(widest):
            width = metrics.horizontalAdvance(text) + 16
            self.setColumnWidth(column, max(width, metrics.horizontalAdvance(COLUMNS[column]) + 18))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.rows.theme = theme.theme_of(self.palette())

    def copy(self, clipboard: QClipboard) -> int:
        """Copy the selected rows, or all where fewer than two are; return how many."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if len(chosen) < 2:
            chosen = list(range(self.sorted.rowCount()))
        run = self._shown.run
        if run is None:
            return 0
        points = (self.rows.point(self._source_row(row)) for row in chosen)
        clipboard.setText(as_tsv(run, [run.points[point] for point in points]))
        return len(chosen)

    def _source_row(self, row: int) -> int:
        return self.sorted.mapToSource(self.sorted.index(row, 0)).row()

    def _on_run(self) -> None:
        self._following = True
        self.rows.show_run(self._shown.run)
        self._following = False

    def _on_point(self) -> None:
        if self._following:
            return
        point = self._shown.point
        row = None if point is None else self.rows.row_of(point)
        self._following = True
        if row is None:
            self.clearSelection()
        else:
            index = self.sorted.mapFromSource(self.rows.index(row, 0))
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        self._following = False

    def _on_current(self, current: QModelIndex) -> None:
        if not self._following and current.isValid():
            self._following = True
            self._shown.select(self.rows.point(self._source_row(current.row())))
            self._following = False


def as_tsv(run: Run, records: list[PointRecord]) -> str:
    """Return points as text for a spreadsheet: a header, then numbers in seconds per call."""
    from explorer.results.analysis import speedup

    lines = ["variant\tthreads\tsize\tmedian_s\tlow_s\thigh_s\tspeedup\tstatus"]
    for record in records:
        found = speedup(run, record)
        estimate = record.estimate
        cells = [
            record.point.variant,
            record.point.threads,
            record.point.size,
            *((estimate.median_s, estimate.low_s, estimate.high_s) if estimate else (None,) * 3),
            found.median if found else None,
            record.status,
        ]
        lines.append("\t".join("" if cell is None else f"{cell}" for cell in cells))
    return "\n".join(lines) + "\n"
