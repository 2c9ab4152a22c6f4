"""The map: sizes across, thread counts upwards, coloured by speed-up, a line where it is 1×."""

import math
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QBrush, QColor, QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from explorer.desktop.charts.map_cells import CELL, SHORT, Cells
from explorer.desktop.look import theme as themes
from explorer.desktop.look.buttons import choice
from explorer.desktop.look.label import Label, tip
from explorer.desktop.look.laid import PAGE, REST, in_column, in_row
from explorer.desktop.look.page import Page
from explorer.desktop.look.tables import dress
from explorer.desktop.look.theme import Theme
from explorer.desktop.shown import Shown
from explorer.results import wording
from explorer.results.denser import size_between
from explorer.results.pictures.curves import roster_of
from explorer.results.pictures.grid import Cell, Grid, first, grid, headline, threaded
from explorer.results.pictures.looks import STRONGEST
from explorer.results.pictures.reading import against_baseline, reading
from explorer.results.pictures.scales import short_sizes
from explorer.results.pictures.view import conditions
from explorer.results.record import Run
from explorer.units import count, seconds, significant
from explorer.units import ratio as write_ratio

DOUBLINGS = 5
"""By how many doublings of the speed a cell gets as much colour as it can have."""

_HINT = "point at a cell, or use the arrow keys · double-click or Enter measures it better"
_EVERYONE = "the fastest variant"
_LEAST_WIDTH, _LEAST_HEIGHT, _MOST_HEIGHT = 36, 24, 72


