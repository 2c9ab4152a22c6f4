"""What each thread does in a call, timed, and whether threads hinder each other."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import fmean, median
from time import perf_counter
from typing import Any

import numba

from explorer.measure.machine import usable_cores
from explorer.why.facts import UNEVEN, ThreadUse
from explorer.why.hindering import contention
from explorer.why.job import Call
from explorer.why.recording import LackingError
from explorer.why.regions import Recorder, Region, worked

EACH_S, LEAST, MOST = 0.15, 3, 40
"""Seconds and calls of watching, each time."""
AGREED = 0.8
"""In this share of the calls the same part is the longest where parts are uneven."""
DIFFERS = "which thread works longest changes from call to call"


def watch(recorder: Recorder, call: Call, threads: int) -> dict[str, Any]:
    """Return `threads_used`, `waiting_share`, `imbalance` and `contention` as in `facts.Why`.

    It was compiled since there is the recorder.
    """
    together = watched(recorder, call, threads)
    used = _used(together[len(together) // 2], threads) if together else ()
    if not used:
        return {"reasons": {"threads_used": "no parallel loop ran in a call"}}
    reasons: dict[str, str] = {}
    found: dict[str, Any] = {"threads_used": list(used), "reasons": reasons}
    whole = sum(use.busy_s + use.waiting_s for use in used)
    found["waiting_share"] = sum(use.waiting_s for use in used) / whole if whole else 0.0
    uneven = imbalance(_on_each_core(recorder, call, threads))
    if uneven is None:
        reasons["imbalance"] = DIFFERS
    else:
        found["imbalance"] = uneven
    try:
        found["contention"] = contention(recorder, call, threads)
    except LackingError as error:
        reasons["contention"] = str(error)
    return found


def watched(recorder: Recorder, call: Call, threads: int) -> list[list[Region]]:
    """The regions of each of some calls, those of typical length in the middle."""
    numba.set_num_threads(threads)
    call.variant.function(*call.fresh())
    found: list[list[Region]] = []
    end = perf_counter() + EACH_S
    while len(found) < MOST and (len(found) < LEAST or perf_counter() < end):
        arguments = call.fresh()
        recorder.begin()
        call.variant.function(*arguments)
        found.append(recorder.regions())
    return sorted(filter(None, found), key=lambda regions: sum(r.wall_s for r in regions))


def _on_each_core(recorder: Recorder, call: Call, threads: int) -> list[list[list[float]]]:
    """The processor's seconds of each thread, by call and by the way they are laid on cores."""
    found = []
    for way in range(ways(threads)):
        with pinned(threads, way):
            found.append(watched(recorder, call, threads))
    team = max((r.threads for calls in found for regions in calls for r in regions), default=1)
    return [
        [[worked(regions).get(thread, 0.0) for thread in range(team)] for regions in calls]
        for calls in found
        if calls
    ]


def imbalance(by_way: list[list[list[float]]]) -> float | None:
    """Return what the longest part takes over the mean of all, whichever core it is on.

    `by_way` are the processor's seconds of each thread, by call and by the way in which threads
    were laid on cores: what a part takes on each core is its own length. None where parts differ,
    and not always in the same way: then it is nothing that the work has.
    """
    medians = [[median(seconds) for seconds in zip(*calls, strict=True)] for calls in by_way]
    parts = [fmean(seconds) for seconds in zip(*medians, strict=True)]
    if not sum(parts):
        return 1.0
    longest = max(parts)
    ratio = longest * len(parts) / sum(parts)
    if ratio < UNEVEN:
        return ratio
    at = parts.index(longest)
    agree = [seconds[at] == max(seconds) for calls in by_way for seconds in calls]
    return ratio if fmean(agree) >= AGREED else None


def _used(regions: list[Region], threads: int) -> tuple[ThreadUse, ...]:
    largest = max(regions, key=lambda region: region.wall_s)
    whole = sum(region.wall_s for region in regions)
    found = []
    for thread in range(threads):
        chunks = [chunk for region in regions for chunk in region.chunks if chunk.thread == thread]
        turns = [chunk.turns for chunk in largest.chunks if chunk.thread == thread]
        ranges = [each for each in turns if each is not None]
        span = (min(r[0] for r in ranges), max(r[1] for r in ranges)) if ranges else None
        busy = sum(chunk.wall_s for chunk in chunks)
        found.append(ThreadUse(thread, span, busy, max(whole - busy, 0.0)))
    return tuple(found)


MOST_WAYS = 4
"""So many ways tell a core that is slower from a part that is longer."""


def ways(threads: int) -> int:
    """Return in how many ways threads are laid on cores; one where a system lays them itself."""
    if not sys.platform.startswith("linux"):
        return 1
    return max(1, min(threads, usable_cores(), MOST_WAYS))


@contextmanager
def pinned(count: int, way: int) -> Iterator[None]:
    """Keep each of so many threads on one of as many cores, each way on another one.

    Where that is not allowed they stay where they are.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    allowed = sorted(os.sched_getaffinity(0))
    cores = allowed[:count]
    step = max(1, len(cores) // MOST_WAYS)
    try:
        for at, thread in enumerate(_threads()):
            _lay(thread, {cores[(at + way * step) % len(cores)]})
        yield
    finally:
        for thread in _threads():  # those that were started meanwhile, too
            _lay(thread, set(allowed))


def _threads() -> list[int]:
    return sorted(int(name) for name in os.listdir("/proc/self/task"))


def _lay(thread: int, cores: set[int]) -> None:
    with suppress(OSError):  # it has ended
        os.sched_setaffinity(thread, cores)
