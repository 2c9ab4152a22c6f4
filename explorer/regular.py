"""Reading files that somebody named: a pipe or a device under such a name would have no end."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from explorer.units import size_in_bytes

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def content(path: Path, most: int) -> bytes:
    """Return what a regular file holds, without ever waiting for it; raises OSError.

    Also where it holds more than `most` bytes. The error's `strerror` says what is wrong.
    """
    _check(os.stat(path).st_mode)  # opening a device may do something already
    handle = os.open(path, _FLAGS)
    try:
        found = os.fstat(handle)
        _check(found.st_mode)  # it may be another one by now
        if found.st_size > most:
            raise _too_large(most)
        with os.fdopen(handle, "rb", closefd=False) as file:
            held = file.read(most + 1)
    finally:
        os.close(handle)
    if len(held) > most:
        raise _too_large(most)  # it grows
    return held


def _too_large(most: int) -> OSError:
    return OSError(0, f"it is too large, with more than {size_in_bytes(most)}")


def _check(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(0, "it is not a file")
