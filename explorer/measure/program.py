"""A program that is asked something: it gets a job, and what it wrote by its end is the answer.

It may run the measured code, which may never return, print without end, and start programs that
keep its pipes open for ever: waiting has a limit, and so has what is kept of the output.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from time import monotonic
from typing import IO, Any

from explorer.measure import ending
from explorer.measure.pipes import LOOK_EVERY_S, Reader
from explorer.measure.strays import Mark

LAST_WORDS_S = 0.5
"""So long what a process wrote last is waited for: others may keep its pipe open."""
MOST = 2**26
"""Bytes of an answer; it ends there."""
MOST_SAID = 20_000
"""Bytes of what it prints beside that, the first ones."""


@dataclass(frozen=True)
class Answer:
    """What came of it. `status` is how the process ended, None where it was given up."""

    content: bytes
    said: str
    status: int | None

    @property
    def ended(self) -> str:
        """How the process ended, as a clause."""
        if self.status is None:
            return "it had not ended in time"
        if self.status < 0:
            return f"the process ended by {signal.Signals(-self.status).name}"
        return f"the process ended with status {self.status}"

    def told(self) -> dict[str, Any]:
        """Return what it told by lines of JSON, later ones in place of earlier ones."""
        found: dict[str, Any] = {}
        for line in self.content.splitlines():
            with suppress(ValueError):
                found.update(json.loads(line))
        return found


class Program:
    """A process that runs a command, at work from now on."""

    def __init__(
        self,
        command: Sequence[str],
        job: bytes | None,
        environment: Mapping[str, str],
        folder: str | None = None,
    ) -> None:
        """`job` is what it reads on its standard input, None where that is not known yet.

        Raises OSError where it cannot start.
        """
        self._mark = Mark()
        with nullcontext(subprocess.PIPE) if job is None else _file_of(job) as given:
            self._process = subprocess.Popen(
                command,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._mark.on(environment),
                cwd=folder,
                start_new_session=True,
            )
        process = self._process
        assert process.stdout is not None
        assert process.stderr is not None
        self._answer = _Kept("program: answer", process.stdout.fileno(), MOST)
        self._said = _Kept("program: output", process.stderr.fileno(), MOST_SAID)

    def give(self, job: bytes) -> None:
        """Let it read what it is to do; to be called once of one that was started without that."""
        given = self._process.stdin
        assert given is not None
        with suppress(OSError), given:  # it has ended: that shows in its answer
            given.write(job)

    def give_up(self) -> None:
        """End it, from any thread: its answer is then what it wrote until now."""
        ending.kill(self._process)

    def lines(self, longest_s: float) -> Iterator[bytes]:
        """Yield each line of its answer as it comes, until it ends or this is over.

        `answer` is to be called after that.
        """
        end, at = monotonic() + longest_s, 0
        while True:
            is_last = self._answer.has_ended() or self._process.poll() is not None
            while (line_end := self._answer.content.find(b"\n", at)) >= 0:
                yield bytes(self._answer.content[at:line_end])
                at = line_end + 1
            if is_last or monotonic() > end:
                return
            self._answer.wait(LOOK_EVERY_S)

    def answer(self, longest_s: float) -> Answer:
        """Wait for it, and end it and what it started; to be called once."""
        given_up = True
        try:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(longest_s)
                given_up = False
        finally:
            if given_up:
                self._mark.look(self._process.pid)
            ending.kill(self._process)  # what it started may keep its output open
            for kept in (self._answer, self._said):
                kept.close()
            ending.close(self._process)
        status = None if given_up else self._process.returncode
        return Answer(bytes(self._answer.content), self._said.content.decode("utf-8", "replace"),
                      status)  # fmt: skip

    def left_behind(self) -> tuple[str, ...]:
        """Return a sentence for each program that it started and that outlives it."""
        return tuple(self._mark.left_behind(self._process.pid))


def _file_of(job: bytes) -> IO[bytes]:
    """A file that holds the job and has no name: a pipe would have to be read before it is full."""
    if sys.platform == "linux":
        file: IO[bytes] = os.fdopen(os.memfd_create("job"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115
    file.write(job)
    file.seek(0)
    return file


class _Kept:
    """What comes out of a pipe, up to a length."""

    def __init__(self, name: str, pipe: int, most: int) -> None:
        self.content = bytearray()
        self._most = most
        self._over, self._more = threading.Event(), threading.Event()
        self._reader = Reader(name, pipe, self._take, self._end)

    def has_ended(self) -> bool:
        """Whether there will be no more."""
        return self._over.is_set()

    def wait(self, longest_s: float) -> None:
        """Wait until there is more, or there will be none; to be called by one thread."""
        self._more.wait(longest_s)
        self._more.clear()

    def close(self) -> None:
        """Wait a moment for the last words, and read no more."""
        self._over.wait(LAST_WORDS_S)
        self._reader.close()

    def _take(self, piece: bytes) -> None:
        self.content += piece[: self._most - len(self.content)]
        self._more.set()

    def _end(self) -> None:
        self._over.set()
        self._more.set()
