"""Taking over what the user prefers, at the start and when it is changed."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from explorer.atomic import SaveError
from explorer.desktop.look.appearance import CHOICES, Appearance
from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.settings import Settings
from explorer.desktop.setup.panel import SetupPanel
from explorer.desktop.shell.preferences import PreferencesDialog, for_setup, values
from explorer.desktop.shell.steering import Steering
from explorer.history.archive import Archive

MIB = 2**20
_FOLLOW_ZOOM = "measure_where_zoomed"


class Preferred(QObject):
    """Shows the dialog, and does at once what can be done at once."""

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        appearance: Appearance,
        setup: SetupPanel,
        steering: Steering,
        messages: MessageBar,
        actions: Mapping[str, QAction],
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._appearance = window, settings, appearance
        self._setup, self._steering = setup, steering
        self._messages, self._actions = messages, actions
        self.dialog: PreferencesDialog | None = None

    def begin(self) -> None:
        """Set the window up as is preferred, before it becomes what it was when it was closed."""
        preferred = values(self._settings)
        self._setup.sizes.usual_density = round(preferred["default/points_per_decade"])
        self._setup.restore(for_setup(preferred))
        self._begin_actions(preferred)

    def _begin_actions(self, preferred: Mapping[str, Any]) -> None:
        """Let what is preferred be changed in the menus, too."""
        follow_zoom = self._actions["follow_zoom"]
        follow_zoom.setChecked(preferred[_FOLLOW_ZOOM])
        self._steering.follows_zoom = follow_zoom.isChecked()
        follow_zoom.toggled.connect(self._on_follow_zoom)
        for choice in CHOICES:
            action = self._actions[f"theme_{choice}"]
            action.setChecked(choice == self._appearance.choice)
            action.triggered.connect(self._on_appearance)

    @Slot(bool)
    def _on_follow_zoom(self, wanted: bool) -> None:
        self._steering.follows_zoom = wanted
        self._settings.write(_FOLLOW_ZOOM, wanted)

    @Slot()
    def _on_appearance(self) -> None:
        choice = self.sender().objectName().removeprefix("theme_")
        self._appearance.choose(choice)
        self._settings.write("theme", choice)

    @Slot()
    def show_dialog(self) -> None:
        """Let the user choose."""
        self.dialog = PreferencesDialog(self._settings, self._window)
        self.dialog.chosen.connect(self.take)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    @Slot(object)
    def take(self, changed: Mapping[str, Any]) -> None:
        """Do what was changed."""
        if "theme" in changed:
            self._appearance.choose(changed["theme"])
            self._actions[f"theme_{changed['theme']}"].setChecked(True)
        if _FOLLOW_ZOOM in changed:
            self._actions["follow_zoom"].setChecked(changed[_FOLLOW_ZOOM])
        if "history_mib" in changed:
            self._limit_history(round(changed["history_mib"] * MIB))
        if "default/points_per_decade" in changed:
            self._setup.sizes.usual_density = round(changed["default/points_per_decade"])
        wanted = for_setup(changed)
        if wanted:
            self._setup.restore(wanted)

    def _limit_history(self, most_bytes: int) -> None:
        try:
            Archive().limit(most_bytes)
        except SaveError as error:
            self._messages.warn(str(error))
