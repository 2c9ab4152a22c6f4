"""What a program pays before the first result: each variant is started in fresh processes.

Two in a row for each start: the first finds nothing in Numba's on-disk cache and leaves its machine
code there, the second finds that. `python -m explorer.measure.cold_starts` is such a process: it
reads a job and answers with a line of JSON.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from explorer.kernels.target import Target
from explorer.measure import manners
from explorer.measure.events import ColdStart, Event, Preparing
from explorer.measure.launching import environment
from explorer.measure.note import COMPILING
from explorer.measure.plan import Point
from explorer.measure.question import Question
from explorer.measure.scratch import Scratch

if TYPE_CHECKING:
    from explorer.measure.workplace import Workplace

LIMIT_S = 120.0
"""Importing, compiling and one call must not take longer."""


@dataclass(frozen=True)
class Job:
    """What a fresh process calls once."""

    target: Target
    variant: str
    size: int
    dtype: str
    seed: int


def cold_starts(work: Workplace) -> Iterator[Event]:
    """Start each compiled variant that is ready as often as the plan asks for, and tell of it."""
    for name in [name for name in work.plan.variants if name in work.ready]:
        if not work.loaded.variants[name].variant.compiled or not work.plan.cold_starts:
            continue
        yield Preparing(f"Starting {name} in fresh processes")
        began = work.watch.now()
        work.note(COMPILING, Point(name, 0, 0))
        pairs = [_pair(work, name) for _ in range(work.plan.cold_starts)]
        work.spending.compiling_took(began)
        cold = [first for first, _ in pairs if first is not None]
        cached = [second for _, second in pairs if second is not None]
        if cold:
            yield ColdStart(
                name, statistics.median(cold), statistics.median(cached) if cached else None
            )


def _pair(work: Workplace, name: str) -> tuple[float | None, float | None]:
    """Seconds of a start without and of one with the cache; None for one that gave no result."""
    plan = work.plan
    job = Job(Target.of(work.loaded.kernel), name, plan.sizes[0], plan.dtype, plan.seed)
    with Scratch() as folder:
        told = [
            Question(
                "explorer.measure.cold_starts",
                job,
                {**environment(plan), "NUMBA_CACHE_DIR": folder},
            )
            .answer(LIMIT_S)
            .told()
            for _ in range(2)
        ]
    return told[0].get("seconds"), told[1].get("seconds") if told[1].get("cached") else None


def main() -> None:
    """Start the variant of the job, and answer what that took and if its code came from the cache.

    Counted are importing Numba, what is compiled while the file runs, and the first call.
    """
    job, answers = manners.job_and_answers(Job, silent=True)
    began = perf_counter()
    import numba  # noqa: F401

    manners.tell(answers, _started(job, perf_counter() - began))


def _started(job: Job, seconds: float) -> dict[str, Any]:
    from numba.core import event

    from explorer.kernels.loaded import outermost
    from explorer.kernels.loading import load

    job.target.go_home()
    with event.install_recorder("numba:compiler_lock") as recorder:
        loaded = load(job.target.kernel(), (job.variant,))
        arguments = loaded.make_args_of(job.variant, job.size, job.dtype, job.seed)
    seconds += outermost(recorder.buffer)
    variant = loaded.variants[job.variant]
    dispatcher = variant.dispatcher
    with suppress(Exception):  # no place for its code: it is not of a file, or takes what has none
        dispatcher.enable_caching()
    began = perf_counter()
    variant.function(*arguments)
    seconds += perf_counter() - began
    hits = sum(dispatcher.stats.cache_hits.values()) if dispatcher is not None else 0
    return {"seconds": seconds, "cached": hits > 0}


if __name__ == "__main__":
    main()
    manners.end()
