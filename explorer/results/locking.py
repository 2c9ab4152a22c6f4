"""Locks on files, held by an open file and given back by the system when its program ends.

Unlike a process's number, a lock means the same in every container that sees the file, and does
not depend on the clock.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

FAR = 2**40
"""Where Windows locks a byte: what is locked there cannot be read by others."""


def hold(file: IO[str]) -> None:
    """Lock a file as long as it is open; where its disk has no locks, it is not."""
    with suppress(OSError):
        _lock(file.fileno())


def is_held(path: Path) -> bool:
    """Whether a program has locked a file, this one included."""
    with path.open("r+b") as file:
        try:
            _lock(file.fileno())
        except (BlockingIOError, PermissionError):
            return True
        except OSError:  # a disk without locks
            return False
    return False


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        place = os.lseek(handle, 0, os.SEEK_CUR)
        os.lseek(handle, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, place, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
