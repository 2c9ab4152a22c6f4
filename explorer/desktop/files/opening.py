"""Opening files: the dialog, the recent files, what is dropped, and one sentence on failure."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, Signal
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from explorer.desktop.files import recent
from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.settings import Settings
from explorer.kernels.finding import file_of, is_code, open_path
from explorer.kernels.kernel import KernelError
from explorer.results.formats import holds_run
from explorer.results.opening import open_run
from explorer.results.runfile import RunFileError

_FOLDER = "folder"
_KINDS = (
    "Runs and Python files (*.json *.html *.py);;Runs (*.json *.html);;Python files (*.py);;"
    "All files (*)"
)


class Files(QObject):
    """Opens what the user chooses, and lists the recent files in their menu, above `clear`.

    `opened` carries a Run, `kernel_opened` a Kernel.
    """

    opened = Signal(object)
    kernel_opened = Signal(object)

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        messages: MessageBar,
        menu: QMenu,
        clear: QAction,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._messages = messages
        self._menu, self._clear = menu, clear
        menu.triggered.connect(self._open_recent)
        clear.triggered.connect(self._clear_recent)
        self._list()

    def choose(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", folder(self._settings), _KINDS)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> bool:
        """Open a run, a Python file or a function of one, as in `path.py:function`.

        Says in a sentence why it cannot, and returns False.
        """
        try:
            if is_code(path):
                self.kernel_opened.emit(open_path(str(path)))
            else:
                self.opened.emit(open_run(path))
        except (KernelError, RunFileError) as error:
            if not file_of(path).exists():
                recent.forget(self._settings, path)
                self._list()
            self._messages.warn(str(error))
            return False
        self.remember(file_of(path))
        return True

    def on_saved(self, path: Path) -> None:
        """Put a run that was saved among the recent files."""
        if holds_run(path):
            self.remember(path)

    def remember(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        recent.remember(self._settings, path)
        remember_folder(self._settings, path)
        self._list()

    def open_or_choose(self, path: str) -> None:
        """Open a file; without a path ask for one."""
        if path:
            self.open(Path(path))
        else:
            self.choose()

    def drop(self, event: QDropEvent) -> None:
        """Open the file that was dropped on the window; of several the first, and say so."""
        paths = dropped(event.mimeData())
        if not paths:
            return
        event.acceptProposedAction()
        if self.open(paths[0]) and len(paths) > 1:
            self._messages.say(
                f"One file is shown at a time: {paths[0].name} was opened, "
                f"the other{'s were' if len(paths) > 2 else ' was'} not."
            )

    def _open_recent(self, entry: QAction) -> None:
        if isinstance(entry.data(), str):
            self.open(Path(entry.data()))

    def _clear_recent(self) -> None:
        recent.clear(self._settings)
        self._list()

    def _list(self) -> None:
        recent.fill(self._menu, self._settings, self._clear)


def folder(settings: Settings) -> str:
    """Return the folder used last, the documents' where it is gone."""
    known = settings.read(_FOLDER, "")
    if known and Path(known).is_dir():
        return known
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def remember_folder(settings: Settings, path: Path) -> None:
    """Remember the folder of a file."""
    settings.write(_FOLDER, str(path.resolve().parent))


def dropped(data: QMimeData) -> tuple[Path, ...]:
    """Return the files of this machine that are being dropped."""
    urls = data.urls() if data.hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
