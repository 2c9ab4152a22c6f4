"""The results table: the charts' twin for the keyboard and the screen reader."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QClipboard, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from explorer.desktop.evidence.model import SORT_ROLE, SPREAD, ResultsModel
from explorer.desktop.look import theme
from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Point
from explorer.results import csvfile
from explorer.results.record import Run
from explorer.results.table import rows
from explorer.units import count

_ACROSS = Qt.Orientation.Horizontal
_PAD, _CLOSE = 9, 6
"""Pixels beside a column's text; close together where there is one column more."""
_WIDEST = ("parallel_fastmath", "Thr. ", "10,000,000", "9.99 ms", "Speed-up", "Spread", "99.9 %")


class ResultsTable(QTableView):
    """Sorted by a click on a header; the current row is the selected point."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._following = False
        self._fitted = ""
        self.kernel: Kernel | None = None
        self.rows = ResultsModel(self)
        self.rows.theme = theme.theme_of(QGuiApplication.palette())
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
        self.setColumnHidden(SPREAD, True)
        self._set_widths()
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        shown.text_changed.connect(self._on_run)
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
        for column, text in enumerate(_WIDEST):
            title = metrics.horizontalAdvance(str(self.rows.headerData(column, _ACROSS)))
            width = max(metrics.horizontalAdvance(text), title + 6)
            self.setColumnWidth(column, width + self._pad)
        header.setStretchLastSection(True)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.rows.theme = theme.theme_of(QGuiApplication.palette())

    def copy(self, clipboard: QClipboard) -> int:
        """Copy the selected rows, or all where fewer than two are; return how many."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if len(chosen) < 2:
            chosen = list(range(self.sorted.rowCount()))
        run = self._shown.run
        if run is None:
            return 0
        points = (self.rows.point(self._source_row(row)) for row in chosen)
        clipboard.setText(as_tsv(run, self.kernel, points))
        return len(chosen)

    def _source_row(self, row: int) -> int:
        return self.sorted.mapToSource(self.sorted.index(row, 0)).row()

    def _on_run(self) -> None:
        run = self._shown.run
        if run is not None and run.created != self._fitted:
            self._fitted = run.created
            self._fit(run)
        self._following = True
        self.rows.show_run(run, self.kernel)
        self._following = False

    def _fit(self, run: Run) -> None:
        """Give the columns what the plan will need, so that they keep their widths."""
        metrics = QFontMetrics(self.font())
        self.setColumnHidden(SPREAD, run.plan.repeats < 2)
        self._set_widths()
        for column, texts in ((0, run.plan.variants), (2, map(count, run.plan.sizes))):
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            self.setColumnWidth(column, max(widest + self._pad, 50))

    @property
    def _pad(self) -> int:
        return _PAD if self.isColumnHidden(SPREAD) else _CLOSE

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


def as_tsv(run: Run, kernel: Kernel | None, points: Iterable[Point]) -> str:
    """Return points as text for a spreadsheet: what the CSV file has, with tabs."""
    header, *lines = csv.reader(io.StringIO(csvfile.dumped(run, kernel), newline=""))
    by_point = dict(zip((row.record.point for row in rows(run, kernel)), lines, strict=True))
    chosen = [header, *(by_point[point] for point in points)]
    return "".join("\t".join(cells) + "\n" for cells in chosen)
