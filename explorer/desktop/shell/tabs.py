"""The middle of the window: the tabs with the charts and all other pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from explorer.desktop.asked.known import Known
from explorer.desktop.asked.weigher import Weigher
from explorer.desktop.charts.kinds import load as load_chart
from explorer.desktop.charts.kinds import make
from explorer.desktop.evidence.curve_menu import CurveMenu
from explorer.desktop.look.allowing import allow
from explorer.desktop.look.laid import read_tabs_first
from explorer.desktop.shell.late_pages import LatePages
from explorer.desktop.shell.page_tools import PageTools
from explorer.desktop.shell.pages import PAGES
from explorer.desktop.shell.turns import Turns
from explorer.desktop.shown import ALL_SIZES, Shown
from explorer.measure.plan import Point
from explorer.results.pictures.kinds import KINDS
from explorer.results.pictures.picture import Curve
from explorer.results.record import PointRecord

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart

_NOT_STEERED = "Only a run that was made since the program was started can be gone on with."
_OF_CHARTS = ("reset_view", "copy_plot", "save_plot")


class Tabs(LatePages):
    """Only the chart in sight is drawn; the others catch up when they are turned to.

    `chart_made` carries the name of a chart that is there from now on: each is built when it is
    first turned to. `looked_closer` carries from which
    to which size the user zoomed, `size_wanted` at which one is to be measured, too,
    `better_wanted` which point is to be measured better.
    """

    chart_made = Signal(str)
    looked_closer = Signal(float, float)
    size_wanted = Signal(object)
    better_wanted = Signal(object)

    def __init__(self, shown: Shown, actions: Mapping[str, QAction], turns: Turns) -> None:
        tools = PageTools([actions[name] for name in _OF_CHARTS], actions["evidence_pane"])
        super().__init__(shown, actions["setup_pane"], tools, turns)
        self._by_name = actions
        self.curve_menu = CurveMenu(shown, self)
        self.weigher = Weigher(shown, self)
        turns.join(self.weigher, self.weigher.changed)
        self._known = Known(shown)
        self._latest: Chart | None = None
        self.last_chart = KINDS[0].name
        self.charts: dict[str, Chart] = {}
        self._stale: set[Chart] = set()
        self._offers_sizes = False
        self._of_pages: list[bool] = []
        for page in PAGES:
            self.add(actions[page.action], seldom=page.seldom)
            actions[page.action].triggered.connect(self._on_chosen)
        read_tabs_first(self)
        self.built.connect(self._on_built)
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

    @Slot(str)
    def _on_built(self, name: str) -> None:
        """Let a new page be heard."""
        page = self.page(name)
        if name == "code":
            page.why_wanted.connect(self._on_why_wanted)
        elif name == "changes":
            page.offer(self._by_name["measure_beside"])
        elif name == "map":
            page.size_wanted.connect(self.size_wanted)
            page.better_wanted.connect(self.better_wanted)
            page.table.addAction(self._by_name["measure_better"])

    def chart_of(self, name: str) -> Chart:
        if name not in self.charts:
            [kind] = [kind for kind in KINDS if kind.name == name]
            chart = make(kind)
            chart.addAction(self._by_name["copy_plot"])
            chart.clicked.connect(self._on_clicked)
            chart.menu_opened.connect(self._on_menu)
            chart.emphasised.connect(self._shown.emphasise)
            chart.looked_closer.connect(self.looked_closer)
            chart.size_wanted.connect(self.size_wanted)
            chart.said.connect(self._on_said)
            chart.offers_sizes = self._offers_sizes
            chart.select(self._shown.point)
            chart.set_emphasis(self._shown.emphasis)
            self.charts[name] = chart
            self._stale.add(chart)
            self._hold(name, chart)
            self.chart_made.emit(name)
        return self.charts[name]

    def load(self) -> None:
        """Load what all pages are made of."""
        load_chart()
        for page in PAGES:
            if page.kind is None:
                page.load()

    def prepare(self) -> None:
        """Build all pages before they are needed."""
        for page in PAGES:
            if page.kind is None:
                self.page(page.name)
            else:
                self.chart_of(page.name)
        self._draw(self.chart_of(KINDS[0].name))

    @property
    def chart(self) -> Chart | None:
        """The chart in sight, None on another page."""
        on_chart = PAGES[self.currentIndex()].kind is not None
        return self.chart_of(self.page_name) if on_chart else None

    @property
    def latest_chart(self) -> Chart:
        """The chart in sight, or the one that was last; up to date with what is shown."""
        chart = self.chart or self._latest or self.chart_of(KINDS[0].name)
        self._draw(chart)
        return chart

    def drawn_charts(self) -> list[Chart]:
        """Return the charts that have curves, up to date with what is shown."""
        charts = [self.chart_of(kind.name) for kind in KINDS]
        for chart in charts:
            self._draw(chart)
        return [chart for chart in charts if chart.plot.figure.picture.curves]

    def turn_to(self, name: str) -> None:
        """Turn to a page, where there is something on it."""
        place = self.indexOf(self._holders[name])
        if self.is_offered(place):
            self.setTabVisible(place, True)
            self.setCurrentIndex(place)

    def turn_to_charts(self) -> None:
        """Turn to the chart that was looked at last from a page where runs begin."""
        if self.page_name in ("lesson", "history", "suite"):
            last = self.indexOf(self._holders[self.last_chart])
            self.turn_to(self.last_chart if self.is_offered(last) else KINDS[0].name)

    def offer_sizes(self, offered: bool) -> None:
        """Let the charts offer to measure at a size, or not."""
        self._offers_sizes = offered
        for chart in self.charts.values():
            chart.offers_sizes = offered

    def reset_view(self) -> None:
        """Show all of the chart in sight again."""
        if self.chart is not None:
            self.chart.reset_view()

    @Slot()
    def _on_chosen(self) -> None:
        self.turn_to(self.sender().objectName().removeprefix("show_"))
        self._by_name[PAGES[self.currentIndex()].action].setChecked(True)

    def _on_run(self) -> None:
        offered = [page.offered(self._shown) for page in PAGES]
        if offered != self._of_pages:  # at hardly any pull
            self._of_pages = offered
            for place, there in enumerate(offered):
                self.offer(place, there)
            self.make_room()
        self._redraw()
        self._known.look()

    def _redraw(self) -> None:
        self._stale = set(self.charts.values())
        if self._shown.run is not None or self.charts:
            self._draw(self.chart)

    def _draw(self, chart: Chart | None) -> None:
        if chart is not None and chart in self._stale:
            self._stale.discard(chart)
            chart.show_scene(self._shown.scene())

    def _on_page(self) -> None:
        self._latest = self.chart or self._latest
        if self.chart is not None:
            self.last_chart = self.page_name
        self._draw(self.chart)
        self.weigher.show(self.page_name == "roofline")
        self._on_said()
        on_chart = self.chart is not None
        if not on_chart:
            self.page(self.page_name)
        self._by_name[PAGES[self.currentIndex()].action].setChecked(True)
        self.tools.offer(on_chart)
        self.make_room()
        for name in _OF_CHARTS:
            self._by_name[name].setEnabled(on_chart)

    def _on_said(self) -> None:
        """Let words be about what the chart in sight shows; of a page of one size, about all."""
        chart = self.chart
        scene = chart.in_sight if chart is not None and chart.view.across_sizes else None
        if scene is None:
            self._shown.see(*ALL_SIZES)
        else:
            self._shown.see(scene.low, scene.high, scene.away)

    def _on_point(self) -> None:
        for chart in self.charts.values():
            chart.select(self._shown.point)

    def _on_emphasis(self) -> None:
        for chart in self.charts.values():
            chart.set_emphasis(self._shown.emphasis)

    def _on_menu(self, menu: QMenu, curve: Curve | None, record: PointRecord | None) -> None:
        if curve is not None and record is not None:
            self.curve_menu.fill(menu, curve.covers, record.point.threads)
            menu.addSeparator()
            better = menu.addAction(
                "Measure &Better", lambda: self.better_wanted.emit(record.point)
            )
            allow(better, "" if self._offers_sizes else _NOT_STEERED)
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
