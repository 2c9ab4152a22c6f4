"""What goes with the charts: the answer, the results, the selected point and the curves."""

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QToolButton, QWidget

from explorer.desktop.evidence.answer_panel import AnswerPanel
from explorer.desktop.evidence.details_panel import DetailsPanel
from explorer.desktop.evidence.legend import Legend
from explorer.desktop.evidence.table import ResultsTable
from explorer.desktop.look import buttons
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import Flow, in_column, read_tabs_first
from explorer.desktop.shown import Shown
from explorer.results.pictures.bundles import MANY
from explorer.results.record import Run, Series
from explorer.results.wording import threads


class Evidence(QTabWidget):
    """One thing at a time; a point that is selected comes to the front, but not of the table."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._created = ""
        self.answer = AnswerPanel(shown)
        self.details = DetailsPanel(shown)
        self.legend = Legend(shown)
        self.filter = ThreadFilter(shown)
        self.table = ResultsTable(shown)
        self._answer = _scrolling(self.answer, "Answer")
        self._point = _scrolling(self.details, "Point")
        self.addTab(self._answer, "Answer")
        self.addTab(self.table, "Table")
        self.addTab(self._point, "Point")
        self.addTab(_inset(self.filter, self.legend), "Curves")
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        read_tabs_first(self)
        shown.point_changed.connect(self._on_point)
        shown.run_changed.connect(self._on_run)

    @property
    def in_front(self) -> str:
        """The title of the page in front."""
        return self.tabText(self.currentIndex())

    def turn_to(self, title: str) -> None:
        """Bring the page of this title to the front, where there is one."""
        for place in range(self.count()):
            if self.tabText(place) == title:
                self.setCurrentIndex(place)

    def _on_point(self) -> None:
        in_hand = self.in_front in ("Table", "Curves")  # rows are gone through there
        if self._shown.point is not None and not in_hand:
            self.setCurrentWidget(self._point)

    def _on_run(self) -> None:
        """A new run begins with its answer, not with the empty page of a point."""
        run = self._shown.run
        created = "" if run is None else run.created
        if created != self._created:
            self._created = created
            if self.currentWidget() is self._point:
                self.setCurrentWidget(self._answer)


def _inset(above: QWidget, content: QWidget) -> QWidget:
    page = QWidget()
    page.setFocusProxy(content)
    in_column(above, (content, 1), of=page, spacing=0, margins=(8, 4, 0, 0))
    return page


def _scrolling(content: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content.setContentsMargins(12, 8, 12, 8)
    area.setWidget(content)
    return area


class ThreadFilter(QWidget):
    """A chip is down while curves of its count are drawn; variants without threads stay."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._counts: tuple[int, ...] = ()
        self.chips: dict[int, QToolButton] = {}
        label = Label("Threads drawn", role="quiet", size="small")
        self._flow = Flow(4)
        in_column(label, self._flow, of=self, spacing=4, margins=(4, 4, 8, 4))
        self.hide()
        shown.run_changed.connect(self._on_run)
        shown.hidden_changed.connect(self._on_hidden)

    @Slot()
    def _on_run(self) -> None:
        run = self._shown.run
        counts = () if run is None else tuple(sorted({number for _, number in _threaded(run)}))
        counts = counts if len(counts) >= MANY else ()
        if counts != self._counts:
            self._counts = counts
            for chip in self.chips.values():
                chip.hide()
                chip.deleteLater()
            self.chips = {number: self._chip(number) for number in counts}
            for chip in self.chips.values():
                self._flow.addWidget(chip)
            self.setVisible(bool(counts))
        self._on_hidden()  # another run hides nothing

    def _chip(self, number: int) -> QToolButton:
        made = buttons.chip(
            str(number), f"Draw {threads(number)}", f"Draw {threads(number)}, or do not"
        )
        made.toggled.connect(self._on_chip)
        return made

    @Slot()
    def _on_hidden(self) -> None:
        run = self._shown.run
        threaded = frozenset() if run is None else _threaded(run)
        drawn = {number for _, number in threaded - self._shown.hidden}
        for number, chip in self.chips.items():
            with QSignalBlocker(chip):
                chip.setChecked(number in drawn)

    @Slot()
    def _on_chip(self) -> None:
        run = self._shown.run
        if run is None:
            return
        wanted = {number for number, chip in self.chips.items() if chip.isChecked()}
        threaded = _threaded(run)
        others = frozenset(self._shown.hidden - threaded)
        self._shown.hide(others | frozenset(pair for pair in threaded if pair[1] not in wanted))


def _threaded(run: Run) -> frozenset[Series]:
    return frozenset(series for series in run.series() if run.is_threaded(series[0]))
