"""A folder for a while that is removed in the end, also where its program was killed meanwhile.

Its program holds a lock on it, which the system gives back when that program ends, however it does.
So a folder that nobody holds is one that was left, and whoever comes next removes it.
"""

import os
import shutil
import sys
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

PREFIX = "numba-explorer."
_MAKING = ".numba-explorer."
"""It has another name until it is locked."""


class Scratch:
    """A new folder, `name`, until `cleanup`, the end of a `with` or of the program."""

    def __init__(self) -> None:
        """Raises OSError where no folder can be made."""
        sweep()
        making = Path(tempfile.mkdtemp(prefix=_MAKING))
        handle = _locked(making)
        self.name = str(making.with_name(PREFIX + making.name.removeprefix(_MAKING)))
        os.rename(making, self.name)
        self._remove = weakref.finalize(self, _remove, self.name, handle)

    def cleanup(self) -> None:
        """Remove it, with all that is in it."""
        self._remove()

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *error: object) -> None:
        self.cleanup()


def sweep() -> None:
    """Remove the folders that programs of this user's have left that were killed."""
    if sys.platform == "win32":
        return
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as found:
        for entry in found:
            if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False):
                with suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid == os.getuid():
                        handle = _locked(Path(entry.path))
                        _remove(entry.path, handle)


def _locked(folder: Path) -> int | None:
    """Lock a folder as long as what is returned is open; raises OSError where somebody has."""
    if sys.platform == "win32":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _remove(folder: str, handle: int | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if handle is not None:
        os.close(handle)
