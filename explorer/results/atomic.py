"""Writing a file so that it is there whole, or as it was before."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

WRITABLE = 0o222


class SaveError(Exception):
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
    """Raise OSError where something stands that must not be replaced."""
    if path.is_symlink():
        raise OSError(0, "its link leads to itself")
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    if path.exists() and not path.is_file():
        raise OSError(0, "a device or a pipe has that name")
    if path.exists() and not path.stat().st_mode & WRITABLE:
        raise PermissionError(0, "it is write-protected")


def _replace(path: Path, content: bytes) -> None:
    _check(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those a new one gets."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
