"""Files that somebody named: a pipe or a device under such a name would have no end."""

import errno
import os
import stat
from pathlib import Path

from explorer.units import size_in_bytes

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def is_file(named: str | Path) -> bool:
    """Whether a regular file is seen under a name; raises OSError where none can have such a one.

    `pathlib` tells of a name that is too long until Python 3.13 only, where it also raises what
    does not matter here: that one may not look.
    """
    return stat.S_ISREG(_mode(named))


def is_folder(named: str | Path) -> bool:
    """Whether a folder is seen under a name; raises OSError where none can have such a one."""
    return stat.S_ISDIR(_mode(named))


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


def _mode(named: str | Path) -> int:
    try:
        return os.stat(named).st_mode
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise
        return 0


def _too_large(most: int) -> OSError:
    return OSError(0, f"it is too large, with more than {size_in_bytes(most)}")


def _check(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(0, "it is not a file")
