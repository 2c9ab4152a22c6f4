"""Folding the setup and the evidence away, so that the chart has the window to itself."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QWidget

from explorer.desktop.running.run_controls import RunControls
from explorer.desktop.settings import Settings
from explorer.desktop.shell.workspace import Workspace

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
            action.setChecked(settings.read(_key(action), True))

    def remember(self, settings: Settings) -> None:
        """Write what is folded."""
        for action in (self._setup, self._evidence):
            settings.write(_key(action), action.isChecked())

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


def _key(action: QAction) -> str:
    return f"layout/{action.objectName()}"
