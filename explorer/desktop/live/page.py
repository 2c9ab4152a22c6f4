"""The page that shows samples as they come, until it is stopped, with large figures beside them."""

from collections.abc import Mapping, Sequence
from time import perf_counter

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from explorer.desktop.live.card import Heading
from explorer.desktop.live.choices import Chips, SizeSlider, Wanted
from explorer.desktop.live.lanes import Lanes
from explorer.desktop.look.allowing import MEASURING, allow
from explorer.desktop.look.buttons import button, link
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import PAGE, in_column, in_row
from explorer.desktop.look.page import Page
from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.measure.events import Event, Measured
from explorer.measure.plan import Baseline, Plan, Point
from explorer.results.live.stream import Stream
from explorer.results.live.strip import Strip, measured
from explorer.results.pictures.bundles import drawn_at
from explorer.results.record import Series
from explorer.results.words.live import conditions, headline

DRAW_EVERY_S = 0.1
SAY_EVERY_S = 0.5
EXPLAINED = (
    "Samples of one size come in here as they are measured, round after round, until you stop "
    "them; nothing of it is kept. Drag the size, tick variants and thread counts while it "
    "measures. Close a browser, plug in the charger, change the governor, pin threads: you see at "
    "once what it does. Samples that something disturbed are marked with what it was."
)
IN_ONE, IN_LANES = "one strip", "a lane each"
SUMMED, COUNTED = "cumulative", "histogram"
LIVE, OF_RUN = "live", "the run’s samples"


