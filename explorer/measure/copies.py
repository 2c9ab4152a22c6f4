"""Copies of this process that measured code makes with `os.fork` and that return from its call.

Such a copy would go on to measure, and make copies of its own with every call.
"""

from __future__ import annotations

import mmap
import os
from time import monotonic, sleep

WAITED_FOR_S = 0.2
"""So long after a call that has made copies it is looked whether one comes back, too."""


class CopiedError(Exception):
    """A call comes back twice."""


class Copies:
    """Knows the process that it was made in, and ends copies of it."""

    def __init__(self) -> None:
        self._process, self._made = os.getpid(), 0
        self._seen = mmap.mmap(-1, 1)  # which the copies share
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_parent=self._count)

    def end(self) -> bool:
        """End this process where it is a copy; returns whether a copy of it has come to here."""
        if os.getpid() != self._process:
            self._seen[0] = 1
            os._exit(0)
        made, self._made = self._made, 0
        until = monotonic() + WAITED_FOR_S
        while made and not self._seen[0] and monotonic() < until:
            sleep(0.001)
        found, self._seen[0] = bool(self._seen[0]), 0
        return found

    def _count(self) -> None:
        self._made += 1
