"""The process that times each thread: what it does in a call, and whether it hinders others."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numba

from explorer.why.facts import ThreadUse
from explorer.why.job import Call, Job, ready
from explorer.why.recording import LackingError
from explorer.why.regions import Recorder, Region

EACH_S, LEAST, MOST = 0.3, 3, 40
"""Seconds and calls of watching, for each number of threads."""


def balance(job: Job, wait: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Return `threads_used`, `imbalance` and `contention` by the names of `facts.Why`.

    `wait` is called when all is compiled, and only measuring is left.
    """
    try:
        recorder = Recorder()
    except LackingError as error:
        return {"reasons": {"threads_used": str(error)}}
    call = ready(job)
    call.variant.compile(call.fresh())
    wait()
    together = _watched(recorder, call, job.threads)
    used = _used(together[len(together) // 2], job.threads) if together else ()
    if not used:
        return {"reasons": {"threads_used": "no parallel loop ran in a call"}}
    alone = _watched(recorder, call, 1)
    return {
        "threads_used": list(used),
        "imbalance": median(map(_imbalance, together)),
        "contention": median(map(_cpu, together)) / max(median(map(_cpu, alone)), 1e-12),
    }


def _watched(recorder: Recorder, call: Call, threads: int) -> list[list[Region]]:
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


def _used(regions: list[Region], threads: int) -> tuple[ThreadUse, ...]:
    largest = max(regions, key=lambda region: region.wall_s)
    whole = sum(region.wall_s for region in regions)
    found = []
    for thread in range(threads):
        chunks = [chunk for region in regions for chunk in region.chunks if chunk.thread == thread]
        turns = [chunk.turns for chunk in largest.chunks if chunk.thread == thread]
        span = (min(t[0] for t in turns), max(t[1] for t in turns)) if turns else None
        busy = sum(chunk.wall_s for chunk in chunks)
        found.append(ThreadUse(thread, span, busy, max(whole - busy, 0.0)))
    return tuple(found)


def _imbalance(regions: list[Region]) -> float:
    """What the busiest thread works over the mean of all threads of the team."""
    busy: dict[int, float] = {}
    for region in regions:
        for chunk in region.chunks:
            busy[chunk.thread] = busy.get(chunk.thread, 0.0) + chunk.cpu_s
    team = max(region.threads for region in regions)
    total = sum(busy.values())
    return max(busy.values()) * team / total if total else 1.0


def _cpu(regions: list[Region]) -> float:
    return sum(chunk.cpu_s for region in regions for chunk in region.chunks)
