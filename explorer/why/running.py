"""A process of its own for each job: what systems without `fork` need.

It is started before all that this one needs itself is loaded, which takes as long as a tenth of
what it has to load.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from explorer.measure.interpreter import OURS, Interpreter
from explorer.measure.machine import most_threads
from explorer.measure.program import Answer
from explorer.measure.question import Question
from explorer.measure.scratch import Scratch
from explorer.starting import environment

if TYPE_CHECKING:
    from explorer.why.job import Job

CAN_BE_COPIED = sys.platform.startswith("linux")
"""Whether this system has copies of a process that are safe (`why.copies`)."""
LONGEST_S = 60.0
"""After this long a process is ended, and what it would have found is missing."""
GIVEN_UP = f"it was given up after {LONGEST_S:g} s"
ENDED = "the process that was to find it out ended ({})"


class Task(Protocol):
    """A job that is being done in another process."""

    def tell(self, known: Mapping[str, Any]) -> None:
        """Let one that is to wait know what of its job was not known yet, by fields; once."""

    def go(self) -> None:
        """Let it measure, or end soon; to be called once of one that was to wait for that."""

    def early(self) -> dict[str, Any]:
        """Wait for the next it tells before it is done, where it does: nothing when it is ready."""

    def now(self) -> dict[str, Any]:
        """Return what it has told until now, where it does, and end it; else its answer."""

    def answer(self) -> dict[str, Any]:
        """Wait for it; returns what it found, or `failed` with a sentence; to be called once."""


class Started:
    """A process that loads Numba, and then waits for a job.

    What it compiles, with line tables or counters in it, must not get into the cache of functions
    with `cache=True`, where other programs would find it; nor may it find code there that has none.
    """

    def __init__(self, threads: int = 1, interpreter: Interpreter = OURS) -> None:
        """As many `threads` as a run has are there, more where these are asked for."""
        self._threads, self._interpreter = max(threads, most_threads()), interpreter
        self._cache, self._over = Scratch(), False
        wanted = {
            **environment(),
            "MPLBACKEND": "Agg",
            "NUMBA_NUM_THREADS": str(self._threads),
            "NUMBA_CACHE_DIR": self._cache.name,
        }
        self.question = Question("explorer.why.child", None, wanted, interpreter)

    def fits(self, threads: int, interpreter: Interpreter) -> bool:
        """Whether it can do a job with so many threads of this Python."""
        return threads <= self._threads and interpreter == self._interpreter

    def answer(self, longest_s: float) -> Answer:
        """Wait for what it finds, and end it; to be called once."""
        self._over = True
        with self._cache:
            return self.question.answer(longest_s)

    def discard(self) -> None:
        """End it, if it has not ended."""
        if not self._over:
            self.question.give_up()
            self.answer(0.0)


class Running:
    """A process that does a job, one that was `started` before where that fits."""

    def __init__(self, job: "Job", waits: bool = False, started: Started | None = None) -> None:
        """One that `waits` to measure is started when it may."""
        self._job, self._started = job, started
        if not waits:
            self.go()

    def tell(self, known: Mapping[str, Any]) -> None:
        """Let it know more of its job before it begins."""
        self._job = replace(self._job, **known)

    def go(self) -> None:
        """Let it begin."""
        from explorer.measure.plain_values import as_line
        from explorer.measure.pythons import measures

        needs = self._job.threads, measures(Path(self._job.target.path))
        started = self._started
        self._process = started if started and started.fits(*needs) else Started(*needs)
        self._process.question.give(as_line(self._job))

    def early(self) -> dict[str, Any]:
        """Return nothing: it tells all at its end."""
        return {}

    def now(self) -> dict[str, Any]:
        """Do it, if it was to wait, and return its answer."""
        self.go()
        return self.answer()

    def lines(self, longest_s: float = LONGEST_S) -> Iterator[dict[str, Any]]:
        """Yield what it tells line by line, as it comes; `answer` is to be called after that."""
        from explorer.measure.plain_values import read_line

        for line in self._process.question.lines(longest_s):
            with suppress(ValueError):
                yield dict(read_line(line))

    def answer(self, longest_s: float = LONGEST_S) -> dict[str, Any]:
        """Wait for it; returns what it found, with `failed`, a sentence, where it ended badly.

        `left_behind` beside that names the programs that it left.
        """
        answer = self._process.answer(longest_s)
        return {**self._found(answer), "left_behind": self._process.question.left_behind()}

    def _found(self, answer: Answer) -> dict[str, Any]:
        found = answer.told()
        if answer.status is None:
            return {**found, "failed": GIVEN_UP}
        if answer.status or not found:
            return {**found, "failed": ENDED.format(answer.status)}
        return found
