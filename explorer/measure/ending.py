"""Ending a process of ours, with all that the measured code started in it."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress

import psutil

from explorer.measure import scratch

ENDING_S = 2.0
"""A process that was killed and does not end within this is left to the system."""


TIDYING_S = 0.5
"""So long a process may take that removes what others left in shared memory."""
TIDIES = "multiprocessing.resource_tracker"


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that has a session of its own, and whatever it started, at once.

    What Python starts to remove shared memory, when all that share it have ended, goes on to do so.
    """
    if not hasattr(os, "killpg"):
        process.kill()
        return
    group = list(_group(process.pid))
    if not any(map(tidies, group)):
        _kill_group(process.pid)
    for other in group:
        with suppress(psutil.Error):
            if not tidies(other):
                other.kill()


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # all have ended (Linux, macOS)
        os.killpg(group, signal.SIGKILL)


def _group(group: int) -> Iterator[psutil.Process]:
    for process in processes():
        with suppress(OSError):
            if os.getpgid(process.pid) == group:
                yield process


def processes() -> Iterator[psutil.Process]:
    """Yield all processes that are seen; none where the system does not show them (no /proc)."""
    with suppress(IndexError, OSError, psutil.Error):
        yield from psutil.process_iter()


def tidies(process: psutil.Process) -> bool:
    """Whether it only removes what others left in shared memory."""
    with suppress(psutil.Error):
        return any(TIDIES in part for part in process.cmdline())
    return False


def status(process: subprocess.Popen[bytes]) -> int | None:
    """Return how it ended, as `Popen.returncode`; None where it has not within seconds."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDING_S)
    return process.returncode


def close(process: subprocess.Popen[bytes]) -> None:
    """Kill it, and give back what it used here; returns within some seconds."""
    kill(process)
    status(process)
    if hasattr(os, "killpg"):
        psutil.wait_procs(_group(process.pid), TIDYING_S)
        _kill_group(process.pid)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):  # what was not sent any more is of no use now
                stream.close()
    scratch.sweep()  # what it had for a while
