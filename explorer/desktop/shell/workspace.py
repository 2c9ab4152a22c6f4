"""How the window is divided: the setup, the charts, what goes with them; what is folded away."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from explorer.desktop.evidence.panes import Evidence
from explorer.desktop.look.laid import NONE, Splitter, in_column
from explorer.desktop.running.run_controls import RunControls
from explorer.desktop.settings import Settings

NARROW, KEPT = 960, 80
"""Pixels of width below which the evidence goes under the charts; where it is beside them it stays
for so many fewer, or a setup that gets a little wider would move it."""

_IN_FRONT = "layout/evidence_in_front"
_LEAST_BELOW, _LINES_BELOW = 150, 11
"""Pixels, and lines of text, that the evidence has below the charts: these get the rest."""


class Workspace(Splitter):
    """Turns itself when the window becomes narrow or wide; each way has its own sizes.

    The evidence is in sight where there is any (`offer`), unless it is folded away (`fold`).
    """

    def __init__(self, charts: QWidget, evidence: Evidence) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._evidence = evidence
        self._sizes: dict[bool, list[int]] = {}
        self.addWidget(charts)
        self.addWidget(evidence)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        evidence.setMinimumSize(180, 110)
        charts.setMinimumSize(320, 240)
        self._wide: bool | None = None
        self._offered, self._folded = True, False

    @property
    def is_wide(self) -> bool:
        """Whether the evidence is beside the charts."""
        return self.orientation() is Qt.Orientation.Horizontal

    def offer(self, offered: bool) -> None:
        """Say whether there is any evidence."""
        self._offered = offered
        self._evidence.setVisible(offered and not self._folded)

    def fold(self, folded: bool) -> None:
        """Fold the evidence away, or bring it back."""
        self._folded = folded
        self.offer(self._offered)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the width asks for it."""
        wide = event.size().width() >= NARROW - (KEPT if self._wide else 0)
        if wide != self._wide:
            self._note_sizes()
            self._wide = wide
            self.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
            self.setSizes(self._sizes.get(wide) or self._default_sizes(event))
        super().resizeEvent(event)

    def remember(self, settings: Settings) -> None:
        """Write the sizes of both ways, and which page of the evidence is in front."""
        self._note_sizes()
        for wide, sizes in self._sizes.items():
            settings.write(_key(wide), sizes)
        settings.write(_IN_FRONT, self._evidence.in_front)

    def restore(self, settings: Settings) -> None:
        """Read them; to be called before the window is shown."""
        for wide in (True, False):
            sizes: list[Any] = settings.read(_key(wide), [])
            if len(sizes) == 2 and all(isinstance(size, int) and size > 0 for size in sizes):
                self._sizes[wide] = sizes
        self._evidence.turn_to(settings.read(_IN_FRONT, ""))

    def _note_sizes(self) -> None:
        sizes = self.sizes()
        if self._wide is not None and all(sizes):
            self._sizes[self._wide] = sizes

    def _default_sizes(self, event: QResizeEvent) -> list[int]:
        if self.is_wide:
            width = event.size().width()
            evidence = min(max(width * 3 // 8, 320), 400)
            return [width - evidence, evidence]
        height = event.size().height()
        evidence = min(max(self.fontMetrics().height() * _LINES_BELOW, _LEAST_BELOW), height // 3)
        return [height - evidence, evidence]


def _key(wide: bool) -> str:
    return f"layout/{'wide' if wide else 'narrow'}"


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


SETUP, EVIDENCE = "setup_pane", "evidence_pane"
"""The names of the actions that are ticked while a part is in sight."""


class Folding(QObject):
    """Follows the two actions; Run and Stop stay in sight, below the charts when need be.

    `side` is the column with the setup, at whose foot the controls are; `foot` is the layout
    below the charts where they are while it is folded away.
    """

    def __init__(
        self,
        actions: Mapping[str, QAction],
        side: QWidget,
        foot: QBoxLayout,
        controls: RunControls,
        workspace: Workspace,
    ) -> None:
        super().__init__(side)
        self._setup, self._evidence = actions[SETUP], actions[EVIDENCE]
        self._side, self._foot = side, foot
        self._controls, self._workspace = controls, workspace
        for action, slot in ((self._setup, self._on_setup), (self._evidence, self._on_evidence)):
            action.setChecked(True)
            action.toggled.connect(slot)

    def restore(self, settings: Settings) -> None:
        """Fold what was folded when the window was closed last."""
        for action in (self._setup, self._evidence):
            action.setChecked(settings.read(_kept(action), True))

    def remember(self, settings: Settings) -> None:
        """Write what is folded."""
        for action in (self._setup, self._evidence):
            settings.write(_kept(action), action.isChecked())

    @Slot(bool)
    def _on_setup(self, wanted: bool) -> None:
        self._controls.stand(wanted)
        home = self._side.layout() if wanted else self._foot
        assert home is not None
        home.addWidget(self._controls)
        self._side.setVisible(wanted)

    @Slot(bool)
    def _on_evidence(self, wanted: bool) -> None:
        self._workspace.fold(not wanted)


def _kept(action: QAction) -> str:
    return f"layout/{action.objectName()}"
