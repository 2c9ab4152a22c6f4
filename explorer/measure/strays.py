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
    """Marks one process, and finds what it left: a session of its own hides from all but this."""

    def __init__(self, value: str = "") -> None:
        self._value = value or uuid.uuid4().hex

    def on(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return the environment that the process is to be started with."""
        return {**environment, MARK: f"{environment.get(MARK, '')} {self._value}".strip()}

    def left_behind(self, process: int) -> list[str]:
        """Return a sentence for each program that the process has started and that still runs."""
        found = []
        for other in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                marks = other.environ().get(MARK, "").split()
                if other.pid != process and self._value in marks:
                    found.append(
                        f"The measured code started “{other.name()}” (process {other.pid}), which "
                        "still runs."
                    )
        return found


def started_here() -> list[str]:
    """Return a sentence for each program that this process has started and that still runs."""
    marks = os.environ.get(MARK, "").split()
    return Mark(marks[-1]).left_behind(os.getpid()) if marks else []
