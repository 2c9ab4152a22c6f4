"""What goes with the charts: the answer, the results, the selected point and the curves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QWidget

from explorer.desktop.evidence.answer_panel import AnswerPanel
from explorer.desktop.evidence.details_panel import DetailsPanel
from explorer.desktop.evidence.legend import Legend
from explorer.desktop.evidence.table import ResultsTable
from explorer.desktop.evidence.thread_filter import ThreadFilter
from explorer.desktop.look.laid import in_column, read_tabs_first
from explorer.desktop.shown import Shown


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
