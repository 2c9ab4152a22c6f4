"""The files opened or saved last, newest first."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from explorer.desktop.settings import Settings

MOST = 10
_KEY = "recent"


def files(settings: Settings) -> list[str]:
    """Return the paths of the recent files, newest first."""
    known: list[object] = settings.read(_KEY, [])
    return [item for item in known if isinstance(item, str)][:MOST]


def remember(settings: Settings, path: Path) -> None:
    """Put a file first, once."""
    name = str(path.resolve())
    others = [item for item in files(settings) if item != name]
    settings.write(_KEY, [name, *others][:MOST])


def forget(settings: Settings, path: Path) -> None:
    """Take a file out, as when it is no longer there."""
    settings.write(_KEY, [item for item in files(settings) if item != str(path.resolve())])


def clear(settings: Settings) -> None:
    """Take all files out."""
    settings.write(_KEY, [])


def fill(menu: QMenu, settings: Settings, clear_action: QAction) -> None:
    """Make the menu list the recent files; each entry's data is its path."""
    menu.clear()
    for number, name in enumerate(files(settings), start=1):
        shown = name.replace(str(Path.home()), "~", 1).replace("&", "&&")
        entry = menu.addAction(f"&{number % 10}  {shown}")
        entry.setData(name)
    if menu.isEmpty():
        menu.addAction("No file yet").setEnabled(False)
    menu.addSeparator()
    menu.addAction(clear_action)
