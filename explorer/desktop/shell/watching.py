"""Noticing that a file was saved, however the editor does it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from explorer import regular
from explorer.desktop.in_thread import InThread
from explorer.kernels.reading import LARGEST

SETTLE_MS = 200
"""An editor writes in several steps; this long after the last of them the file is read."""


class _Sum:
    """The sum of a file's content, as `in_thread.Work`: a folder of the network may take long."""

    outcome: tuple[str, str] | None = None

    def __init__(self, path: Path) -> None:
        self._path = path

    def do(self) -> None:
        """Find it; none where there is no file, as between removing and renaming."""
        try:
            found = hashlib.sha256(regular.content(self._path, LARGEST)).hexdigest()
        except OSError:
            found = ""
        self.outcome = found, ""

    def give_up(self) -> None:
        """Let it come to nothing."""


class FileWatch(QObject):
    """Watches one file by its content; `saved` comes when that is another one.

    The folder is watched too, because many editors write a new file and rename it.
    """

    saved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._known = ""
        self._summing: InThread | None = None
        self._watcher = QFileSystemWatcher(self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self._look)
        self._watcher.fileChanged.connect(self._on_touched)
        self._watcher.directoryChanged.connect(self._on_touched)

    def watch(self, path: Path | None, sha256: str = "") -> None:
        """Watch this file, whose content has this sum, and no other."""
        path = None if path is None else path.resolve()
        self._known = sha256
        if path == self._path:
            return
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        self._path = path
        self._settled.stop()
        self._sum_no_more()
        if path is not None:
            self._watcher.addPaths([str(path), str(path.parent)])

    @Slot()
    def _on_touched(self) -> None:
        self._settled.start()

    @Slot()
    def _look(self) -> None:
        self._sum_no_more()
        if self._path is not None:
            self._summing = InThread(_Sum(self._path), "the sum of a saved file", self)
            self._summing.over.connect(self._on_summed)

    def _sum_no_more(self) -> None:
        if self._summing is not None:
            self._summing.give_up()
            self._summing = None

    @Slot(object, str)
    def _on_summed(self, found: str, _: str) -> None:
        self._summing = None
        if not found:
            return
        if str(self._path) not in self._watcher.files():
            self._watcher.addPath(str(self._path))
        if found != self._known:
            self._known = found
            self.saved.emit()
