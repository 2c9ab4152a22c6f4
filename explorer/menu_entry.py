"""The program in the desktop's menu, with its icon and the types of its files (Linux).

All of it is this user's own, under XDG_DATA_HOME; a package for the whole system brings its own.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from explorer.refused import RefusedError
from explorer.shipped import resource

ENTRY = "applications/numba-explorer.desktop"
PLACES = {
    "numba-explorer.desktop": ENTRY,
    "icon.svg": "icons/hicolor/scalable/apps/numba-explorer.svg",
    "numba-explorer-mime.xml": "mime/packages/numba-explorer.xml",
    "numba-explorer.metainfo.xml": "metainfo/io.github.numba_explorer.NumbaExplorer.metainfo.xml",
}
"""Where the shipped files go, under a folder for data."""
RENEWING_S = 20.0
"""A tool that takes longer is given up."""
_CACHES = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))
_ENDS_WORD = set(" \t\n\"'\\><~|&;$*?#()`")


class MenuError(RefusedError):
    """Says in one sentence why the menu cannot be changed."""


def install() -> Path:
    """Put the program into this user's menu and return the entry's file. Raises MenuError."""
    data = _data_home()
    for name, place in PLACES.items():
        content = resource(name).read_text(encoding="utf-8")
        if place == ENTRY:
            command = " ".join(map(_quoted, own_command()))
            content = content.replace("Exec=numba-explorer", f"Exec={command}")
        _write(data / place, content)
    _renew(data)
    return data / ENTRY


def remove() -> bool:
    """Take the program out of this user's menu; return whether it was there. Raises MenuError."""
    data = _data_home()
    there = [path for place in PLACES.values() if (path := data / place).exists()]
    for path in there:
        try:
            path.unlink()
        except OSError as error:
            raise MenuError(f"“{path}” cannot be removed: {error.strerror}.") from error
    _renew(data)
    return bool(there)


def is_installed() -> bool:
    """Whether the desktop's menu has the program, for this user or for all; true off Linux."""
    if not sys.platform.startswith("linux"):
        return True
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = [_data_home(), *map(Path, shared.split(":"))]
    return any((folder / ENTRY).exists() for folder in folders)


def own_command() -> list[str]:
    """Return what starts this program from anywhere."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    script = Path(sys.executable).with_name("numba-explorer")
    return [str(script)] if script.exists() else [sys.executable, "-P", "-m", "explorer"]


def _data_home() -> Path:
    if not sys.platform.startswith("linux"):
        raise MenuError(
            "A menu entry is made on Linux only; elsewhere the bundled program brings its own."
        )
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _write(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise MenuError(f"“{path}” cannot be written: {error.strerror}.") from error


def _renew(data: Path) -> None:
    """Let the desktop read its files anew, where it keeps a digest of them."""
    for tool, folder in _CACHES:
        if shutil.which(tool) and (data / folder).exists():
            with suppress(
                OSError, subprocess.TimeoutExpired
            ):  # the desktop reads them all the same
                subprocess.run(
                    [tool, str(data / folder)], capture_output=True, check=False, timeout=RENEWING_S
                )


def _quoted(word: str) -> str:
    """Return a word of an Exec line (Desktop Entry Specification 1.5, "The Exec key")."""
    if _ENDS_WORD.isdisjoint(word):
        return word.replace("%", "%%")
    escaped = "".join(f"\\\\{letter}" if letter in '"`$\\' else letter for letter in word)
    return f'"{escaped.replace("%", "%%")}"'
