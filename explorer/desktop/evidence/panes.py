"""What goes with the charts: the answer, the selected point, the curves and the results."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.desktop.evidence.answer_panel import AnswerPanel
from explorer.desktop.evidence.details_panel import DetailsPanel
from explorer.desktop.evidence.legend import Legend
from explorer.desktop.evidence.table import ResultsTable
from explorer.desktop.shown import Shown


class Evidence(QSplitter):
    """Three panes, above each other at the right or side by side below the charts."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._shown = shown
        self.answer = AnswerPanel(shown)
        self.details = DetailsPanel(shown)
        self.legend = Legend(shown)
        self.table = ResultsTable(shown)
        self.texts = QTabWidget()
        self.texts.setDocumentMode(True)
        self.texts.tabBar().setDrawBase(False)
        self.texts.addTab(_scrolling(self.answer, "Answer"), "Answer")
        self.texts.addTab(_scrolling(self.details, "Point"), "Point")
        self.addWidget(self.texts)
        self.addWidget(_titled("Curves", self.legend, 8))
        self.addWidget(_titled("Results", self.table, 0))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        shown.point_changed.connect(self._on_point)

    def stand(self, upright: bool) -> None:
        """Put the panes above each other, or side by side."""
        if upright:
            self.setOrientation(Qt.Orientation.Vertical)
            self.setSizes([260, 250, 300])
        else:
            self.setOrientation(Qt.Orientation.Horizontal)
            self.setSizes([200, 160, 375])

    def _on_point(self) -> None:
        if self._shown.point is not None:
            self.texts.setCurrentIndex(1)


def _titled(title: str, content: QWidget, left: int) -> QWidget:
    pane = QWidget()
    heading = QLabel(title)
    heading.setBuddy(content)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(12, 8, 12, 6)
    line = QFrame()
    line.setObjectName("line")
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(heading)
    inner = QVBoxLayout()
    inner.setContentsMargins(left, 0, 0, 0)
    inner.addWidget(content)
    column.addLayout(inner, 1)
    return pane


def _scrolling(content: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content.setContentsMargins(12, 8, 12, 8)
    area.setWidget(content)
    return area
