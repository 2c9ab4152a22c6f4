"""Copies of a process that has loaded Numba: each does a job, and none waits for that again.

Loading Numba and compiling a first function take a second and more of each new process; a copy
(`fork`) of one that has done so has them at once. Only a process with a single thread may be
copied, so none is where other threads are, nor on systems other than Linux.
"""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from time import monotonic
from typing import Any

import msgspec

from explorer.measure import manners
from explorer.measure.pipes import PIECE
from explorer.why.job import Job
from explorer.why.running import ENDED, GIVEN_UP, LONGEST_S
from explorer.why.tasks import answer_to


class Copy:
    """A copy of this process that does a job; Numba must be loaded, and no thread started."""

    def __init__(self, job: Job, waits: bool = False) -> None:
        """One that `waits` does all but measuring until it may."""
        self._answers, answers = os.pipe()
        gate, self._gate = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._gate)
            _do(job, gate, answers)
        os.close(gate)
        os.close(answers)
        if not waits:
            self.go()

    def go(self) -> None:
        """Let it measure."""
        with suppress(BrokenPipeError):  # it has ended: that shows in its answer
            os.write(self._gate, b"!")
        os.close(self._gate)

    def answer(self) -> dict[str, Any]:
        """Wait for it; returns what it found, or `failed` with a sentence."""
        content = self._content()
        if content is None:
            os.kill(self._process, signal.SIGKILL)
        _, ended = os.waitpid(self._process, 0)
        os.close(self._answers)
        if content is None:
            return {"failed": GIVEN_UP}
        try:
            found: dict[str, Any] = msgspec.json.decode(content)
        except msgspec.DecodeError:
            return {"failed": ENDED.format(os.waitstatus_to_exitcode(ended))}
        return found

    def _content(self) -> bytes | None:
        """All that it wrote; None where it takes too long."""
        content = b""
        end = monotonic() + LONGEST_S
        while select.select([self._answers], [], [], max(0.0, end - monotonic()))[0]:
            piece = os.read(self._answers, PIECE)
            if not piece:
                return content
            content += piece
        return None


def _do(job: Job, gate: int, answers: int) -> None:
    """Answer, and end."""
    with suppress(BaseException):
        manners.end_with_parent()
        found = answer_to(job, lambda: _until_told(gate))
        with os.fdopen(answers, "wb") as out:
            out.write(msgspec.json.encode(found))
    manners.end()


def _until_told(gate: int) -> None:
    os.read(gate, 1)
