"""Answers that are kept on disk: the same question on the same machine is answered at once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec
import platformdirs

from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel
from explorer.kernels.listing import home_of
from explorer.measure.machine import facts
from explorer.version import __version__
from explorer.why.facts import Why

VERSION = 1
"""Of what is found out and how; what was kept of another one is found out again."""
MOST = 200
"""Answers that are kept; the oldest go first."""
MOST_BESIDE = 500
"""Files of a folder that are looked at for changes; beyond that, nothing is kept."""


_OF_MACHINE = ("cpu", "architecture", "cores_usable", "caches", "versions", "python", "environment")


def kept(kernel: Kernel, variant: str, size: int, threads: int, dtype: str) -> Why | None:
    """Return what was found out before, of this source, with these versions, on this machine."""
    path = _path(kernel, variant, size, threads, dtype)
    if path is None:
        return None
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Why)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None
    return replace(found, kept=True)


def keep(kernel: Kernel, dtype: str, found: Why) -> None:
    """Keep an answer for later; where that does not work it is found out again."""
    path = _path(kernel, found.variant, found.size, found.threads or 1, dtype)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(found))
        new.replace(path)
        by_age = sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime)
        for old in by_age[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        pass


def _path(kernel: Kernel, variant: str, size: int, threads: int, dtype: str) -> Path | None:
    given = sorted((kernel.arguments or {}).items())
    beside = [] if is_from_catalogue(kernel) else _beside(kernel)
    if beside is None or any(sign in text for _, text in given for sign in "\"'"):
        return None  # of what a text names, such as a file of data, no change is seen
    asked = [str(kernel.path), kernel.sha256, kernel.function, given, variant, size, threads, dtype]
    what = [VERSION, __version__, _machine(), asked, beside]
    key = hashlib.sha1(msgspec.json.encode(what)).hexdigest()[:20]
    folder: Path = platformdirs.user_cache_path("numba-explorer", appauthor=False)
    return folder / "why" / f"{key}.json"


@cache
def _machine() -> list[object]:
    """What of this machine an answer follows from; it stays as it is while the program runs."""
    known = facts()
    return [known[name] for name in _OF_MACHINE]


def _beside(kernel: Kernel) -> list[tuple[str, int]] | None:
    """What a user's file may import, with the time of its last change; None for too much."""
    found: list[tuple[str, int]] = []
    for file in home_of(kernel.path)[0].rglob("*.py"):
        if len(found) >= MOST_BESIDE:
            return None
        try:
            found.append((str(file), file.stat().st_mtime_ns))
        except OSError:
            return None
    return sorted(found)
