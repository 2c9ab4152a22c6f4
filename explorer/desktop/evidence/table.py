"""The results table: the charts' twin for the keyboard and the screen reader."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QClipboard, QFontMetrics, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QTableView

from explorer.desktop.evidence.model import COLUMNS, SORT_ROLE, Index, ResultsModel
from explorer.desktop.look import theme
from explorer.desktop.look.tables import DOWN, dress, sorting
from explorer.desktop.shown import Shown
from explorer.measure.plan import Point
from explorer.results.columns import column
from explorer.results.csvfile import as_tsv
from explorer.results.record import Run
from explorer.units import count

_VARIANT, _SIZE = COLUMNS.index(column("variant")), COLUMNS.index(column("size"))
_TITLE_PAD = 12
"""Pixels beside a column's title: the padding of headers (`look.appearance`), and a little air."""


class _Drawn(QSortFilterProxyModel):
    """The rows whose curves are drawn."""

    def __init__(self, shown: Shown, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown
        shown.hidden_changed.connect(self.invalidate)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Return whether the row's curve is drawn."""
        model = self.sourceModel()
        assert isinstance(model, ResultsModel)
        point = model.point(row)
        return (point.variant, point.threads) not in self._shown.hidden


class ResultsTable(QTableView):
    """Sorted by a click on a header; the current row is the selected point."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._following = False
        self._fitted = ""
        self._is_old = False
        self.rows = ResultsModel(self)
        self.rows.theme = theme.theme_of(QGuiApplication.palette())
        self.sorted = _Drawn(shown, self)
        self.sorted.setSourceModel(self.rows)
        self.sorted.setSortRole(SORT_ROLE)
        self.sorted.setDynamicSortFilter(True)
        self.setModel(self.sorted)
        header = dress(self, "Results", by_row=True)
        self.setSortingEnabled(True)
        header.setSortIndicatorShown(False)
        header.sortIndicatorChanged.connect(self.rows.say_sorted)
        header.sortIndicatorChanged.connect(self._make_room)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setFont(theme.font("small"))
        self._hidden = self._not_there(None)
        self._hide()
        self._set_widths()
        self.sortByColumn(_SIZE, Qt.SortOrder.DescendingOrder)  # the answer is about the largest
        self.addAction(sorting(self, [self.rows.title(place) for place in range(len(COLUMNS))]))
        self.selectionModel().currentRowChanged.connect(self._on_current)
        shown.text_changed.connect(self._on_run)
        shown.point_changed.connect(self._on_point)

    def _set_widths(self) -> None:
        metrics = QFontMetrics(self.font())
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 6)
        header = self.horizontalHeader()
        header.setFont(self.font())
        header.setSortIndicatorClearable(True)
        header.setMinimumSectionSize(24)
        for place, shown in enumerate(COLUMNS):
            widest = metrics.horizontalAdvance(shown.widest) + self._pad
            title = metrics.horizontalAdvance(self.rows.title(place)) + _TITLE_PAD
            self.setColumnWidth(place, max(widest, title))
        self._make_room(header.sortIndicatorSection())

    def _make_room(self, section: int) -> None:
        """Let the title of the column that rows are sorted by have its arrow beside it.

        Those that rows were never sorted by have no room for one: each would take the width of a
        figure.
        """
        if 0 <= section < len(COLUMNS):
            wanted = self.rows.title(section) + DOWN
            needed = QFontMetrics(self.font()).horizontalAdvance(wanted) + _TITLE_PAD
            self.setColumnWidth(section, max(self.columnWidth(section), needed))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.rows.theme = theme.theme_of(QGuiApplication.palette())

    def copy(self, clipboard: QClipboard) -> int:
        """Copy the selected rows, or all where none is; return how many."""
        if self._is_old:
            self.rows.show_run(self._shown.run, self._shown.kernel)
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        if not chosen:
            chosen = list(range(self.sorted.rowCount()))
        if chosen:
            clipboard.setText(as_tsv(self.rows.row(self._source_row(row)) for row in chosen))
        return len(chosen)

    def point_at(self, row: int) -> Point:
        """Return the point of a row as it is shown."""
        return self.rows.point(self._source_row(row))

    def _source_row(self, row: int) -> int:
        return self.sorted.mapToSource(self.sorted.index(row, 0)).row()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it was out of sight."""
        super().showEvent(event)
        if self._is_old:
            self._on_run()
            self._on_point()

    def _on_run(self) -> None:
        self._is_old = not self.isVisible()
        if self._is_old:
            return
        run = self._shown.run
        if run is not None and (
            run.created != self._fitted or self._hidden != self._not_there(run)
        ):
            self._fitted = run.created
            self._fit(run)
        self._following = True
        self.rows.show_run(run, self._shown.kernel)
        self._following = False

    def _fit(self, run: Run) -> None:
        """Give the columns what the plan will need, so that they keep their widths."""
        metrics = QFontMetrics(self.font())
        self._hidden = self._not_there(run)
        self._hide()
        self._set_widths()
        for place, texts in ((_VARIANT, run.plan.variants), (_SIZE, map(count, run.plan.sizes))):
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            self.setColumnWidth(place, max(widest + self._pad, 50))

    @staticmethod
    def _not_there(run: Run | None) -> list[int]:
        """The places of the columns that a run has not."""
        return [place for place, found in enumerate(COLUMNS) if not found.there(run)]

    def _hide(self) -> None:
        for place in range(len(COLUMNS)):
            self.setColumnHidden(place, place in self._hidden)

    @property
    def _pad(self) -> int:
        """Pixels beside a column's text: what the style leaves free at both sides."""
        return 2 * self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + 3

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
            self._shown.select(self.point_at(current.row()))
            self._following = False
