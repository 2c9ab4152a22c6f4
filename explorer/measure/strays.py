"""Programs that the measured code started and that outlive the process which ran it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress

import psutil

MARK = "NUMBA_EXPLORER_PROCESS"
"""In the environment of a process that runs the measured code, and so of all that it starts."""


class Mark:
    """Marks one process, and finds what it left: a session of its own hides from all but this."""

    def __init__(self) -> None:
        self._value = uuid.uuid4().hex

    def on(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return the environment that the process is to be started with."""
        return {**environment, MARK: self._value}

    def left_behind(self, process: int) -> list[str]:
        """Return a sentence for each program that the process, which is over, has left."""
        found = []
        for other in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if other.pid != process and other.environ().get(MARK) == self._value:
                    found.append(
                        f"The measured code started “{other.name()}” (process {other.pid}), which "
                        "still runs."
                    )
        return found
