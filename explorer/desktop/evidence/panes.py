"""What goes with the charts: the answer, the selected point, the curves and the results."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from explorer.desktop.evidence.answer_panel import AnswerPanel
from explorer.desktop.evidence.details_panel import DetailsPanel
from explorer.desktop.evidence.legend import Legend
from explorer.desktop.evidence.table import ResultsTable
from explorer.desktop.evidence.thread_filter import ThreadFilter
from explorer.desktop.look.splitter import Splitter, read_tabs_first
from explorer.desktop.shown import Shown

_LINES_FOR_TWO = 36
"""Lines of text that must fit above each other for two panes; else there is one."""


class Evidence(Splitter):
    """Texts above lists where there is room for both, else all of them in one tabbed pane."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._shown = shown
        self.answer = AnswerPanel(shown)
        self.details = DetailsPanel(shown)
        self.legend = Legend(shown)
        self.table = ResultsTable(shown)
        self.texts, self.lists = _pane(), _pane()
        self._answer = _scrolling(self.answer, "Answer")
        self._point = _scrolling(self.details, "Point")
        self.filter = ThreadFilter(shown)
        self._lists = {"Curves": _inset(self.filter, self.legend), "Table": self.table}
        self.texts.addTab(self._answer, "Answer")
        self.texts.addTab(self._point, "Point")
        read_tabs_first(self.texts)
        self.addWidget(self.texts)
        self.addWidget(self.lists)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self._two: bool | None = None
        self._created = ""
        self._put_lists(self.lists)
        shown.point_changed.connect(self._on_point)
        shown.run_changed.connect(self._on_run)

    def stand(self, upright: bool, height: int) -> None:
        """Be two panes above each other where these pixels of height are enough, else one."""
        two = upright and height >= self.fontMetrics().height() * _LINES_FOR_TWO
        if two != self._two:
            self._two = two
            self._put_lists(self.lists if two else self.texts)
            self.lists.setVisible(two)
            self.setSizes([420, 380])

    @property
    def list_in_front(self) -> str:
        """The title of the list in front, of those that have a pane of their own."""
        return self.lists.tabText(self.lists.currentIndex())

    def turn_to(self, title: str) -> None:
        """Bring the page of this title to the front, where there is one."""
        for pane in (self.texts, self.lists):
            for place in range(pane.count()):
                if pane.tabText(place) == title:
                    pane.setCurrentIndex(place)

    def _put_lists(self, pane: QTabWidget) -> None:
        in_front, list_in_front = self.texts.currentWidget(), self.lists.currentWidget()
        for title, page in self._lists.items():
            pane.addTab(page, title)
        read_tabs_first(pane)
        if in_front is not None and self.texts.indexOf(in_front) >= 0:
            self.texts.setCurrentWidget(in_front)
        if list_in_front is not None and self.lists.indexOf(list_in_front) >= 0:
            self.lists.setCurrentWidget(list_in_front)

    def _on_point(self) -> None:
        in_hand = self.texts.currentWidget() is self.table  # rows are gone through there
        if self._shown.point is not None and not in_hand:
            self.texts.setCurrentWidget(self._point)

    def _on_run(self) -> None:
        """A new run begins with its answer, not with the empty page of a point."""
        run = self._shown.run
        created = "" if run is None else run.created
        if created != self._created:
            self._created = created
            if self.texts.currentWidget() is self._point:
                self.texts.setCurrentWidget(self._answer)


def _pane() -> QTabWidget:
    pane = QTabWidget()
    pane.setDocumentMode(True)
    pane.tabBar().setDrawBase(False)
    return pane


def _inset(above: QWidget, content: QWidget) -> QWidget:
    page = QWidget()
    page.setFocusProxy(content)
    column = QVBoxLayout(page)
    column.setContentsMargins(8, 4, 0, 0)
    column.setSpacing(0)
    column.addWidget(above)
    column.addWidget(content, 1)
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
