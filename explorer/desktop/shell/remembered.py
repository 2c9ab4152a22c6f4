"""The window as it was when it was closed last: its place, its sizes and its setup."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtWidgets import QMainWindow, QSplitter

from explorer.desktop.settings import Settings
from explorer.desktop.setup.panel import Kept, SetupPanel
from explorer.kernels.finding import shipped

KERNEL = "setup/kernel"
"""Where the settings keep the name of the chosen kernel."""


class Remembers(Protocol):
    """A part of the window that keeps something of its own between starts."""

    def restore(self, settings: Settings) -> None:
        """Be as it was."""

    def remember(self, settings: Settings) -> None:
        """Write how it is."""


class Remembered:
    """Reads and writes how the window is; what is missing or damaged stays as it is."""

    def __init__(
        self,
        settings: Settings,
        window: QMainWindow,
        halves: QSplitter,
        setup: SetupPanel,
        own_setup: Callable[[], Kept],
        parts: Sequence[Remembers],
    ) -> None:
        self._settings, self._window = settings, window
        self._halves, self._setup, self._parts = halves, setup, parts
        self._own_setup = own_setup

    def read(self) -> None:
        """Make the window as it was."""
        settings, window = self._settings, self._window
        if not window.restoreGeometry(settings.read_bytes("window/geometry")):
            room = window.screen().availableSize()
            window.resize(min(1440, room.width() * 9 // 10), min(900, room.height() * 9 // 10))
        sizes: list[Any] = settings.read("layout/halves", [])
        if len(sizes) == 2 and all(isinstance(size, int) and size > 0 for size in sizes):
            self._halves.setSizes(sizes)
        for part in self._parts:
            part.restore(settings)
        name = settings.read(KERNEL, "")
        if kernel := shipped(name):
            self._setup.choose(kernel)
            values: dict[str, Any] = settings.read("setup/values", {})
            self._setup.restore(values)
        self._setup.more.fold.setChecked(settings.read("setup/more", False))

    def write(self) -> None:
        """Keep how the window is for the next start."""
        settings, setup = self._settings, self._setup
        settings.write_bytes("window/geometry", self._window.saveGeometry())
        if all(self._halves.sizes()):
            settings.write("layout/halves", self._halves.sizes())
        for part in self._parts:
            part.remember(settings)
        kernel, values = self._own_setup()
        settings.write(KERNEL, kernel.name)
        settings.write("setup/values", values)
        settings.write("setup/more", setup.more.fold.isChecked())
        settings.flush()