class LivePage(Page):
    """Says what it wants; who measures, tells it what happens.

    `begin_wanted` asks for its `plan` to be measured, `steered` carries another one while that is
    done. `baseline_wanted` carries a Baseline where the shown run is to be compared with another.
    """

    begin_wanted = Signal()
    stop_wanted = Signal()
    steered = Signal(object)
    baseline_wanted = Signal(object)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._watching = self._of_run = False
        self._free = True
        self._drawn_at = self._said_at = 0.0
        self.stream = Stream()
        self.heading = Heading()
        self.begin = button("Measure Live", "Measure this until it is stopped; nothing is kept")
        self.stop = button("Stop", "Measure no more (Esc)")
        self.stop.hide()
        self.size_slider, self.chips, self.lanes = SizeSlider(), Chips(), Lanes()
        self.wanted = Wanted(self.size_slider, self.chips)
        self.chart = self.lanes.chart
        self.source = link(OF_RUN, "Show the samples of the run that is shown, or live ones")
        self.together = link(IN_ONE, "Draw all curves in one strip, or each in a lane of its own")
        self.sums = link(SUMMED, "Show which share of the samples is at most so long, or how many")
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        first = in_row((self.size_slider, 1), self.begin, self.stop, spacing=12)
        second = in_row((self.heading, 1), spacing=4)
        for tool in (self.source, self.together, self.sums):
            second.addWidget(tool, 0, Qt.AlignmentFlag.AlignBottom)
        explained = Label(EXPLAINED, wraps=True)
        explained.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._body = QStackedWidget()
        self._body.addWidget(explained)
        self._body.addWidget(self.lanes)
        in_column(second, first, self.chips, (self._body, 1), of=self, spacing=6, margins=PAGE)

    def _connect(self) -> None:
        self.begin.clicked.connect(self.begin_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.size_slider.changed.connect(self._on_size)
        self.chips.changed.connect(self._on_chips)
        self.source.clicked.connect(self._on_source)
        self.together.clicked.connect(self._on_arranged)
        self.sums.clicked.connect(self._on_summed)
        self.lanes.picked.connect(self._on_card)
        self._shown.run_changed.connect(self._on_run)
        self._shown.hidden_changed.connect(self._on_run)
        self._shown.point_changed.connect(self._on_point)

    def arrangement(self) -> dict[str, bool]:
        """Return how the samples are drawn, to remember it."""
        return {"apart": self.chart.apart, "summed": self.chart.summed}

    def arrange(self, arrangement: Mapping[str, bool]) -> None:
        """Draw the samples like this; what is missing stays as it is."""
        wanted = {**self.arrangement(), **arrangement}
        apart, summed = bool(wanted["apart"]), bool(wanted["summed"])
        self.together.setText(IN_ONE if apart else IN_LANES)
        self.sums.setText(COUNTED if summed else SUMMED)
        self.chart.arrange(apart=apart, summed=summed)

    def offer(self, plan: Plan | None, kernel: Kernel, counts: Sequence[int]) -> None:
        """Follow what is set up, unless something is being watched; None where it is nothing."""
        if self._watching:
            return
        if self.wanted.offer(plan, kernel, counts):
            self._offer_sizes()
        self._enable()

    def plan(self) -> Plan | None:
        """Return the endless plan that is chosen; None where nothing can be measured."""
        return self.wanted.plan()

    # What happens.

    def take(self, event: Event) -> None:
        """Fold an event of what is watched."""
        self.stream.take(event, perf_counter())
        fresh = isinstance(event, Measured)
        if not self._of_run and (not fresh or perf_counter() - self._drawn_at >= DRAW_EVERY_S):
            self._show()

    def set_watching(self, watching: bool) -> None:
        """Say whether something is being watched."""
        if watching and not self._watching:
            self.stream = Stream()
            self._of_run = False
            self._offer_sizes()
        self._watching = watching
        self._said_at = 0.0
        self._enable()
        self._show()

    def set_free(self, free: bool) -> None:
        """Say whether nothing is measured at all."""
        self._free = free
        self._enable()

    def show_point(self, point: Point) -> None:
        """Show the samples of a point of the run that is shown."""
        self._of_run = True
        self._offer_sizes()
        self.size_slider.show_size(point.size)
        self._show()

    def _strip(self) -> Strip | None:
        if not self._of_run:
            return self.stream.strip()
        run = self._shown.run
        if run is None:
            return None
        shown, size = self._shown, self.size_slider.size_now
        drawn = {*drawn_at(run, size, shown.hidden, shown.fans)}
        if shown.point is not None:  # whatever was picked is among them
            drawn.add((shown.point.variant, shown.point.threads))
        return measured(run, size, [curve for curve in run.series() if curve in drawn])

    def _show(self) -> None:
        """Draw what there is, and say it where that was some time ago."""
        if not self.isVisible():
            return
        now = perf_counter()
        self._drawn_at = now
        strip = self._strip()
        self._body.setCurrentIndex(0 if strip is None or not strip.lanes else 1)
        self.chart.show_strip(strip)
        if strip is None:
            self.heading.say("Live: samples as they come", "")
            return
        if strip.live and now - self._said_at < SAY_EVERY_S and self._watching:
            return
        self._said_at = now
        self.heading.say(headline(strip), conditions(strip))
        self.chart.setAccessibleDescription(self.heading.accessibleName())
        self.lanes.show_cards(strip)

    def _enable(self) -> None:
        possible = self.plan() is not None
        self.begin.setVisible(not self._watching)
        why_not = "" if possible else "The setup or the chips choose nothing to measure."
        allow(self.begin, why_not if self._free else MEASURING)
        self.stop.setVisible(self._watching)
        self.chips.setVisible(not self._of_run)
        has_run, has_stream = self._shown.run is not None, self.stream.run is not None
        self.source.setVisible(has_run and (has_stream or not self._of_run))
        self.source.setText(LIVE if self._of_run else OF_RUN)

    def _offer_sizes(self) -> None:
        run, plan, slider = self._shown.run, self.wanted.set_up, self.size_slider
        if self._of_run and run is not None:
            sizes = run.plan.sizes
            slider.offer(run.plan.axis, sizes[0], sizes[-1], sizes)
            if slider.size_now not in sizes:
                slider.size_now = min(sizes, key=lambda size: abs(size - slider.size_now))
        elif plan is not None:
            slider.offer(plan.axis, plan.sizes[0], plan.sizes[-1])
        slider.show_size(slider.size_now)

    # What the user does.

    @Slot(int)
    def _on_size(self, _size: int) -> None:
        if self._of_run:
            self._said_at = 0.0
            self._show()
        else:
            self._steer()

    @Slot()
    def _on_chips(self) -> None:
        self._enable()
        self._steer()

    def _steer(self) -> None:
        plan = self.plan()
        if self._watching and plan is not None:
            self._said_at = 0.0
            self.steered.emit(plan)

    @Slot(object)
    def _on_card(self, series: Series) -> None:
        """Compare with this curve."""
        base = Baseline(*series)
        if self._of_run:
            self.baseline_wanted.emit(base)
            return
        self.wanted.base = base
        self._steer()
        self.lanes.tick(series)

    @Slot()
    def _on_source(self) -> None:
        self._of_run = not self._of_run
        self._said_at = 0.0
        self._offer_sizes()
        self._enable()
        self._show()

    @Slot()
    def _on_arranged(self) -> None:
        self.arrange({"apart": not self.chart.apart})

    @Slot()
    def _on_summed(self) -> None:
        self.arrange({"summed": not self.chart.summed})

    @Slot()
    def _on_run(self) -> None:
        if self._shown.run is None:
            self._of_run = False
        self._enable()
        if self._of_run:
            self._offer_sizes()
            self._said_at = 0.0
            self._show()

    @Slot()
    def _on_point(self) -> None:
        point = self._shown.point
        if self._of_run and point is not None:
            self.show_point(point)

    def catch_up(self) -> None:
        if self.stream.run is None and self._shown.run is not None and not self._watching:
            self._of_run = True
            self._offer_sizes()
        self._said_at = 0.0
        self._enable()
        self._show()

    def recolour(self) -> None:
        self.chips.take_colours()