class MapPage(Page):
    """A table of coloured cells; the current one is the selected point.

    A table, so that the keyboard and a screen reader go from cell to cell. `better_wanted` carries
    the point to measure better, `size_wanted` a size to measure at, too.
    """

    size_wanted = Signal(object)
    better_wanted = Signal(object)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._drawn: tuple[Run, str] | None = None
        self._following = self._is_chosen = False
        self._at = -1, -1
        self.title = Label(size="headline", wraps=True)
        self.conditions = Label(role="quiet", size="small", wraps=True)
        self.readout = Label(size="small", wraps=True)
        self.axes = Label(role="quiet", size="small")
        self.choice = choice("What the map shows")
        self.choice.activated.connect(self._on_chosen)
        self.table = QTableWidget()
        self._set_up_table()
        caption = Label("Map of", of=self.choice)
        row = in_row(caption, self.choice, self.axes, REST, spacing=8)
        in_column(
            self.title,
            self.conditions,
            6,
            row,
            6,
            (self.table, 1),
            4,
            self.readout,
            of=self,
            spacing=2,
            margins=PAGE,
        )
        self.setFocusProxy(self.table)
        shown.text_changed.connect(self.update_cells)
        shown.point_changed.connect(self._on_point)

    def _set_up_table(self) -> None:
        table = self.table
        dress(table, "Map of sizes and thread counts")
        table.setWordWrap(True)
        table.setItemDelegate(Cells(table))
        table.setCornerButtonEnabled(False)
        table.setMouseTracking(True)
        table.setFont(themes.font("small"))
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._between = QAction("Measure Between These &Sizes", table)
        self._between.triggered.connect(self._on_measure_between)
        table.addAction(self._between)
        table.cellActivated.connect(self._on_measure_better)
        for header, least in (
            (table.horizontalHeader(), _LEAST_WIDTH),
            (table.verticalHeader(), _LEAST_HEIGHT),
        ):
            header.setMinimumSectionSize(least)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setHighlightSections(False)
            header.setFont(themes.font("small"))
        table.horizontalHeader().setStyleSheet("QHeaderView::section { padding: 4px 1px; }")
        table.verticalHeader().setMaximumSectionSize(_MOST_HEIGHT)
        table.currentCellChanged.connect(self._on_current)
        table.cellEntered.connect(self._read_out)

    def recolour(self) -> None:
        self._drawn = None

    def catch_up(self) -> None:
        self.update_cells()

    def choose(self, variant: str) -> None:
        """Show the map of a variant; empty: of the fastest ones."""
        self.choice.setCurrentIndex(self.choice.findData(variant))
        self._on_chosen()

    def _on_chosen(self) -> None:
        self._is_chosen = True
        self.update_cells()

    def update_cells(self) -> None:
        """Draw what is known now."""
        run, scene = self._shown.run, self._shown.scene()
        if run is None or scene is None or not self.isVisible():
            return
        self._offer(run)
        variant = self.choice.currentData() or ""
        if self._drawn is not None and self._drawn[0] is run and self._drawn[1] == variant:
            return
        self._drawn = run, variant
        found = grid(run, variant)
        self.title.setText(headline(run, variant, found))
        self.conditions.setText(conditions(replace(scene, others=())))
        self._fill(found)
        self._on_point()

    def _offer(self, run: Run) -> None:
        """Offer the maps of a run; until one is chosen, that of its fastest variant is shown."""
        names, kept = [*threaded(run), ""], self.choice.currentData()
        if [self.choice.itemData(place) for place in range(self.choice.count())] != names:
            self.choice.clear()
            for name in names:
                self.choice.addItem(name or _EVERYONE, name)
        self._is_chosen = self._is_chosen and kept in names
        wanted = kept if self._is_chosen else first(run)
        self.choice.setCurrentIndex(self.choice.findData(wanted))

    def _fill(self, found: Grid) -> None:
        run, table = self._shown.run, self.table
        assert run is not None
        theme = themes.theme_of(QGuiApplication.palette())
        self._following = True
        table.setRowCount(len(found))
        table.setColumnCount(len(run.plan.sizes))
        for x, text in enumerate(short_sizes(run.plan.sizes)):
            head = QTableWidgetItem(text)
            head.setToolTip(wording.at(run, run.plan.sizes[x]))
            table.setHorizontalHeaderItem(x, head)
        for y, row in enumerate(found):
            head, said = QTableWidgetItem(f"{row[0].threads}"), wording.threads(row[0].threads)
            head.setToolTip(said)
            head.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            table.setVerticalHeaderItem(y, head)
        self.axes.setText(f"rows: threads, columns: {run.plan.axis}")
        of_variants = not self.choice.currentData()
        for y, row in enumerate(found):
            for x, cell in enumerate(row):
                item = QTableWidgetItem(_text(cell, of_variants))
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                item.setData(CELL, cell)
                if cell.ratio is not None and not of_variants:
                    item.setData(SHORT, significant(cell.ratio.median, 2))
                ground = self._colour(theme, cell, of_variants)
                item.setBackground(QBrush(ground))
                said = self._said(cell)
                item.setToolTip(tip(said))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
                table.setItem(y, x, item)
        self._following = False
        self._read_out(*self._at)

    def _colour(self, theme: Theme, cell: Cell, of_variants: bool) -> QColor:
        run = self._shown.run
        if run is None or cell.record is None or cell.ratio is None:
            return QColor(theme.background)
        if of_variants:
            hue = themes.color(theme, roster_of(run), cell.record.point.variant, 1.0)
            return themes.mixed(theme.background, hue, STRONGEST / 2)
        doublings = math.log2(cell.ratio.median)
        hue = QColor(theme.accent if doublings > 0 else theme.series[1])
        share = min(abs(doublings) / DOUBLINGS, 1.0) * STRONGEST
        return themes.mixed(theme.background, hue, share)

    def _said(self, cell: Cell) -> str:
        run = self._shown.run
        if run is None or cell.record is None:
            return "not measured"
        return "  ·  ".join(reading(run, cell.record, against_baseline(run, cell.record)))

    def _cell(self, y: int, x: int) -> Cell | None:
        item = self.table.item(y, x)
        found = None if item is None else item.data(CELL)
        return found if isinstance(found, Cell) else None

    def _read_out(self, y: int, x: int) -> None:
        self._at = y, x
        cell = self._cell(y, x)
        self.readout.setText(_HINT if cell is None else self._said(cell))

    def _on_current(self, y: int, x: int) -> None:
        cell = self._cell(y, x)
        self._offer_between(x)
        if self._following or cell is None:
            return
        self._read_out(y, x)
        if cell.record is not None:
            self._following = True
            self._shown.select(cell.record.point)
            self._following = False

    def _on_point(self) -> None:
        if self._following or self._shown.point is None:
            return
        self._following = True
        for y in range(self.table.rowCount()):
            for x in range(self.table.columnCount()):
                cell = self._cell(y, x)
                if cell and cell.record and cell.record.point == self._shown.point:
                    self.table.setCurrentCell(y, x)
        self._following = False

    def _offer_between(self, x: int) -> None:
        """Offer to measure at a size between a column and the next one, or the one before."""
        run, size = self._shown.run, self._size_beside(x)
        self._between.setEnabled(size is not None)
        if run is not None and size is not None:
            self._between.setText(f"Measure at {run.plan.axis} = {count(size)}, &Too")
        else:
            self._between.setText("There Is No Size Between These")

    def _size_beside(self, x: int) -> int | None:
        sizes = self._shown.run.plan.sizes if self._shown.run is not None else ()
        x = min(x, len(sizes) - 2)
        return size_between(sizes[x], sizes[x + 1]) if x >= 0 else None

    def _on_measure_between(self) -> None:
        size = self._size_beside(self.table.currentColumn())
        if size is not None:
            self.size_wanted.emit(size)

    def _on_measure_better(self, y: int, x: int) -> None:
        cell = self._cell(y, x)
        if cell is not None and cell.record is not None:
            self.better_wanted.emit(cell.record.point)


def _text(cell: Cell, of_variants: bool) -> str:
    record = cell.record
    if record is None:
        return ""
    if not (record.usable and record.estimate):
        return "" if record.status == "coarse" else record.status
    if of_variants:
        return f"{record.point.variant}\n{seconds(record.estimate.median_s)}"
    return "" if cell.ratio is None else write_ratio(cell.ratio.median)
