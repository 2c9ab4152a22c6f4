"""Opening files: the dialog, the recent files, what is dropped, and one sentence on failure."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from PySide6.QtCore import QEvent, QMimeData, QObject, QStandardPaths, Signal
from PySide6.QtGui import QAction, QDropEvent, QFileOpenEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from explorer.desktop.files import recent
from explorer.desktop.files.reading import (
    SMALL_KEPT,
    Found,
    GoOn,
    beside,
    is_small,
    read,
    read_and_conclude,
    tried,
    unpack_and_conclude,
)
from explorer.desktop.in_thread import InThread
from explorer.desktop.notices.message_bar import Message, MessageBar
from explorer.desktop.settings import Settings
from explorer.history.archive import Archive
from explorer.history.entry import Entry
from explorer.kernels.finding import file_of
from explorer.kernels.folder import Folder
from explorer.kernels.kernel import Kernel
from explorer.results.formats import holds_run
from explorer.results.record import Run

T = TypeVar("T")
_FOLDER = "folder"
_KINDS = (
    "Runs and Python files (*.json *.html *.py *.ipynb);;Runs (*.json *.html);;"
    "Python files and notebooks (*.py *.ipynb);;All files (*)"
)


class Files(QObject):
    """Opens what the user chooses, and lists the recent files in their menu, above `clear`.

    `opened` carries a Run, `kernel_opened` a Kernel, `folder_opened` a Folder. A large file is read
    beside the window, and given up where another one is opened meanwhile.
    """

    opened = Signal(object)
    kernel_opened = Signal(object)
    folder_opened = Signal(object)

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
        self._reading = InThread(self)
        self._told: Message | None = None
        menu.triggered.connect(self._open_recent)
        clear.triggered.connect(self._clear_recent)
        self._list()

    def choose(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", folder(self._settings), _KINDS)
        if name:
            self.open(Path(name))

    def choose_folder(self) -> None:
        """Ask for a folder and open what is in it as one list."""
        name = QFileDialog.getExistingDirectory(self._window, "Open Folder", folder(self._settings))
        if name:
            self.open(Path(name))

    @property
    def under_way(self) -> bool:
        """Whether a file is being read."""
        return self._reading.under_way

    def open(self, path: Path, at_once: bool = False, left_out: int = 0) -> None:
        """Open a run, a Python file or a function of one, as in `path.py:function`, or a folder.

        Says in a sentence why it cannot, and that so many others were left out. `at_once` waits
        for a large file.
        """
        self.give_up()
        take = partial(self._take, path, left_out)
        if at_once or is_small(path):
            take(*tried(path, partial(read, path)))
        else:
            self._read_beside(path, path.name, partial(read_and_conclude, path), take)

    def unpack(self, archive: Archive, entry: Entry, show: Callable[[Run], object]) -> None:
        """Have a kept run shown; says in a sentence why it cannot be read."""
        self.give_up()
        work = partial(unpack_and_conclude, archive, entry)

        def take(run: Run | None, sentence: str) -> None:
            if run is None:
                self._messages.warn(sentence)
            else:
                show(run)

        if entry.bytes <= SMALL_KEPT:
            take(*tried(entry.title, partial(archive.run, entry)))
        else:
            self._read_beside(entry.title, entry.title, work, take)

    def _read_beside(
        self,
        what: object,
        name: str,
        work: Callable[[GoOn], T],
        take: Callable[[T | None, str], object],
    ) -> None:
        """Read in a thread, which the user can give up."""

        def over(found: Any, sentence: str) -> None:
            self._put_note_away()
            take(found, sentence)

        self._reading.begin(partial(beside, what, work), f"reading {name}", over)
        self._told = self._messages.say(
            f"Reading “{name}” …", ("Cancel", self.give_up), under_way=True
        )

    def give_up(self) -> None:
        """Stop reading a file, where one is being read."""
        if self._reading.under_way:
            self._reading.give_up()
            self._put_note_away()

    def _take(self, path: Path, left_out: int, found: Found | None, sentence: str) -> None:
        if found is None:
            self._refuse(path, sentence)
        else:
            self._show(path, found, left_out)

    def _put_note_away(self) -> None:
        self._messages.put_away(self._told)
        self._told = None

    def _show(self, path: Path, found: Found, left_out: int) -> None:
        if isinstance(found, Folder):
            self.folder_opened.emit(found)
        elif isinstance(found, Kernel):
            self.kernel_opened.emit(found)
        else:
            self.opened.emit(found)
        self.remember(file_of(path))
        if left_out:
            self._messages.say(
                f"One file is shown at a time: {path.name} was opened, "
                f"the other{'s were' if left_out > 1 else ' was'} not."
            )

    def _refuse(self, path: Path, sentence: str) -> None:
        if not os.path.exists(file_of(path)):
            recent.forget(self._settings, path)
            self._list()
        self._messages.warn(sentence)

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
        self.open(paths[0], left_out=len(paths) - 1)

    def _open_recent(self, entry: QAction) -> None:
        if isinstance(entry.data(), str):
            self.open(Path(entry.data()))

    def _clear_recent(self) -> None:
        recent.clear(self._settings)
        self._list()

    def _list(self) -> None:
        recent.fill(self._menu, self._settings, self._clear)


class Sent(QObject):
    """Opens what the desktop sends to the program, which is how macOS opens a file with it."""

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self._files = files

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a file that is sent; leave all else alone."""
        if event.type() != QEvent.Type.FileOpen:
            return False
        self._files.open(Path(cast(QFileOpenEvent, event).file()))
        return True


def folder(settings: Settings) -> str:
    """Return the folder used last, the documents' where it is gone."""
    known = settings.read(_FOLDER, "")
    if known and os.path.isdir(known):
        return known
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def remember_folder(settings: Settings, path: Path) -> None:
    """Remember the folder of a file."""
    settings.write(_FOLDER, str(path.resolve().parent))


def dropped(data: QMimeData) -> tuple[Path, ...]:
    """Return the files of this machine that are being dropped."""
    urls = data.urls() if data.hasUrls() else []
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
