"""What was found out of kernels beside their runs: how callers are served, what workers take.

It belongs to a kernel's source, not to one run of it: whichever run of that source is opened, it is
known again.
"""

import hashlib
import platform
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from explorer import atomic, regular
from explorer.atomic import SaveError
from explorer.history.files import default_folder
from explorer.measure.plan import KernelRef

T = TypeVar("T")

MOST, LARGEST = 500, 2**24
"""Files that are kept, and bytes of one; the oldest go first."""


def of_callers(variant: str, size: int, threads: int, dtype: str, layer: str | None) -> str:
    """How several callers of a variant are served by this machine."""
    return f"callers of {variant} at {size} with {threads}, {dtype}, {layer}, on {platform.node()}"


def of_workers(dtype: str) -> str:
    """What calls take that are spread over workers."""
    return f"workers, {dtype}"


def keep(kernel: KernelRef, about: str, found: object) -> str:
    """Keep the newest of what was found out; return a sentence where that does not work.

    `about` says what: `of_callers` or `of_workers`.
    """
    path = _path(kernel, about)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(path, msgspec.json.encode(found))
    except SaveError as error:
        return f"What was found out is not in the history: {error}"
    except OSError as error:
        return f"What was found out is not in the history: {error.strerror or error}."
    with suppress(OSError):
        files = sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime)
        for old in files[:-MOST]:
            old.unlink(missing_ok=True)
    return ""


def known(kernel: KernelRef, about: str, kind: type[T]) -> T | None:
    """Return what was found out of this source, None where nothing of that kind was."""
    try:
        return msgspec.json.decode(regular.content(_path(kernel, about), LARGEST), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def is_known(kernel: KernelRef, about: str) -> bool:
    """Whether something was."""
    return _path(kernel, about).is_file()


def _path(kernel: KernelRef, about: str) -> Path:
    given = sorted((kernel.arguments or {}).items())
    what = [kernel.name, kernel.sha256, kernel.function, given, about]
    return (
        default_folder() / "found" / f"{hashlib.sha1(msgspec.json.encode(what)).hexdigest()}.json"
    )
