"""Writing a file so that it is there whole, or as it was before."""

import os
import secrets
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from explorer.refused import RefusedError

WRITABLE = 0o222
_BINARY = getattr(os, "O_BINARY", 0)


class SaveError(RefusedError):
    """A file could not be saved; the message is one sentence for the user."""


def write(path: Path, content: bytes) -> None:
    """Write a file by way of another one beside it; raises SaveError, with nothing changed."""
    try:
        _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise SaveError(f"“{path}” cannot be saved: {error.strerror or error}.") from error


def check(path: Path) -> None:
    """See that a file can be written there later; raises SaveError."""
    try:
        real = Path(os.path.realpath(path))
        _check(real)
        with tempfile.TemporaryFile(dir=real.parent):
            pass
    except OSError as error:
        raise SaveError(f"“{path}” cannot be saved: {error.strerror or error}.") from error


def _check(path: Path) -> None:
    """Raise OSError where nothing can have that name, or what has it must not be replaced."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise OSError(0, "its link leads to itself")
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(0, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(0, "a device or a pipe has that name")
    if not mode & WRITABLE:
        raise PermissionError(0, "it is write-protected")


def _replace(path: Path, content: bytes) -> None:
    _check(path)
    name = str(path.parent / f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    handle = _nameless(path.parent)
    has_name = handle is None
    if handle is None:
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if not has_name:
                os.link(f"/proc/self/fd/{handle}", name, src_dir_fd=handle)  # it follows the link
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _nameless(folder: Path) -> int | None:
    """Open a file without a name, of which a program that is killed leaves nothing behind.

    None where the system or the disk has no such files (Linux, most of its file systems).
    """
    if sys.platform.startswith("linux") and os.path.exists("/proc/self/fd"):
        with suppress(OSError):
            return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600)
    return None


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those a new one gets."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
