"""Keys that a field with the cursor in it would take for its text, and leaves to the window."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class KeysLeft(QObject):
    """Leaves keys to the window: `which` says of a key whether it is one, `of` of which fields."""

    def __init__(
        self, which: Callable[[QKeyEvent], bool], of: Callable[[QWidget], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._which, self._of = which, of
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say of such a key that the field has no use for it."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if not (override and isinstance(event, QKeyEvent) and self._which(event)):
            return super().eventFilter(watched, event)
        event.ignore()
        return True

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._of(now):
            now.installEventFilter(self)
