"""The middle of the window: the lesson, a chart for each question, and the source."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QToolButton, QWidget

from explorer.desktop.charts.chart import Chart
from explorer.desktop.charts.speedup import SpeedupChart
from explorer.desktop.charts.threads import ThreadsChart
from explorer.desktop.charts.time import TimeChart
from explorer.desktop.look.theme import font
from explorer.desktop.shown import Shown
from explorer.desktop.source.changes_page import ChangesPage
from explorer.desktop.source.code_page import CodePage
from explorer.desktop.source.lesson_page import LessonPage
from explorer.desktop.source.output_page import OutputPage
from explorer.measure.plan import Point
from explorer.results.record import PointRecord

CHARTS = ("show_time", "show_speedup", "show_threads")
PAGES = ("show_lesson", *CHARTS, "show_changes", "show_code", "show_output")


class ChartTabs(QTabWidget):
    """Only the chart in sight is drawn; the others catch up when they are turned to.

    `painted` passes on when a chart was painted.
    """

    painted = Signal(object, object)

    def __init__(self, shown: Shown, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._shown = shown
        self._actions = actions
        self.lesson = LessonPage()
        self.charts: tuple[Chart, ...] = (TimeChart(), SpeedupChart(), ThreadsChart())
        self._latest: Chart = self.charts[0]
        self._stale: set[Chart] = set()
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.addTab(self.lesson, "Lesson")
        for chart, title in zip(self.charts, ("Time", "Speed-up", "Threads"), strict=True):
            self.addTab(chart, title)
            chart.addAction(actions["copy_plot"])
            chart.clicked.connect(self._on_clicked)
            chart.emphasised.connect(shown.emphasise)
            chart.painted.connect(self.painted)
        self.changes = ChangesPage(shown)
        self.code = CodePage(shown)
        self.output = OutputPage(shown)
        self.addTab(self.changes, "Changes")
        self.addTab(self.code, "Code")
        self.addTab(self.output, "Output")
        self.setCornerWidget(self._tools(), Qt.Corner.TopRightCorner)
        self.currentChanged.connect(self._on_page)
        shown.run_changed.connect(self._on_run)
        shown.hidden_changed.connect(self._redraw)
        shown.point_changed.connect(self._on_point)
        shown.emphasis_changed.connect(self._on_emphasis)
        self._on_run()
        self._on_page()

    @property
    def chart(self) -> Chart | None:
        """The chart in sight, None on the lesson's page."""
        page = self.currentWidget()
        return page if isinstance(page, Chart) else None

    @property
    def latest_chart(self) -> Chart:
        """The chart in sight, or the one that was last; up to date with what is shown."""
        chart = self.chart or self._latest
        self._draw(chart)
        return chart

    def turn_to(self, name: str) -> None:
        """Turn to a page by the name of its action, where there is something on it."""
        page = PAGES.index(name)
        if self.isTabEnabled(page) and self.isTabVisible(page):
            self.setCurrentIndex(page)

    def page_name(self) -> str:
        """Return the name of the action of the page in sight."""
        return PAGES[self.currentIndex()]

    def _tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 2, 8, 2)
        row.setSpacing(0)
        for name in ("reset_view", "copy_plot", "save_plot"):
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setProperty("role", "tool")
            button.setFont(font("small"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        return tools

    def _on_run(self) -> None:
        run = self._shown.run
        for name in CHARTS:
            self.setTabEnabled(PAGES.index(name), run is not None)
        self._offer("show_changes", self._shown.before is not None)
        self._offer("show_output", run is not None and bool(run.output))
        self._redraw()

    def _offer(self, name: str, offered: bool) -> None:
        """Show or hide a page that there is only sometimes something on."""
        page = PAGES.index(name)
        if self.isTabVisible(page) != offered:
            self.setTabVisible(page, offered)
        self._actions[name].setEnabled(offered)

    def _redraw(self) -> None:
        self._stale = set(self.charts)
        self._draw(self.chart)

    def _draw(self, chart: Chart | None) -> None:
        if chart is not None and chart in self._stale:
            self._stale.discard(chart)
            chart.show_run(self._shown.run, self._shown.hidden, self._shown.before)

    def _on_page(self) -> None:
        self._latest = self.chart or self._latest
        self._draw(self.chart)
        on_chart = self.chart is not None
        self._actions[self.page_name()].setChecked(True)
        self.cornerWidget(Qt.Corner.TopRightCorner).setVisible(on_chart)
        for name in ("reset_view", "copy_plot", "save_plot"):
            self._actions[name].setEnabled(on_chart)

    def _on_point(self) -> None:
        for chart in self.charts:
            chart.select(self._shown.point)

    def _on_emphasis(self) -> None:
        for chart in self.charts:
            chart.set_emphasis(self._shown.emphasis)

    def _on_clicked(self, record: object) -> None:
        found: Point | None = record.point if isinstance(record, PointRecord) else None
        self._shown.select(found)
