"""A page of which there is more to show when it comes into sight, or in other colours."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """Is told when it comes into sight, and of a new theme while it is there."""

    _has_old_colours = False

    def catch_up(self) -> None:
        """Show what happened while this was out of sight."""

    def recolour(self) -> None:
        """Take the colours of a new theme; `catch_up` comes after that."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._renew()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._has_old_colours = True
            if self.isVisible():
                self._renew()

    def _renew(self) -> None:
        if self._has_old_colours:
            self._has_old_colours = False
            self.recolour()
        self.catch_up()
