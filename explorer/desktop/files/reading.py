"""Reading a file beside the window, which goes on meanwhile."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from explorer.desktop.in_thread import Task, outcome_of
from explorer.history.archive import Archive
from explorer.history.entry import Entry
from explorer.kernels.finding import file_of, is_code, open_path
from explorer.kernels.folder import Folder, code_in, open_folder
from explorer.kernels.kernel import Kernel
from explorer.results.record import Run
from explorer.results.runfile import RunFileError

SMALL_CODE, SMALL_RUN, SMALL_KEPT = 2**12, 2**19, 2**16
"""Bytes of a file that is read in less than 0.1 s, kept runs packed: not worth a thread."""

FEW = 8
"""Files of a folder that are looked through at once."""

Found = Run | Kernel | Folder
GoOn = Callable[[], None]
T = TypeVar("T")


def is_small(path: Path) -> bool:
    """Whether a file is read at once; also one that cannot be read at all."""
    try:
        if os.path.isdir(path):
            return len(code_in(path)) <= FEW
        size = file_of(path).stat().st_size
    except OSError:
        return True
    return size <= (SMALL_CODE if is_code(path) else SMALL_RUN)


def read(path: Path, go_on: GoOn = lambda: None) -> Found:
    """Return the run or the kernel of a file, or what is in a folder.

    Raises RunFileError and KernelError.

    `go_on` is called again and again while a run is read, and may raise what ends that.
    """
    if os.path.isdir(path):
        return open_folder(path)
    if is_code(path):
        return open_path(str(path))
    from explorer.results.opening import open_run  # it knows reports, and all that draws them

    return open_run(path, go_on)


def read_and_conclude(path: Path, go_on: GoOn) -> Found:
    """Return what `read` does; what is concluded from a run, and drawn first, is remembered."""
    return _concluded(read(path, go_on), go_on)


def unpack_and_conclude(archive: Archive, entry: Entry, go_on: GoOn) -> Run:
    """Return a kept run, as `read_and_conclude` one of a file; raises HistoryError."""
    return _concluded(archive.run(entry), go_on)


def _concluded(found: T, go_on: GoOn) -> T:
    go_on()
    if isinstance(found, Run):
        from explorer.results.pictures.time import time_spot
        from explorer.results.words.answer import answer  # and all that conclusions need

        answer(found)
        for record in found.points.values():
            time_spot(record)
    return found


def beside(what: object, read: Callable[[GoOn], T], task: Task) -> T:
    """Return what `read` does, in a thread that may be given up; `what` is how it is called."""
    return _within_memory(what, partial(read, task.go_on))


def tried(what: object, read: Callable[[], T]) -> tuple[T | None, str]:
    """Return what was read, or None and the sentence that says why nothing was."""
    return outcome_of(partial(_within_memory, what, read))


def _within_memory(what: object, read: Callable[[], T]) -> T:
    try:
        return read()
    except MemoryError as error:
        raise RunFileError(
            f"“{what}” cannot be read: it needs more memory than there is."
        ) from error
