"""A file of the user's own: whether its code may run, and noticing that it was saved."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from explorer.desktop.in_thread import InThread
from explorer.desktop.settings import Settings
from explorer.kernels.reading import content_of, sha256_of

SETTLE_MS = 200
"""An editor writes in several steps; this long after the last of them the file is read."""


class FileWatch(QObject):
    """Watches one file by its content; `saved` comes when that is another one.

    The folder is watched too, because many editors write a new file and rename it.
    """

    saved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._known = ""
        self._summing = InThread(self)
        self._watcher = QFileSystemWatcher(self)
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
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
        self._summing.give_up()
        if path is not None:
            self._watcher.addPaths([str(path), str(path.parent)])

    @Slot()
    def _on_touched(self) -> None:
        self._settled.start()

    @Slot()
    def _look(self) -> None:
        path = self._path
        if path is not None:  # which may be in a folder of the network, and take long
            self._summing.begin(
                lambda task: sha256_of(content_of(path)), "the sum of a saved file", self._on_summed
            )

    def _on_summed(self, found: str | None, _: str) -> None:
        if found is None:  # there is no file, as between removing and renaming
            return
        if str(self._path) not in self._watcher.files():
            self._watcher.addPath(str(self._path))
        if found != self._known:
            self._known = found
            self.saved.emit()


_KEY = "own/may_run"
_MOST = 500


class Trust:
    """Remembers SHA-256 sums of files; a changed file is another one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def knows(self, sha256: str) -> bool:
        """Whether the user has run a file of this content."""
        return sha256 in self._sums()

    def add(self, sha256: str) -> None:
        """Remember that a file of this content may be run."""
        others = [item for item in self._sums() if item != sha256]
        self._settings.write(_KEY, [sha256, *others][:_MOST])

    def _sums(self) -> list[str]:
        known: list[object] = self._settings.read(_KEY, [])
        return [item for item in known if isinstance(item, str)]
