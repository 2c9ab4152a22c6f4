"""Starting a measuring process: it loads Numba and waits for its job."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from explorer.measure import note
from explorer.measure.machine import most_threads
from explorer.measure.plan import Plan
from explorer.starting import command
from explorer.starting import environment as own_environment


def environment(plan: Plan) -> dict[str, str]:
    """Return the environment that a plan's process needs: Numba reads it when it is imported."""
    wanted = {**own_environment(), "PYTHONUNBUFFERED": "1"}
    wanted["MPLBACKEND"] = "Agg"  # a plot that the file shows must not wait for somebody
    wanted["NUMBA_NUM_THREADS"] = str(max(*plan.threads, most_threads()))  # more may be wished for
    wanted["NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING"] = "1"
    if plan.layer:
        wanted["NUMBA_THREADING_LAYER"] = plan.layer
    return wanted


class Launched:
    """A process that measures as soon as it gets a job, and until then runs no code of a user's.

    On Linux it ends with the thread that made it; elsewhere when its input is closed.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self._folder = tempfile.TemporaryDirectory(prefix="numba-explorer-")
        self.note = Path(self._folder.name) / "note"
        note.make(self.note)
        self.process = subprocess.Popen(
            command("explorer.measure.child", str(self.note)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )

    @property
    def lives(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End the process and whatever it started, also what outlived it."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):  # all have ended (Linux, macOS)
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()

    def close(self) -> None:
        """End the process and give back what it used."""
        self.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with suppress(OSError):  # what was not sent any more is of no use now
                    stream.close()
        self._folder.cleanup()


class Ahead:
    """Keeps a process started for the run that is likely to come next, or none.

    All of it is for one thread, the one that will pull the run.
    """

    def __init__(self) -> None:
        self._spare: Launched | None = None

    def prepare(self, plan: Plan | None) -> None:
        """Have a process started that fits this plan; None means that none will be needed."""
        wanted = None if plan is None else environment(plan)
        if self._spare is not None and self._spare.lives and self._spare.environment == wanted:
            return
        self.discard()
        if wanted is not None:
            self._spare = Launched(wanted)

    def take(self, plan: Plan) -> Launched:
        """Return a process for this plan, started ahead or now; it is the caller's to close."""
        self.prepare(plan)
        spare, self._spare = self._spare, None
        assert spare is not None
        return spare

    def discard(self) -> None:
        """End the process that was started ahead."""
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.close()
