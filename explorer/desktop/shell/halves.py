"""The two halves of the window: the setup with its buttons, and what was measured."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.desktop.look.laid import NONE, Splitter, in_column

_SETUP_WIDTH = 288


class Halves(Splitter):
    """What is set up in a column at the left, `side`; the charts beside it.

    Below the charts, at the `foot`, the controls stand while the setup is folded away.
    """

    def __init__(self, setup: QWidget, controls: QWidget, workspace: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.side, column = _column()
        self.side.setObjectName("side")
        column.addWidget(setup, 1)
        column.addWidget(controls)
        middle, self.foot = _column()
        self.foot.addWidget(workspace, 1)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(self.side)
        self.addWidget(middle)
        self.setStretchFactor(1, 1)
        self.setSizes([_SETUP_WIDTH, 1000])


def _column() -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    column = in_column(of=made, spacing=0, margins=NONE)
    return made, column
