"""Noting when the window paints, any of its parts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

from explorer.desktop.own_load import OwnLoad

_PAINTS = frozenset(
    {
        QEvent.Type.UpdateRequest,  # what changed, wherever in the window, is painted in one go
        QEvent.Type.Expose,  # what was hidden is painted at once
        QEvent.Type.LayoutRequest,
        QEvent.Type.Resize,
    }
)
_OVER = QEvent.Type(QEvent.registerEventType())


class OwnPaints(QObject):
    """Notes when the window begins to lay out or to paint itself, and when that is done."""

    def __init__(self, window: QWidget, load: OwnLoad) -> None:
        super().__init__(window)
        self._window, self._load = window, load
        self._native: QWindow | None = None
        self._under_way: int | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what the window is told to do."""
        if event.type() == QEvent.Type.Show:
            self._watch_native()
        if event.type() in _PAINTS and self._under_way is None:
            self._under_way = self._load.begin()
            # It comes before all else that waits, and so right after what this event is about.
            QCoreApplication.postEvent(
                self, QEvent(_OVER), Qt.EventPriority.HighEventPriority.value
            )
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == _OVER and self._under_way is not None:
            self._load.end(self._under_way)
            self._under_way = None
            return True
        return super().event(event)

    def _watch_native(self) -> None:
        native = self._window.windowHandle()
        if native is not None and native is not self._native:
            self._native = native
            native.installEventFilter(self)
