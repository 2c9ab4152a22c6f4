"""Copies of a process that has loaded Numba: each does a job, and none waits for that again.

Loading Numba and compiling a first function take a second and more of each new process; a copy
(`fork`) of one that has done so has them at once. Only a process with a single thread may be
copied, so none is where other threads are, nor on systems other than Linux.
"""

import gc
import os
import select
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from explorer.measure import manners
from explorer.measure.pipes import PIECE
from explorer.measure.plain_values import as_line, read_line
from explorer.why.gate import Found
from explorer.why.job import Job
from explorer.why.running import ENDED, GIVEN_UP, LONGEST_S
from explorer.why.tasks import answer_to


class Forked:
    """A copy of this process at work; Numba must be loaded, and no thread started.

    The work gets the descriptors on which it is told to go on, and on which it answers.
    """

    def __init__(self, work: Callable[[int, int], None]) -> None:
        self.content = b""
        self._answers, answers = os.pipe()
        gate, self._gate = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(self._gate)
            with suppress(BaseException):  # what it lacks then shows in its answer
                manners.end_with_parent()
                work(gate, answers)
            manners.end()
        os.close(gate)
        os.close(answers)

    def tell(self, line: bytes = b"\n") -> None:
        """Let it go on, with what it waits for; one that has ended does not."""
        with suppress(BrokenPipeError):
            os.write(self._gate, line)

    def read(self, is_enough: Callable[[bytes], bool], end: float) -> bool | None:
        """Read what it writes until that is enough; None where it ends, False at the `end`."""
        while not is_enough(self.content):
            if not select.select([self._answers], [], [], max(0.0, end - monotonic()))[0]:
                return False
            piece = os.read(self._answers, PIECE)
            if not piece:
                return None
            self.content += piece
        return True

    def end(self, *, kill: bool = True) -> int:
        """End it, or wait for its end; returns its status."""
        if kill:
            os.kill(self.process, signal.SIGKILL)
        _, ended = os.waitpid(self.process, 0)
        os.close(self._answers)
        os.close(self._gate)
        return os.waitstatus_to_exitcode(ended)


class Copy:
    """A copy of this process that does a job."""

    def __init__(self, job: Job, waits: bool = False) -> None:
        """One that `waits` does all but measuring until it may, and tells when that is done."""
        self._told = 0
        self._end = monotonic() + LONGEST_S
        self._copy = Forked(partial(_do, job))
        if not waits:
            self.go()

    def tell(self, known: Mapping[str, Any]) -> None:
        """Let it know what it waits for."""
        self._let(as_line(known))

    def go(self) -> None:
        """Let it measure."""
        self._let(b"\n")

    def _let(self, line: bytes) -> None:
        """Let it go on; the time that it has for that begins now, others had theirs before."""
        self._end = monotonic() + LONGEST_S
        self._copy.tell(line)

    def early(self) -> dict[str, Any]:
        """Wait for the next line that it tells, and return what is in it."""
        self._told += 1
        self._copy.read(lambda content: content.count(b"\n") >= self._told, self._end)
        return _last_of(b"\n".join([*self._copy.content.split(b"\n")[: self._told], b""]))

    def now(self) -> dict[str, Any]:
        """End it, and return what it told last; where it told nothing yet, wait for its answer."""
        self._end = monotonic() + LONGEST_S
        is_over = self._copy.read(lambda _: False, monotonic()) is None
        found = _last_of(self._copy.content)
        if is_over or not found:
            return self.answer()
        self._copy.end()
        return found

    def answer(self) -> dict[str, Any]:
        """Wait for it; returns what it found, or `failed` with a sentence."""
        late = self._copy.read(lambda _: False, self._end) is False
        status = self._copy.end(kill=late)
        found = _last_of(self._copy.content)
        if late:
            return {**found, "failed": GIVEN_UP}
        return found if found and not status else {**found, "failed": ENDED.format(status)}


def _last_of(content: bytes) -> dict[str, Any]:
    """What the last whole line says."""
    for line in reversed(content.split(b"\n")[:-1]):
        with suppress(ValueError):
            return dict(read_line(line))
    return {}


def _do(job: Job, gate: int, answers: int) -> None:
    gc.disable()  # it ends soon, and compiling makes a lot that would be looked through
    with os.fdopen(answers, "wb") as out:
        tell = partial(manners.tell, out)
        tell(answer_to(job, _Gate(gate, tell), tell))


class _Gate:
    """Where a copy waits until it may measure, or sees that its time is over."""

    def __init__(self, gate: int, tell: Callable[[Found], None]) -> None:
        self._gate, self._tell = gate, tell

    def known(self) -> Found:
        """Wait for what it is told."""
        line = b""
        while not line.endswith(b"\n"):
            piece = os.read(self._gate, 1)
            if not piece:
                return {}
            line += piece
        return dict(read_line(line))

    def wait(self) -> None:
        """Wait until it is opened."""
        self._tell({})
        os.read(self._gate, 1)
