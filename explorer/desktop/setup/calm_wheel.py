"""The wheel scrolls a panel and does not change what the pointer happens to be over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


class CalmWheel(QObject):
    """Keeps the wheel from a field, and from all within a widget, but the one with the focus."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        for part in (panel, *panel.findChildren(QWidget)):
            if isinstance(part, (QAbstractSpinBox, QComboBox)):
                part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the wheel on to the panel."""
        is_wheel = event.type() is QEvent.Type.Wheel
        if is_wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
