"""Ending a process of ours, with all that the measured code started in it."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress

from explorer.measure import scratch

ENDING_S = 2.0
"""A process that was killed and does not end within this is left to the system."""


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that has a session of its own, and whatever it started, at once."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # all have ended (Linux, macOS)
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def status(process: subprocess.Popen[bytes]) -> int | None:
    """Return how it ended, as `Popen.returncode`; None where it has not within seconds."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDING_S)
    return process.returncode


def close(process: subprocess.Popen[bytes]) -> None:
    """Kill it, and give back what it used here; returns within some seconds."""
    kill(process)
    status(process)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):  # what was not sent any more is of no use now
                stream.close()
    scratch.sweep()  # what it had for a while
