"""Programs that the measured code started and that outlive the process which ran it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from contextlib import suppress

import psutil

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
        for other in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if other.pid != process and (other in self._seen or self._marks(other)):
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
