"""Answers that are kept on disk: the same question on the same machine is answered at once."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
import platformdirs

from explorer import regular
from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel
from explorer.kernels.reading import home_of
from explorer.measure.machine import facts
from explorer.measure.pythons import measures
from explorer.version import __version__
from explorer.why.facts import Why

VERSION = 12
"""Of what is found out and how; what was kept of another one is found out again."""
MOST, LARGEST = 200, 2**24
"""Answers that are kept, and bytes of one; the oldest go first."""
MOST_BESIDE, MOST_ENTRIES = 500, 20_000
"""Python files around a user's own that are looked at for changes, and entries that are gone
through for them; beyond that, nothing is kept."""


_OF_MACHINE = ("cpu", "architecture", "cores_usable", "caches", "versions", "python", "environment")


class Answers:
    """The answers about a kernel; what all of them follow from is looked at once."""

    def __init__(self, kernel: Kernel) -> None:
        self._given = sorted((kernel.arguments or {}).items())
        self._kernel = kernel
        self._python = measures(kernel.path).program
        self._beside = [] if is_from_catalogue(kernel) else _beside(kernel)

    def kept(self, variant: str, size: int, threads: int, dtype: str) -> Why | None:
        """Return what was found out before, of this source and machine, with these versions."""
        path = self._path(variant, size, threads, dtype)
        found = recall(path, Why) if path is not None else None
        return replace(found, kept=True) if found is not None else None

    def keep(self, dtype: str, found: Why) -> None:
        """Keep an answer for later."""
        path = self._path(found.variant, found.size, found.threads or 1, dtype)
        if path is not None:
            remember(path, found)
            with suppress(OSError):
                files = path.parent.glob("*.json")
                for old in sorted(files, key=lambda file: file.stat().st_mtime)[:-MOST]:
                    old.unlink(missing_ok=True)

    def _path(self, variant: str, size: int, threads: int, dtype: str) -> Path | None:
        if self._beside is None or any(s in text for _, text in self._given for s in "\"'"):
            return None  # of what a text names, such as a file of data, no change is seen
        kernel = self._kernel
        asked = [str(kernel.path), kernel.sha256, kernel.function, self._given,
                 variant, size, threads, dtype]  # fmt: skip
        what = [VERSION, __version__, _machine(), self._python, asked, self._beside]
        # json writes names, too, that are no UTF-8 text
        key = hashlib.sha1(json.dumps(what).encode()).hexdigest()[:20]
        return folder() / "why" / f"{key}.json"


@cache
def _machine() -> list[object]:
    """What of this machine an answer follows from; it stays as it is while the program runs."""
    known = facts()
    return [known[name] for name in _OF_MACHINE]


def _beside(kernel: Kernel) -> list[tuple[str, int]] | None:
    """What a user's file may import, with the time of its last change; None for too much."""
    found: list[tuple[str, int]] = []
    entries = 0
    for place, folders, files in os.walk(home_of(kernel.path)[0]):
        entries += len(folders) + len(files)
        found += [(path, _changed(path)) for name in files if name.endswith(".py")
                  for path in [os.path.join(place, name)]]  # fmt: skip
        if entries > MOST_ENTRIES or len(found) > MOST_BESIDE:
            return None
        folders[:] = [name for name in folders if _is_imported_from(Path(place, name))]
    return sorted(found)


def _is_imported_from(folder: Path) -> bool:
    """Whether modules may be in it: no package has a dot in its name, or is an environment."""
    return "." not in folder.name and not os.path.exists(folder / "pyvenv.cfg")


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


T = TypeVar("T")


def folder() -> Path:
    """Return where they are, which need not exist yet."""
    found: Path = platformdirs.user_cache_path("numba-explorer", appauthor=False)
    return found


def recall(path: Path, kind: type[T]) -> T | None:
    """Return what is kept there; None where there is nothing of that kind."""
    try:
        return msgspec.json.decode(regular.content(path, LARGEST), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def remember(path: Path, value: object) -> None:
    """Keep a value; where that does not work it is found out again."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(value))
        new.replace(path)
