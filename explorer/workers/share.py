"""The worker's side: a process below it that computes, whose requests and answers are handed on.

So a crash ends that process and not the worker, and a call that never returns can be ended.
"""

import pickle
import subprocess
from time import monotonic
from typing import Any

from explorer.measure import ending
from explorer.measure.pipes import pieces
from explorer.measure.program import LAST_WORDS_S
from explorer.measure.reserving import Reserved
from explorer.measure.strays import Mark
from explorer.starting import command, environment
from explorer.workers import frames

ENDED, LATE, EXPIRED = "ended", "late", "expired"
LONGEST_S = 120.0
"""Neither a call, nor running the file, nor compiling may take longer."""


class RemoteShare(Reserved):
    """A worker's share of a kernel's calls."""

    def __init__(self, number: str, who: str) -> None:
        super().__init__(number, who)
        self._process: subprocess.Popen[bytes] | None = None
        self._asked: float | None = None
        self._late = False

    def begin(self, job: str) -> str:
        """Start the process; returns who else measures here meanwhile, and then does nothing."""
        other = self._reserve()
        if not other:
            self._process = subprocess.Popen(
                command("explorer.workers.child"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=Mark().on({**environment(), "MPLBACKEND": "Agg"}),
                start_new_session=True,
            )
            if self._ended.is_set():  # meanwhile
                ending.close(self._process)
        return other

    def ask(self, request: bytes) -> bytes:
        """Hand a request on, and wait for its answer."""
        self._heard = monotonic()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        self._asked = self._heard
        try:
            frames.write(process.stdin, request)  # type: ignore[arg-type]
            return frames.within(pieces(process.stdout.fileno(), Ended(process)))
        except frames.EndedError:
            if self.expired:
                return pickle.dumps((EXPIRED, None))
            return pickle.dumps((LATE, LONGEST_S) if self._late else (ENDED, _status(process)))
        finally:
            self._asked = None

    def _look(self) -> None:
        asked = self._asked
        if asked is not None and monotonic() - asked > LONGEST_S and self._process is not None:
            self._late = True
            ending.kill(self._process)

    def _end(self) -> None:
        if self._process is not None:
            ending.kill(self._process)
        super()._end()

    def _closed(self) -> None:
        if self._process is not None:
            ending.close(self._process)


class Ended:
    """Whether a process has ended long enough ago for its last words to have come.

    A copy of it that the measured code has made may keep its pipes open for ever.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._since: float | None = None

    def __call__(self) -> bool:
        if self._since is None and self._process.poll() is not None:
            self._since = monotonic()
        return self._since is not None and monotonic() - self._since > LAST_WORDS_S


def _status(process: subprocess.Popen[bytes]) -> Any:
    try:
        return process.wait(1.0)
    except subprocess.TimeoutExpired:
        return None
