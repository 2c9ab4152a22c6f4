"""One time over all kept runs of the shown function: a chart, and a row for each run."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from explorer.desktop.in_thread import InThread, Task
from explorer.desktop.look import theme as themes
from explorer.desktop.look.buttons import choice
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import NONE, PAGE, Flow, in_column, in_row
from explorer.desktop.look.page import Page
from explorer.desktop.look.tables import LEFT, dress
from explorer.desktop.shown import Shown
from explorer.history.archive import Archive, HistoryError
from explorer.history.comparable import alike
from explorer.measure.plan import Plan
from explorer.results import trend as trends
from explorer.results import wording
from explorer.results.pictures.frame import stepped
from explorer.results.pictures.trend import COLOURINGS, colouring, trend_picture
from explorer.results.record import Run, Series

if TYPE_CHECKING:
    from explorer.desktop.charts.view import PlotView

_CHART, _TABLE, _ROW = 3, 2, 26
_MOST = 200
"""Runs of a trend: the newest ones."""


class TrendPage(Page):
    """The trend of a curve at a size; a run is opened from its row: `opened` carries it."""

    opened = Signal(object)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._runs: dict[str, Run] = {}
        self._of: tuple[object, ...] | None = None
        self._coloured: object = None
        self._waits_for = ""
        self._gathering = InThread(self)
        self.found: trends.Trend | None = None
        self.plot: PlotView | None = None
        self._build()
        shown.text_changed.connect(self.refresh)

    def catch_up(self) -> None:
        """Show what was kept meanwhile."""
        self._of = None
        self.refresh()

    def recolour(self) -> None:
        if self.plot is not None:
            self.plot.set_theme(themes.theme_of(self.palette()))
        if self.found is not None:
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the run of the current row with Return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self._open()
        else:
            super().keyPressEvent(event)

    @property
    def doing(self) -> str:
        """Nothing that others wait for: reading gives way."""
        return ""

    def wait_for(self, what: str) -> None:
        """Read nothing while this is done: up to 200 runs take long enough to be seen in times."""
        self._waits_for = what
        if what:
            self.end()
        self.refresh()

    def end(self) -> None:
        """Read no more."""
        if self._gathering.under_way:
            self._gathering.give_up()
            self._of = None

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the runs, with all their samples, when another page is turned to."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.end()
            self._hold({})
            self.found = self._of = None

    @Slot()
    def refresh(self) -> None:
        """Gather the runs again, where it is in sight and they can be others."""
        run = self._shown.to_save()
        if run is None or not self.isVisible():
            return
        of = run.plan.kernel, run.plan.dtype, run.created, run.finished
        if of == self._of:
            return
        known = self._runs
        if self._of is None or of[:2] != self._of[:2]:
            self._hold({})
            self._say_only(
                f"{self._waits_for} The runs of this function are read once it is over."
                if self._waits_for
                else "Reading the runs of this function …"
            )
        if self._waits_for:
            return
        self._of = of
        self._gathering.begin(
            partial(_gathered, run.plan, known), "trend: reading runs", self._on_gathered
        )

    def _hold(self, runs: dict[str, Run]) -> None:
        """Have these runs; what is shown of them is chosen only where there are any."""
        self._runs = runs
        for box in (self.curve, self.at, self.by):
            box.setEnabled(bool(runs))

    def _build(self) -> None:
        self.title = Label(size="headline", wraps=True)
        self.conditions = Label(role="quiet", size="small", wraps=True)
        row = Flow(8)
        self.curve = self._combo(row, "Time of", "The curve whose times are shown")
        self.at = self._combo(row, "at", "The size at which they are shown")
        self.by = self._combo(row, "coloured by", "What colours tell apart")
        for name, one in COLOURINGS.items():
            self.by.addItem(one.title, name)
        self.table = QTableWidget(0, len(trends.TITLES))
        self._set_up_table()
        self._column = in_column(
            self.title,
            self.conditions,
            6,
            row,
            6,
            (self.table, _TABLE),
            of=self,
            spacing=2,
            margins=PAGE,
        )
        self.setFocusProxy(self.table)
        self._hold({})

    def _combo(self, row: Flow, caption: str, explained: str) -> QComboBox:
        label, combo = Label(caption), choice(explained)
        label.setBuddy(combo)
        combo.setToolTip(explained)
        combo.activated.connect(self._show)
        pair = QWidget()  # what it is of goes into the next line with it, where it is narrow
        in_row(label, combo, of=pair, margins=NONE)
        row.addWidget(pair)
        return combo

    def _set_up_table(self) -> None:
        table = self.table
        header = dress(table, "The runs of the trend", row=_ROW, by_row=True)
        table.setHorizontalHeaderLabels(list(trends.TITLES))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(LEFT)
        header.setStretchLastSection(True)
        table.currentCellChanged.connect(self._ring)
        table.doubleClicked.connect(self._on_double)

    def _on_gathered(self, found: dict[str, Run] | None, sentence: str) -> None:
        if found is None:
            self._say_only(sentence)
            return
        self._hold(found)
        self._offer()
        self._show()

    def _offer(self) -> None:
        """Offer what the shown run has; what was chosen before stays, else the selected point."""
        run, point = self._shown.run, self._shown.point
        if run is None:
            return
        wanted = trends.subject(run)
        if point is not None:
            wanted = (point.variant, run.threads_of(point.variant, point.threads)), point.size
        curves = [(wording.series(run, *curve), curve) for curve in run.series()]
        sizes = [(wording.at(run, size), size) for size in run.plan.sizes]
        _fill(self.curve, curves, wanted[0])
        _fill(self.at, sizes, wanted[1])

    @Slot()
    def _show(self) -> None:
        """Draw and list the trend that is chosen."""
        curve: Series | None = self.curve.currentData()
        size: int | None = self.at.currentData()
        if curve is None or size is None or not self._runs:
            self._say_only("No run of this function with these arguments is kept yet.")
            return
        try:
            found = trends.trend(list(self._runs.values()), (curve[0], curve[1]), size)
        except ValueError as error:
            self._say_only(str(error))
            return
        self.found = found
        assert self._of is not None
        if self._coloured != self._of[0]:
            self._coloured = self._of[0]
            self.by.setCurrentIndex(self.by.findData(colouring(found)))
        self.title.setText(f"{trends.headline(found)}.")
        self.conditions.setText(trends.conditions(found))
        self._list()
        self._draw()

    def _say_only(self, sentence: str) -> None:
        self.found = None
        self.title.setText(sentence)
        self.conditions.setText("")
        self.table.setRowCount(0)
        if self.plot is not None:
            self.plot.hide()

    def _list(self) -> None:
        """Write a row for each run, the newest first."""
        assert self.found is not None
        colours = themes.theme_of(QGuiApplication.palette())
        rows = list(zip(trends.rows(self.found), self.found.moments, strict=True))
        self.table.setRowCount(len(rows))
        for place, (texts, moment) in enumerate(reversed(rows)):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                change = moment.change if column == trends.CHANGE else None
                if change is not None and not change.sure:
                    item.setForeground(QBrush(QColor(colours.faint)))
                elif change is not None and change.slower > 1:
                    item.setForeground(QBrush(QColor(colours.warning)))
                self.table.setItem(place, column, item)

    def _draw(self) -> None:
        assert self.found is not None
        plot = self._made()
        picture = trend_picture(self.found, self.by.currentData())
        plot.figure.show_picture(picture)
        assert picture.y_range is not None
        low, high = picture.y_range
        margin = 0.08 * max(high - low, picture.y_least)
        y_range = stepped(low - margin, high + margin, picture.y_step, picture.y_least)
        plot.figure.set_ranges(picture.x_range, y_range)
        plot.setAccessibleName(f"Trend: {self.title.text()}")
        plot.show()
        self._ring()

    def _made(self) -> PlotView:
        """The plot, built when it is first needed: what draws takes long to load."""
        if self.plot is None:
            from explorer.desktop.charts.view import PlotView

            self.plot = PlotView(themes.theme_of(self.palette()))
            self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.plot.pointed.connect(self._on_pointed)
            self.plot.picked.connect(self._on_pointed)
            self.plot.reset_asked.connect(self._draw)
            self._column.insertWidget(self._column.count() - 1, self.plot, _CHART)
        return self.plot

    @Slot(QPointF)
    def _on_pointed(self, at: QPointF) -> None:
        """Choose the row of the run that is nearest to where the mouse is."""
        if self.found is None or self.plot is None:
            return
        figure, last = self.plot.figure, len(self.found.moments) - 1
        if figure.box.rect().contains(at):
            place = min(max(round(figure.box.mapToView(at).x()), 0), last)
            self.table.setCurrentCell(last - place, 0)

    @Slot()
    def _ring(self) -> None:
        """Mark the point of the current row."""
        if self.found is None or self.plot is None:
            return
        place = len(self.found.moments) - 1 - self.table.currentRow()
        spots = [s for curve in self.plot.figure.picture.curves for s in curve.spots]
        color = QColor(themes.theme_of(self.palette()).accent)
        rings = [(s.x, s.y, color, 8.5) for s in spots if s.x == place]
        self.plot.figure.rings.show_rings(tuple(rings))

    @Slot(QModelIndex)
    def _on_double(self, _: QModelIndex) -> None:
        self._open()

    def _open(self) -> None:
        row = self.table.currentRow()
        if self.found is not None and row >= 0:
            self.opened.emit(self.found.moments[-1 - row].run)


def _gathered(plan: Plan, known: dict[str, Run], task: Task) -> dict[str, Run]:
    """Read the kept runs of what a plan is of; `known` are read already, damaged ones left out."""
    archive, found = Archive(), {}
    for entry in alike(archive, plan)[:_MOST]:
        task.go_on()
        with suppress(HistoryError):
            found[entry.id] = known.get(entry.id) or archive.run(entry)
    return found


def _fill(combo: QComboBox, items: list[tuple[str, Any]], first: Any) -> None:
    """Offer these, and choose what was chosen before, else the one that is to be first."""
    before, values = combo.currentData(), [value for _, value in items]
    combo.clear()
    for text, value in items:
        combo.addItem(text, value)
    chosen = next((value for value in (before, first) if value in values), values[0])
    combo.setCurrentIndex(values.index(chosen))
