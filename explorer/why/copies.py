"""Copies of a process that has loaded Numba: each does a job, and none waits for that again.

Loading Numba and compiling a first function take a second and more of each new process; a copy
(`fork`) of one that has done so has them at once. Only a process with a single thread may be
copied, so none is where other threads are, nor on systems other than Linux.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

import msgspec

from explorer.measure import manners
from explorer.measure.pipes import PIECE
from explorer.why.job import Job
from explorer.why.running import ENDED, GIVEN_UP, LONGEST_S
from explorer.why.tasks import Found, answer_to


class Copy:
    """A copy of this process that does a job; Numba must be loaded, and no thread started."""

    def __init__(self, job: Job, waits: bool = False) -> None:
        """One that `waits` does all but measuring until it may, and tells when that is done."""
        self._told = 0
        self._answers, answers = os.pipe()
        self._content, self._end = b"", monotonic() + LONGEST_S
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
        """Let it measure; the time that it has for that begins now, others had theirs before."""
        self._end = max(self._end, monotonic() + LONGEST_S)
        with suppress(BrokenPipeError):  # it has ended: that shows in its answer
            os.write(self._gate, b"!")
        os.close(self._gate)

    def early(self) -> dict[str, Any]:
        """Wait for the next line that it tells, and return what is in it."""
        self._told += 1
        self._read(lambda content: content.count(b"\n") >= self._told)
        return _last_of(b"\n".join([*self._content.split(b"\n")[: self._told], b""]))

    def answer(self) -> dict[str, Any]:
        """Wait for it; returns what it found, or `failed` with a sentence."""
        in_time = self._read(lambda _: False)
        if not in_time:
            os.kill(self._process, signal.SIGKILL)
        _, ended = os.waitpid(self._process, 0)
        os.close(self._answers)
        found = _last_of(self._content)
        if not in_time:
            return {**found, "failed": GIVEN_UP}
        status = os.waitstatus_to_exitcode(ended)
        return found if found and not status else {**found, "failed": ENDED.format(status)}

    def _read(self, is_enough: Callable[[bytes], bool]) -> bool:
        """Read what it writes until that is enough or it ends; says whether that was in time."""
        while not is_enough(self._content):
            if not select.select([self._answers], [], [], max(0.0, self._end - monotonic()))[0]:
                return False
            piece = os.read(self._answers, PIECE)
            if not piece:
                return True
            self._content += piece
        return True


def _last_of(content: bytes) -> dict[str, Any]:
    """What the last whole line says."""
    for line in reversed(content.split(b"\n")[:-1]):
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(line, type=dict[str, Any])
    return {}


def _do(job: Job, gate: int, answers: int) -> None:
    """Answer, and end."""
    with suppress(BaseException):
        manners.end_with_parent()
        with os.fdopen(answers, "wb") as out:

            def tell(found: Found) -> None:
                out.write(msgspec.json.encode(found) + b"\n")
                out.flush()

            tell(answer_to(job, _Gate(gate, tell), tell))
    manners.end()


class _Gate:
    """Where a copy waits until it may measure, or sees that its time is over."""

    def __init__(self, gate: int, tell: Callable[[Found], None]) -> None:
        self._gate, self._tell = gate, tell

    def wait(self) -> None:
        """Wait until it is opened."""
        self._tell({})
        os.read(self._gate, 1)

    def is_open(self) -> bool:
        """Whether it has been opened."""
        return bool(select.select([self._gate], [], [], 0.0)[0])
