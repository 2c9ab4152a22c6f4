"""Locks on files, held by an open file and given back by the system when its program ends.

Unlike a process's number, a lock means the same in every container that sees the file, and does
not depend on the clock.
"""

import os
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import IO

FAR = 2**40
"""Where Windows locks a byte: what is locked there cannot be read by others."""
LOOKED_AT_S = 0.5
"""A lock that is not given back within this is no look at the file."""


def hold(file: IO[str]) -> None:
    """Lock a file as long as it is open; where its disk has no locks, it is not."""
    end = monotonic() + LOOKED_AT_S
    while True:
        try:
            _lock(file.fileno(), alone=True)
        except (BlockingIOError, PermissionError):  # somebody looks whether it is held
            if monotonic() < end:
                sleep(0.001)
                continue
        except OSError:
            pass
        return


def is_held(path: Path) -> bool:
    """Whether a program has locked a file, this one included; others may look at the same time."""
    with path.open("r+b") as file:
        try:
            _lock(file.fileno(), alone=False)
        except (BlockingIOError, PermissionError):
            return True
        except OSError:  # a disk without locks
            return False
    return False


def _lock(handle: int, alone: bool) -> None:
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

        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
