"""Whether threads hinder each other by what they share, such as a cache line that several write.

They are compared with callers side by side: as many threads, each of which calls the variant with
one thread and data of its own. These share cores, caches and bandwidth with each other as the
threads do, and are slowed down by other programs as they are, but have no data in common.
"""

from statistics import median
from threading import Barrier, Thread
from time import perf_counter
from typing import Any

import numba
import numpy as np

from explorer.measure.groups import free_bytes
from explorer.why.job import Call
from explorer.why.recording import LackingError
from explorer.why.regions import Recorder, Region, worked

ROUNDS, EACH_S, LEAST, MOST = 5, 0.04, 2, 40
"""Turns of the threads and of the callers, and seconds and calls of each turn."""
DELAYED, SLACK_S = 1.5, 50e-6
"""Threads work at the same time in a loop that takes up to so many times what one of them works,
and what starting them takes."""
SAFE = ("omp", "tbb")
"""Threading layers that several callers may use at once."""
LONGEST_S = 1.5
"""After so long, beside other programs, two turns are enough."""
TOGETHER = 0.5
"""The share of their time that callers must work at once to say what sharing a machine takes."""


def contention(recorder: Recorder, call: Call, threads: int) -> float:
    """Return how many times as long threads work together as callers side by side do.

    Raises LackingError where that cannot be compared.
    """
    if numba.threading_layer() not in SAFE:
        raise LackingError("this threading layer serves one caller at a time")
    size = sum(a.nbytes for a in call.arguments if isinstance(a, np.ndarray))
    if 2 * threads * size > free_bytes():
        raise LackingError("the data of as many callers side by side would take too much memory")
    callers = [_Caller(call) for _ in range(threads)]
    calls = max(LEAST, min(MOST, int(EACH_S / max(_once_s(call), 1e-6))))
    mine: list[float] = []
    theirs, overlaps = [], []
    end = perf_counter() + LONGEST_S
    for number in range(ROUNDS):
        if number >= LEAST and perf_counter() > end:
            break
        numba.set_num_threads(threads)
        for _ in range(calls):
            arguments = call.fresh()
            recorder.begin()
            call.variant.function(*arguments)
            mine += worked_at_once(recorder.regions())
        recorder.begin()
        _all_at_once(callers, calls)
        regions = recorder.regions()
        theirs.append(sum(worked(regions).values()) / threads / calls)
        overlaps.append(overlap([(r.began_s, r.began_s + r.wall_s) for r in regions], threads))
    if len(mine) < ROUNDS or median(overlaps) < TOGETHER:
        raise LackingError("threads were kept from working at the same time, by other programs")
    return median(mine) / max(median(theirs), 1e-12)


def worked_at_once(regions: list[Region]) -> list[float]:
    """Return the processor's seconds of a call, if its threads worked at the same time; else none.

    Threads that another program delays are not there to hinder each other.
    """
    by_thread = worked(regions)
    most = DELAYED * max(by_thread.values(), default=0.0) + SLACK_S * len(regions)
    return [sum(by_thread.values())] if sum(r.wall_s for r in regions) <= most else []


class _Caller:
    """A thread's arguments of its own."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._arguments = _own(call)

    def work(self, calls: int, start: Barrier) -> None:
        numba.set_num_threads(1)
        changed = bool(self._call.kernel.in_place)
        given = [_own(self._call) if changed else self._arguments for _ in range(calls)]
        start.wait()
        for arguments in given:
            self._call.variant.function(*arguments)


def _own(call: Call) -> tuple[Any, ...]:
    return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in call.fresh())


def _all_at_once(callers: list[_Caller], calls: int) -> None:
    start = Barrier(len(callers))
    threads = [Thread(target=caller.work, args=(calls, start)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _once_s(call: Call) -> float:
    """Seconds of a call by one thread, about."""
    numba.set_num_threads(1)
    arguments = call.fresh()
    began = perf_counter()
    call.variant.function(*arguments)
    return perf_counter() - began


def overlap(spans: list[tuple[float, float]], callers: int) -> float:
    """Return the share of their time that callers worked at once, by when each loop was done.

    0 stands for one after the other, 1 for all at once all the time.
    """
    whole = sum(end - begin for begin, end in spans)
    union, reached = 0.0, 0.0
    for begin, end in sorted(spans):
        union += max(0.0, end - max(begin, reached))
        reached = max(reached, end)
    return (whole / union - 1) / (callers - 1) if union else 0.0
