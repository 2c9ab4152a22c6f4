"""Threads laid on cores, one way after another: what follows a core is the core's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from explorer.measure.machine import usable_cores

MOST_WAYS = 4
"""So many ways tell a core that is slower from a part that is longer."""


def ways(threads: int) -> int:
    """Return in how many ways threads are laid on cores; one where a system lays them itself."""
    if not sys.platform.startswith("linux"):
        return 1
    return max(1, min(threads, usable_cores(), MOST_WAYS))


@contextmanager
def pinned(count: int, way: int) -> Iterator[None]:
    """Keep each of so many threads on one of as many cores, each way on another one.

    Where that is not allowed they stay where they are.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    allowed = sorted(os.sched_getaffinity(0))
    cores = allowed[:count]
    step = max(1, len(cores) // MOST_WAYS)
    try:
        for at, thread in enumerate(_threads()):
            _lay(thread, {cores[(at + way * step) % len(cores)]})
        yield
    finally:
        for thread in _threads():  # those that were started meanwhile, too
            _lay(thread, set(allowed))


def _threads() -> list[int]:
    return sorted(int(name) for name in os.listdir("/proc/self/task"))


def _lay(thread: int, cores: set[int]) -> None:
    with suppress(OSError):  # it has ended
        os.sched_setaffinity(thread, cores)
