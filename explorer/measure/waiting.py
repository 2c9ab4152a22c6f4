"""How long the threads of this process have waited for a core, as Linux's scheduler counts it.

A thread that could run and does not, because another one is on its core, is what a busy neighbour
does to a measurement. Linux adds this time up for every thread, in the second number of
`/proc/self/task/<thread>/schedstat` (nanoseconds; Documentation/scheduler/sched-stats.rst). It
sees what no count of switches sees: a thread that woke up late. Measured beside a busy process,
two threads on two cores, batches of 1.5 ms: its correlation with the batch's time is 0.99, and
23 % of the batches without an involuntary switch had waited, up to five times their length.

Looking at a thread takes 0.7 µs, twice for a batch, and there may be hundreds that only stand by.
So it is learnt which of them serve a point: those that ran during its first batches. Of the others
some are looked at in turn, and join when they ran after all.
"""

import itertools
import os
import threading
from collections.abc import Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic_ns

_TASKS = Path("/proc/self/task")
MOST_THREADS = 256
LENGTH = 64
"""Bytes that hold any such line."""
LEARNING_NS = 15_000_000
"""Spans of a point that together take so long show which threads serve it: a thread that wakes up
is counted at once, one that goes on running at the scheduler's tick, every 1 to 10 ms."""
KNOWN_NS = 50_000_000
"""After so long it is known how many threads served a point."""
IN_TURN = 4
"""So many of the threads that stand by are looked at during each span."""


@dataclass
class Serving:
    """What is known of the threads that serve one point.

    `threads` ran during its spans, which took `watched_ns`; there were `most` of them at one time.
    Up to number `learnt` the threads were looked at for long enough to tell.
    """

    threads: set[str] = field(default_factory=set)
    most: int = 0
    watched_ns: int = 0
    learnt: int = 0
    _new_ns: int = 0

    def add(self, ran: set[str], took_ns: int, newest: int) -> None:
        """Learn from a span in which these threads ran; `newest` is the last thread's number."""
        self.threads |= ran
        self.most = max(self.most, len(self.threads))
        self.watched_ns += took_ns
        self._new_ns += took_ns
        if self._new_ns >= LEARNING_NS:
            self.learnt, self._new_ns = newest, 0


class Waiting:
    """Tells which thread waited longest during a span. Holds files open: close it."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._newest = 0
        self._standing_by: Iterator[str] = iter(())
        self._serving: dict[Hashable, Serving] = {}
        self._now = Serving()
        self._began_ns = 0
        self._before: dict[str, bytes] = {}
        self.known = _is_counted()
        """Whether this system tells."""

    def find_threads(self) -> None:
        """Look which threads there are; one that is started later is not seen.

        Nor are those beyond `MOST_THREADS`: a process may usually have 1,024 files open. OpenMP
        ends threads and starts others whenever a loop is to use another number of them.
        """
        if not self.known:
            return
        there = set(os.listdir(_TASKS))
        for thread in self._files.keys() - there:
            self._forget(thread)
        for thread in there - self._files.keys():
            if len(self._files) < MOST_THREADS:
                try:
                    self._files[thread] = os.open(_TASKS / thread / "schedstat", os.O_RDONLY)
                except OSError:
                    continue  # it has ended meanwhile
                self._newest += 1
                self._numbers[thread] = self._newest
        self._standing_by = itertools.cycle(tuple(self._files))

    def begin(self, point: Hashable = None) -> None:
        """Begin a span of calls of a point."""
        if not self.known:
            return
        self._now = now = self._serving.setdefault(point, Serving())
        watched = now.threads | set(itertools.islice(self._standing_by, IN_TURN))
        if self._newest > now.learnt:
            watched |= {name for name, number in self._numbers.items() if number > now.learnt}
        watched.add(str(threading.get_native_id()))
        self._began_ns = monotonic_ns()
        self._before = self._lines(watched)

    def end(self) -> int:
        """Return the nanoseconds that one thread waited during the span, the longest of them."""
        if not self.known:
            return 0
        after = self._lines(self._before)
        took_ns = monotonic_ns() - self._began_ns
        ran = {thread for thread, line in after.items() if line != self._before[thread]}
        self._now.add(ran, took_ns, self._newest)
        return max((_waited_ns(after[t]) - _waited_ns(self._before[t]) for t in ran), default=0)

    def served(self, point: Hashable) -> int | None:
        """Return how many threads served a point's calls; None where that is not known yet."""
        found = self._serving.get(point)
        return found.most if found and found.watched_ns >= KNOWN_NS else None

    def close(self) -> None:
        for thread in list(self._files):
            self._forget(thread)

    def _lines(self, threads: set[str] | dict[str, bytes]) -> dict[str, bytes]:
        """The lines of those of the threads that still are."""
        found = {}
        for thread in threads:
            file = self._files.get(thread)
            if file is not None:
                try:
                    found[thread] = os.pread(file, LENGTH, 0)
                except OSError:
                    self._forget(thread)
        return found

    def _forget(self, thread: str) -> None:
        with suppress(OSError):  # the measured code has closed it
            os.close(self._files.pop(thread))
        del self._numbers[thread]
        for serving in self._serving.values():
            serving.threads.discard(thread)


def _waited_ns(line: bytes) -> int:
    return int(line.split()[1])


def _is_counted() -> bool:
    """Whether the system counts: where it does not, the file is missing or holds zeros only."""
    try:
        line = (_TASKS / str(os.getpid()) / "schedstat").read_text()
    except OSError:
        return False
    return any(int(number) for number in line.split())
