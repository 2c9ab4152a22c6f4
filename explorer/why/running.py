"""A process of its own for each job: what systems without `fork` need."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Protocol

import msgspec

from explorer.measure.program import Answer
from explorer.measure.pythons import measures
from explorer.measure.question import Question
from explorer.measure.scratch import Scratch
from explorer.starting import environment
from explorer.why.job import Job

CAN_BE_COPIED = sys.platform.startswith("linux")
"""Whether this system has copies of a process that are safe (`why.copies`)."""
LONGEST_S = 60.0
"""After this long a process is ended, and what it would have found is missing."""
GIVEN_UP = f"it was given up after {LONGEST_S:g} s"
ENDED = "the process that was to find it out ended ({})"


class Task(Protocol):
    """A job that is being done in another process."""

    def go(self) -> None:
        """Let it measure; to be called once of one that was to wait for that."""

    def answer(self) -> dict[str, Any]:
        """Wait for it; returns what it found, or `failed` with a sentence; to be called once."""


class Running:
    """A process that does a job.

    What it compiles, with line tables or counters in it, must not get into the cache of functions
    with `cache=True`, where other programs would find it; nor may it find code there that has none.
    """

    def __init__(self, job: Job, waits: bool = False) -> None:
        """One that `waits` to measure is started when it may."""
        self._job = job
        if not waits:
            self.go()

    def go(self) -> None:
        """Start it."""
        self._cache = Scratch()
        wanted = {
            **environment(),
            "MPLBACKEND": "Agg",
            "NUMBA_NUM_THREADS": str(self._job.threads),
            "NUMBA_CACHE_DIR": self._cache.name,
        }
        self._question = Question(
            "explorer.why.child",
            msgspec.json.encode(self._job),
            wanted,
            measures(Path(self._job.path)),
        )

    def answer(self, longest_s: float = LONGEST_S) -> dict[str, Any]:
        """Wait for it; returns what it found, or `failed` with a sentence.

        `left_behind` beside that names the programs that it left.
        """
        with self._cache:
            answer = self._question.answer(longest_s)
        return {**self._found(answer), "left_behind": self._question.left_behind()}

    def _found(self, answer: Answer) -> dict[str, Any]:
        if answer.status is None:
            return {"failed": GIVEN_UP}
        try:
            found = msgspec.json.decode(answer.content)
        except msgspec.DecodeError:
            return {"failed": ENDED.format(answer.status)}
        return found if isinstance(found, dict) else {"failed": "it answered nothing"}
