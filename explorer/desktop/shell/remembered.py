"""The window as it was when it was closed last: its place, its sizes and its setup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.desktop.settings import Settings
from explorer.kernels.finding import catalogue

if TYPE_CHECKING:
    from explorer.desktop.shell.window import MainWindow


def read(window: MainWindow, settings: Settings) -> None:
    """Make the window as it was; what is missing or damaged stays as it is."""
    if not window.restoreGeometry(settings.read_bytes("window/geometry")):
        room = window.screen().availableSize()
        window.resize(min(1440, room.width() * 9 // 10), min(900, room.height() * 9 // 10))
    sizes: list[Any] = settings.read("layout/halves", [])
    if len(sizes) == 2 and all(isinstance(size, int) and size > 0 for size in sizes):
        window.halves.setSizes(sizes)
    window.workspace.restore(settings)
    name = settings.read("setup/kernel", "")
    for kernel in catalogue():
        if kernel.name == name:
            window.setup.choose(kernel)
            values: dict[str, Any] = settings.read("setup/values", {})
            window.setup.restore(values)
    window.setup.more.fold.setChecked(settings.read("setup/more", False))


def write(window: MainWindow, settings: Settings) -> None:
    """Keep how the window is for the next start."""
    settings.write_bytes("window/geometry", window.saveGeometry())
    settings.write("layout/halves", window.halves.sizes())
    window.workspace.remember(settings)
    settings.write("setup/kernel", window.setup.kernel.name)
    settings.write("setup/values", window.setup.state())
    settings.write("setup/more", window.setup.more.fold.isChecked())
    settings.flush()
