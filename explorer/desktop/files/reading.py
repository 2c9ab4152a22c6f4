"""Reading a file beside the window, which goes on meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from explorer.desktop.own_load import OwnLoad
from explorer.kernels.finding import file_of, is_code, open_path
from explorer.kernels.folder import Folder, code_in, open_folder
from explorer.kernels.kernel import Kernel, KernelError
from explorer.results.opening import open_run
from explorer.results.record import Run
from explorer.results.runfile import RunFileError

SMALL_CODE, SMALL_RUN = 2**15, 2**19
"""Bytes of a file that is read in less than 0.1 s: that is not worth a thread."""

LOOK_MS = 20
"""So often it is looked whether the thread has come to an end."""

FEW = 8
"""Files of a folder that are looked through at once."""

Found = Run | Kernel | Folder


class GivenUpError(Exception):
    """The user does not want the file any more."""


def is_small(path: Path) -> bool:
    """Whether a file is read at once; also one that cannot be read at all."""
    try:
        if path.is_dir():
            return len(code_in(path)) <= FEW
        size = file_of(path).stat().st_size
    except OSError:
        return True
    return size <= (SMALL_CODE if is_code(path) else SMALL_RUN)


def read(path: Path, go_on: Callable[[], None] = lambda: None) -> Found:
    """Return the run or the kernel of a file, or what is in a folder.

    Raises RunFileError and KernelError.

    `go_on` is called again and again while a run is read, and may raise what ends that.
    """
    if path.is_dir():
        return open_folder(path)
    return open_path(str(path)) if is_code(path) else open_run(path, go_on)


class Reading:
    """One file or folder to read, as `in_thread.Work`: what `read` returns comes of it."""

    def __init__(self, path: Path, own_load: OwnLoad) -> None:
        self._path, self._own_load = path, own_load
        self._given_up = threading.Event()
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

    def give_up(self) -> None:
        """Read no more of it."""
        self._given_up.set()

    def _go_on(self) -> None:
        if self._given_up.is_set():
            raise GivenUpError
