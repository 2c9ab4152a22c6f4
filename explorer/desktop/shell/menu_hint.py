"""Offering to put the program into the desktop's menu, once, to who came back."""

from PySide6.QtCore import QObject

from explorer import menu_entry
from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.settings import Settings

_STARTED, _TOLD = "was_started", "told_of_menu"


class MenuHint(QObject):
    """Offers it at the second start where the menu lacks the program, and never again.

    The first one belongs to what the program is for.
    """

    def __init__(self, settings: Settings, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        if settings.read(_TOLD, False) or menu_entry.is_installed():
            return
        if not settings.read(_STARTED, False):
            settings.write(_STARTED, True)
            return
        settings.write(_TOLD, True)
        messages.say("The desktop’s menu does not have Numba Explorer.", ("Add It", self._add))

    def _add(self) -> None:
        try:
            menu_entry.install()
        except menu_entry.MenuError as error:
            self._messages.warn(str(error))
        else:
            self._messages.say("Numba Explorer is in the desktop’s menu now.")
