"""The middle of the window: the one table of its pages, and the tabs that show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QTabWidget, QVBoxLayout, QWidget

from explorer.desktop.asked.callers_page import CallersPage
from explorer.desktop.asked.known import Known
from explorer.desktop.asked.weigher import Weigher
from explorer.desktop.asked.why_page import WhyPage
from explorer.desktop.asked.workers_page import WorkersPage
from explorer.desktop.charts.kinds import make
from explorer.desktop.charts.map_page import MapPage
from explorer.desktop.charts.trend_page import TrendPage
from explorer.desktop.evidence.curve_menu import CurveMenu
from explorer.desktop.history.page import HistoryPage
from explorer.desktop.history.suite_page import SuitePage
from explorer.desktop.live.page import LivePage
from explorer.desktop.look.fold_button import FoldButton
from explorer.desktop.look.splitter import read_tabs_first
from explorer.desktop.shell.page_tools import PageTools
from explorer.desktop.shown import ALL_SIZES, Shown
from explorer.desktop.source.changes_page import ChangesPage
from explorer.desktop.source.code_page import CodePage
from explorer.desktop.source.lesson_page import LessonPage
from explorer.desktop.source.output_page import OutputPage
from explorer.measure.plan import Point
from explorer.results.pictures.kinds import KINDS, Kind
from explorer.results.pictures.picture import Curve
from explorer.results.record import PointRecord

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart


@dataclass(frozen=True)
class Page:
    """A tab: its name, its title with a mnemonic, what it shows and its keys.

    `make` builds it; None where it does more than follow what is shown, and is handed in, or
    where it is a chart of this `kind`, which is built later.
    `enabled` says whether it can be turned to, `offered` whether there is a tab at all.
    """

    name: str
    title: str
    explained: str
    keys: tuple[str, ...] = ()
    make: Callable[[Shown], QWidget] | None = None
    kind: Kind | None = None
    enabled: Callable[[Shown], bool] = lambda shown: True
    offered: Callable[[Shown], bool] = lambda shown: True

    @property
    def action(self) -> str:
        """The name of the action that turns to it."""
        return f"show_{self.name}"


def _chart(kind: Kind) -> Page:
    return Page(
        kind.name,
        kind.title,
        kind.explained,
        kind.keys,
        kind=kind,
        enabled=lambda shown: shown.run is not None,
        offered=lambda shown: not kind.beside or bool(shown.others),
    )


PAGES = (
    Page("lesson", "&Lesson", "Show what the chosen kernel teaches", ("Ctrl+L",)),
    *map(_chart, KINDS),
    Page("map", "&Map", "Show the speed-up over size and thread count", ("Ctrl+5",), make=MapPage,
         offered=lambda shown: shown.run is not None and len(shown.run.plan.threads) > 1),
    Page("live", "Li&ve", "Show samples as they come, and their distribution", ("Ctrl+J",),
         make=LivePage),
    Page("changes", "Chan&ges", "Show what changed against the run it is compared with",
         make=ChangesPage, offered=lambda shown: bool(shown.others)),
    Page("trend", "Tre&nd", "Show how a time went over all kept runs, and where it changed",
         ("Ctrl+8",), make=TrendPage, enabled=lambda shown: shown.run is not None),
    Page("suite", "Suite", "Show the kernels of the folder as one table, and measure them all",
         make=SuitePage, offered=lambda shown: shown.folder is not None),
    Page("why", "Wh&y", "Say what limits the selected point, line by line", ("Ctrl+Y",),
         make=WhyPage, enabled=lambda shown: shown.run is not None),
    Page("callers", "Call&ers", "Say how several Python threads are served that call at once",
         make=CallersPage, enabled=lambda shown: shown.run is not None),
    Page("workers", "Workers", "Say when it pays to spread a call over workers of the cluster",
         make=WorkersPage, enabled=lambda shown: shown.run is not None,
         offered=lambda shown: shown.cluster is not None and len(shown.cluster.numbers) > 1),
    Page("code", "&Code", "Show the source of the kernel and its variants", ("Ctrl+U",)),
    Page("history", "H&istory", "Find, open and compare the runs that were measured",
         ("Ctrl+H",)),
    Page("output", "&Output", "Show what the measured code printed", make=OutputPage,
         offered=lambda shown: shown.run is not None and bool(shown.run.output)),
)  # fmt: skip
_OF_CHARTS = ("reset_view", "copy_plot", "save_plot")


class Tabs(QTabWidget):
    """Only the chart in sight is drawn; the others catch up when they are turned to.

    `looked_closer` carries from which to which size the user zoomed, `size_wanted` at which one is
    to be measured, too, `better_wanted` which point is to be measured better.
    """

    looked_closer = Signal(float, float)
    size_wanted = Signal(object)
    better_wanted = Signal(object)

    def __init__(
        self,
        shown: Shown,
        actions: Mapping[str, QAction],
        lesson: LessonPage,
        code: CodePage,
        history: HistoryPage,
    ) -> None:
        super().__init__()
        self._shown = shown
        self._actions = actions
        self.lesson, self.code, self.history = lesson, code, history
        self.pages: dict[str, QWidget] = {"lesson": lesson, "code": code, "history": history}
        for page in PAGES:
            if page.kind is not None:
                self.pages[page.name] = QWidget()
            elif page.make is not None:
                self.pages[page.name] = page.make(shown)
        self.curve_menu = CurveMenu(shown, self)
        self.map = next(page for page in self.pages.values() if isinstance(page, MapPage))
        self.live = next(page for page in self.pages.values() if isinstance(page, LivePage))
        self.why = next(page for page in self.pages.values() if isinstance(page, WhyPage))
        self.suite = next(page for page in self.pages.values() if isinstance(page, SuitePage))
        self.trend = next(page for page in self.pages.values() if isinstance(page, TrendPage))
        self.callers = next(p for p in self.pages.values() if isinstance(p, CallersPage))
        self.workers = next(p for p in self.pages.values() if isinstance(p, WorkersPage))
        self.weigher = Weigher(shown, self)
        self._known = Known(shown)
        code.why_wanted.connect(self._on_why_wanted)
        changes = next(page for page in self.pages.values() if isinstance(page, ChangesPage))
        changes.offer(actions["measure_beside"])
        self.map.size_wanted.connect(self.size_wanted)
        self.map.better_wanted.connect(self.better_wanted)
        self.map.table.addAction(actions["measure_better"])
        self._latest: Chart | None = None
        self._stale: set[Chart] = set()
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        for page in PAGES:
            self.addTab(self.pages[page.name], page.title.replace("&", ""))
            actions[page.action].triggered.connect(self._on_chosen)
        self.tools = PageTools(
            [actions[name] for name in _OF_CHARTS],
            [actions[page.action] for page in PAGES],
            actions["evidence_pane"],
        )
        self.setCornerWidget(FoldButton(actions["setup_pane"], left=True), Qt.Corner.TopLeftCorner)
        self.setCornerWidget(self.tools, Qt.Corner.TopRightCorner)
        read_tabs_first(self)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.currentChanged.connect(self._on_page)
        shown.run_changed.connect(self._on_run)
        shown.folder_changed.connect(self._on_run)
        shown.hidden_changed.connect(self._redraw)
        shown.weighed_changed.connect(self._redraw)
        shown.answers_changed.connect(self._redraw)
        shown.point_changed.connect(self._on_point)
        shown.emphasis_changed.connect(self._on_emphasis)
        self._on_run()
        self._on_page()

    @cached_property
    def charts(self) -> list[Chart]:
        """The charts, built when they are first asked for."""
        charts = []
        for page in PAGES:
            if page.kind is not None:
                chart = make(page.kind)
                chart.addAction(self._actions["copy_plot"])
                chart.clicked.connect(self._on_clicked)
                chart.menu_opened.connect(self._on_menu)
                chart.emphasised.connect(self._shown.emphasise)
                chart.looked_closer.connect(self.looked_closer)
                chart.size_wanted.connect(self.size_wanted)
                chart.said.connect(self._on_said)
                chart.addAction(self._actions["measure_better"])
                column = QVBoxLayout(self.pages[page.name])
                column.setContentsMargins(0, 0, 0, 0)
                column.addWidget(chart)
                self.pages[page.name].setFocusProxy(chart)
                charts.append(chart)
        self._stale = set(charts)
        return charts

    def prepare(self) -> None:
        """Build the charts before they are needed."""
        self._draw(self.charts[0])

    @property
    def chart(self) -> Chart | None:
        """The chart in sight, None on another page."""
        if PAGES[self.currentIndex()].kind is None:
            return None
        return next(chart for chart in self.charts if chart.parent() is self.currentWidget())

    @property
    def latest_chart(self) -> Chart:
        """The chart in sight, or the one that was last; up to date with what is shown."""
        chart = self.chart or self._latest or self.charts[0]
        self._draw(chart)
        return chart

    def drawn_charts(self) -> list[Chart]:
        """Return the charts that have curves, up to date with what is shown."""
        for chart in self.charts:
            self._draw(chart)
        return [chart for chart in self.charts if chart.plot.figure.picture.curves]

    @property
    def page_name(self) -> str:
        """The name of the page in sight."""
        return PAGES[self.currentIndex()].name

    def turn_to(self, name: str) -> None:
        """Turn to a page, where there is something on it."""
        place = self.indexOf(self.pages[name])
        if self.isTabEnabled(place) and self.isTabVisible(place):
            self.setCurrentIndex(place)

    def turn_to_charts(self) -> None:
        """Turn to the first chart from a page where runs begin."""
        if self.page_name in ("lesson", "history", "suite"):
            self.setCurrentWidget(self.pages[KINDS[0].name])

    def set_free(self, free: bool) -> None:
        """Say whether nothing is measured; only then can anything else be found out."""
        self.why.set_free(free)
        self.callers.set_free(free)
        self.workers.set_free(free)
        self.weigher.set_free(free)
        self.suite.set_free(free)
        self._redraw()

    def end(self) -> None:
        """Give up what is being found out; it is over when this returns."""
        self.why.end()
        self.trend.end()
        self.suite.end()
        self.callers.end()
        self.workers.end()
        self.weigher.end()

    def offer_sizes(self, offered: bool) -> None:
        """Let the charts offer to measure at a size, or not."""
        if "charts" in vars(self):
            for chart in self.charts:
                chart.offers_sizes = offered

    def reset_view(self) -> None:
        """Show all of the chart in sight again."""
        if self.chart is not None:
            self.chart.reset_view()

    @Slot()
    def _on_chosen(self) -> None:
        self.turn_to(self.sender().objectName().removeprefix("show_"))
        self._actions[PAGES[self.currentIndex()].action].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the tabs have the room they need; the tools make do with what is left."""
        self._make_room()
        super().resizeEvent(event)

    def _make_room(self) -> None:
        fold = self.cornerWidget(Qt.Corner.TopLeftCorner)
        self.tools.fit(self.width() - self.tabBar().sizeHint().width() - fold.sizeHint().width())

    def _on_run(self) -> None:
        for place, page in enumerate(PAGES):
            offered, enabled = page.offered(self._shown), page.enabled(self._shown)
            if self.isTabVisible(place) != offered:
                self.setTabVisible(place, offered)
            self.setTabEnabled(place, enabled)
            self._actions[page.action].setEnabled(offered and enabled)
        self._make_room()
        self._redraw()
        self._known.look()

    def _redraw(self) -> None:
        if self._shown.run is not None or "charts" in vars(self):
            self._stale = set(self.charts)
            self._draw(self.chart)

    def _draw(self, chart: Chart | None) -> None:
        if chart is not None and chart in self._stale:
            self._stale.discard(chart)
            chart.show_scene(self._shown.scene())
        if chart is not None and self.page_name == "roofline":
            self.weigher.begin()

    def _on_page(self) -> None:
        self._latest = self.chart or self._latest
        self._draw(self.chart)
        self._on_said()
        on_chart = self.chart is not None
        self._actions[PAGES[self.currentIndex()].action].setChecked(True)
        self.tools.offer(on_chart)
        for name in _OF_CHARTS:
            self._actions[name].setEnabled(on_chart)

    def _on_said(self) -> None:
        """Let all words be about the sizes that the chart in sight shows; of another page, all."""
        scene = self.chart.in_sight if self.chart is not None else None
        self._shown.see(*((scene.low, scene.high) if scene is not None else ALL_SIZES))

    def _on_point(self) -> None:
        for chart in self.charts:
            chart.select(self._shown.point)

    def _on_emphasis(self) -> None:
        for chart in self.charts:
            chart.set_emphasis(self._shown.emphasis)

    def _on_menu(self, menu: QMenu, curve: Curve | None, record: PointRecord | None) -> None:
        if curve is not None and record is not None:
            self.curve_menu.fill(menu, curve.covers, record.point.threads)
            menu.addSeparator()
            menu.addAction("&Why? …", lambda: self._ask_why(record))
            if curve.spots[0].x < curve.spots[-1].x:
                points = [spot.record.point for spot in curve.spots]
                menu.addAction("Why, at All &Sizes …", lambda: self._ask_along(record, points))
            menu.addAction("Samples and &Distribution", lambda: self._show_samples(record))

    def _ask_why(self, record: PointRecord) -> None:
        """Turn to what limits a point, and find it out."""
        self._shown.select(record.point)
        self._on_why_wanted()

    def _ask_along(self, record: PointRecord, points: list[Point]) -> None:
        """Find out what limits each point of a curve."""
        self._shown.select(record.point)
        self.turn_to("why")
        self.why.begin_along(points)

    @Slot()
    def _on_why_wanted(self) -> None:
        self.turn_to("why")
        self.why.begin()

    def _show_samples(self, record: PointRecord) -> None:
        self._shown.select(record.point)
        self.turn_to("live")
        self.live.show_point(record.point)

    def _on_clicked(self, record: object) -> None:
        found: Point | None = record.point if isinstance(record, PointRecord) else None
        self._shown.select(found)
