"""What a program pays before the first result: each variant is started in fresh processes.

Two in a row for each start: the first finds nothing in Numba's on-disk cache and leaves its machine
code there, the second finds that. `python -m explorer.measure.cold_starts` is such a process: it
reads a job and answers with a line of JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from time import perf_counter
from typing import Any

from explorer.measure import manners
from explorer.measure.events import ColdStart, Event, Preparing
from explorer.measure.launching import environment
from explorer.measure.note import COMPILING
from explorer.measure.plan import Point
from explorer.measure.question import Question
from explorer.measure.scratch import Scratch
from explorer.measure.workplace import Workplace

LIMIT_S = 120.0
"""Importing, compiling and one call must not take longer."""


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
    kernel, plan = work.loaded.kernel, work.plan
    job = {
        "path": str(kernel.path.resolve()),
        "function": kernel.function,
        "arguments": None if kernel.arguments is None else dict(kernel.arguments),
        "variant": name,
        "size": plan.sizes[0],
        "dtype": plan.dtype,
        "seed": plan.seed,
    }
    with Scratch() as folder:
        told = [
            Question(
                "explorer.measure.cold_starts",
                json.dumps(job).encode(),
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
    manners.end_with_parent()
    job = json.loads(sys.stdin.readline() or "{}")
    answers = TextIOWrapper(manners.own_answers(silent=True), encoding="utf-8")
    manners.preload_layer()
    began = perf_counter()
    import numba

    seconds = perf_counter() - began
    print(json.dumps(_started(job, seconds, numba)), file=answers, flush=True)


def _started(job: dict[str, Any], seconds: float, numba: Any) -> dict[str, Any]:
    from numba.core import event

    from explorer.kernels.finding import open_file
    from explorer.kernels.loaded import outermost
    from explorer.kernels.loading import load
    from explorer.kernels.reading import home_of

    path = Path(job["path"])
    sys.path.insert(0, str(home_of(path)[0]))
    with event.install_recorder("numba:compiler_lock") as recorder:
        loaded = load(open_file(path, job["function"], job["arguments"]), (job["variant"],))
        arguments = loaded.make_args_of(job["variant"], job["size"], job["dtype"], job["seed"])
    seconds += outermost(recorder.buffer)
    variant = loaded.variants[job["variant"]]
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
