"""Reading a file beside the window, which goes on meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.desktop.own_load import OwnLoad
from explorer.kernels.finding import file_of, is_code, open_path
from explorer.kernels.kernel import Kernel, KernelError
from explorer.results.opening import open_run
from explorer.results.record import Run
from explorer.results.runfile import RunFileError

SMALL_CODE, SMALL_RUN = 2**15, 2**19
"""Bytes of a file that is read in less than 0.1 s: that is not worth a thread."""

LOOK_MS = 20
"""So often it is looked whether the thread has come to an end."""

Found = Run | Kernel


class GivenUpError(Exception):
    """The user does not want the file any more."""


def is_small(path: Path) -> bool:
    """Whether a file is read at once; also one that cannot be read at all."""
    try:
        size = file_of(path).stat().st_size
    except OSError:
        return True
    return size <= (SMALL_CODE if is_code(path) else SMALL_RUN)


def read(path: Path, go_on: Callable[[], None] = lambda: None) -> Found:
    """Return the run or the kernel of a file; raises RunFileError and KernelError.

    `go_on` is called again and again while a run is read, and may raise what ends that.
    """
    return open_path(str(path)) if is_code(path) else open_run(path, go_on)


class _Work:
    """What the thread does. It touches nothing of Qt's, which may be deleted at any moment."""

    def __init__(self, path: Path, own_load: OwnLoad) -> None:
        self._path, self._own_load = path, own_load
        self.given_up = threading.Event()
        self.outcome: tuple[Found | None, str] | None = None

    def do(self) -> None:
        """Read the file; `outcome` is there in the end, unless it was given up."""
        found: Found | None = None
        sentence = ""
        try:
            with self._own_load.at_work():
                found = read(self._path, self._go_on)
        except (KernelError, RunFileError) as error:
            sentence = str(error)
        except MemoryError:
            sentence = f"“{self._path}” cannot be read: it needs more memory than there is."
        except GivenUpError:
            return
        self.outcome = found, sentence

    def _go_on(self) -> None:
        if self.given_up.is_set():
            raise GivenUpError


class Reading(QObject):
    """One file that is being read in a thread. `over` comes once unless it is given up.

    It carries the Run or Kernel, else None and the sentence that says why there is none.
    """

    over = Signal(object, str)

    def __init__(self, path: Path, own_load: OwnLoad, parent: QObject) -> None:
        super().__init__(parent)
        self.path = path
        self._work = _Work(path, own_load)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()
        # The program may end at any moment of it: a thread of Qt's would have to be waited for.
        name = f"reading {path.name}"
        threading.Thread(target=self._work.do, name=name, daemon=True).start()

    def give_up(self) -> None:
        """Let it come to nothing; returns at once."""
        self._work.given_up.set()
        self._looking.stop()
        self.deleteLater()

    @Slot()
    def _look(self) -> None:
        if self._work.outcome is not None:
            self._looking.stop()
            self.over.emit(*self._work.outcome)
            self.deleteLater()
