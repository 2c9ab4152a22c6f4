"""Values that are kept in the user's cache, each in a file that is there whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs

T = TypeVar("T")


def folder() -> Path:
    """Return where they are, which need not exist yet."""
    found: Path = platformdirs.user_cache_path("numba-explorer", appauthor=False)
    return found


def recall(path: Path, kind: type[T]) -> T | None:
    """Return what is kept there; None where there is nothing of that kind."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def remember(path: Path, value: object) -> None:
    """Keep a value; where that does not work it is found out again."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(value))
        new.replace(path)
