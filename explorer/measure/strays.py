"""Programs that the measured code started, which may outlive its process; and copies of that."""

import mmap
import os
import uuid
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic, sleep

import psutil

from explorer.measure.ending import processes, tidies

MARK = "NUMBA_EXPLORER_PROCESS"
"""In the environment of a process that runs the measured code, and so of all that it starts: its
mark, after those of the processes above it."""


class Mark:
    """Marks one process, and finds what it left: a session of its own hides from all but this.

    What is started with another environment has no mark. That is found where it is looked for
    while the process lives.
    """

    def __init__(self, value: str = "") -> None:
        self._value = value or uuid.uuid4().hex
        self._seen: set[psutil.Process] = set()

    def look(self, process: int) -> None:
        """Remember what the process has started by now; to be called before it is ended."""
        with suppress(psutil.Error, OSError):
            self._seen.update(psutil.Process(process).children(recursive=True))

    def on(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return the environment that the process is to be started with."""
        return {**environment, MARK: f"{environment.get(MARK, '')} {self._value}".strip()}

    def left_behind(self, process: int) -> list[str]:
        """Return a sentence for each program that the process has started and that still runs."""
        found = []
        for other in processes():
            with suppress(psutil.Error, OSError):
                ours = other.pid != process and (other in self._seen or self._marks(other))
                if ours and other.status() != psutil.STATUS_ZOMBIE and not tidies(other):
                    found.append(
                        f"The measured code started “{other.name()}” (process {other.pid}), which "
                        "still runs."
                    )
        return found

    def _marks(self, other: psutil.Process) -> bool:
        return self._value in other.environ().get(MARK, "").split()


def started_here() -> list[str]:
    """Return a sentence for each program that this process has started and that still runs."""
    marks = os.environ.get(MARK, "").split()
    if not marks:
        return []
    mark = Mark(marks[-1])
    mark.look(os.getpid())
    return mark.left_behind(os.getpid())


WAITED_FOR_S = 0.2
"""So long after a call that has made copies it is looked whether one comes back, too."""


class CopiedError(Exception):
    """A call comes back twice."""


class Copies:
    """Knows the process that it was made in, and ends copies of it that `os.fork` made.

    A copy that returns from its call would go on to measure, and make copies with every call.
    """

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
