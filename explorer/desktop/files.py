"""Opening and saving: dialogs, recent files, and one sentence where it does not work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.desktop import recent
from explorer.desktop.charts.chart import Chart
from explorer.desktop.message_bar import MessageBar
from explorer.desktop.saving import NotSaved, save
from explorer.desktop.settings import Settings
from explorer.kernels.kernel import KernelError
from explorer.kernels.listing import read
from explorer.results import runfile
from explorer.results.record import Run
from explorer.results.runfile import RunFileError

_FOLDER = "folder"
_OPENS = "Runs and kernel files (*.json *.py);;Runs (*.json);;Kernel files (*.py);;All files (*)"
_SAVES = {
    "run": ("Save Run", "Run (*.json)", ".json"),
    "plot": ("Save Plot", "PNG picture (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)", ".png"),
    "table": ("Export CSV", "Table (*.csv)", ".csv"),
}


class Files(QObject):
    """Opens what the user chooses and saves what is shown.

    `opened` carries a Run, `kernel_opened` a Kernel, `listed` says that the recent files changed.
    """

    opened = Signal(object)
    kernel_opened = Signal(object)
    listed = Signal()

    def __init__(self, window: QWidget, settings: Settings, messages: MessageBar) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._messages = messages

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder(), _OPENS)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> bool:
        """Open a run or a kernel file; say in a sentence why not and return False."""
        try:
            if path.suffix.lower() == ".py":
                self.kernel_opened.emit(read(path))
            else:
                self.opened.emit(runfile.read(path))
        except (KernelError, RunFileError) as error:
            if not path.exists():
                recent.forget(self._settings, path)
                self.listed.emit()
            self._messages.warn(str(error))
            return False
        self._remember(path)
        return True

    def open_recent(self, entry: QAction) -> None:
        """Open the file of an entry of the recent files' menu."""
        if isinstance(entry.data(), str):
            self.open(Path(entry.data()))

    def clear_recent(self) -> None:
        """Forget the recent files."""
        recent.clear(self._settings)
        self.listed.emit()

    def choose_and_save(self, what: str, run: Run | None, chart: Chart, name: str) -> bool:
        """Ask where to save a run, a plot or a table, and save it there."""
        title, filters, ending = _SAVES[what]
        start = str(Path(self._folder()) / f"{name}{ending}")
        chosen, used = QFileDialog.getSaveFileName(self._window, title, start, filters)
        if not chosen:
            return False
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(used[used.index("*") + 1 : used.index(")")] or ending)
        return self.save(path, run, chart)

    def save(self, path: Path, run: Run | None, chart: Chart) -> bool:
        """Save by the path's ending; say in a sentence why not and return False."""
        try:
            save(path, run, chart)
        except NotSaved as error:
            self._messages.warn(str(error))
            return False
        if path.suffix.lower() == ".json":
            self._remember(path)
        else:
            self._remember_folder(path)
        self._messages.say(f"Saved “{path}”.")
        return True

    def _remember(self, path: Path) -> None:
        recent.remember(self._settings, path)
        self._remember_folder(path)
        self.listed.emit()

    def _remember_folder(self, path: Path) -> None:
        self._settings.write(_FOLDER, str(path.resolve().parent))

    def _folder(self) -> str:
        known = self._settings.read(_FOLDER, "")
        if known and Path(known).is_dir():
            return known
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def dropped(data: QMimeData) -> Path | None:
    """Return the file that is being dropped, None where it is not just one of this machine."""
    urls = data.urls() if data.hasUrls() else []
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


