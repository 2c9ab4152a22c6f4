"""What is found out about a variant, in which order: what measures is alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import msgspec

from explorer.measure.quiet import Observer
from explorer.why.ceilings import Ceilings, best_of, keep, kept
from explorer.why.job import BALANCE, CALIBRATE, COUNT, LOOK, TRY, TWINS, Job
from explorer.why.running import Task

CEILINGS, QUIET = "ceilings", "quiet"
"""Parts besides the answers to tasks: the machine's ceilings, and what others did meanwhile."""

Start = Callable[..., Task]


def parts(job: Job, start: Start) -> Iterator[tuple[str, Any]]:
    """Yield what was found out, by the task that found it, as it comes.

    What needs only the code is done at once, and changes are compiled meanwhile; then what measures
    is done, one after the other.
    """
    first = {task: start(replace(job, task=task)) for task in (COUNT, LOOK, TWINS)}
    counted = first[COUNT].answer()
    yield COUNT, counted
    matter = counted.get("options")
    job = replace(job, options=None if matter is None else tuple(matter))
    trying = start(replace(job, task=TRY), waits=True)
    for task in (LOOK, TWINS):
        yield task, first[task].answer()
    observer = Observer()
    trying.go()
    yield TRY, trying.answer()
    if job.parallel:
        yield BALANCE, start(replace(job, task=BALANCE)).answer()
    yield QUIET, observer.look()
    yield CEILINGS, ceilings_of(job, start)


def ceilings_of(job: Job, start: Start) -> Ceilings | None:
    """Return what this machine can do at best; it is measured once, and kept.

    While other programs disturb that, it is measured again the next time, and the best is kept.
    """
    known = kept()
    if known is not None and known.settled:
        return known
    observer = Observer()
    found = start(replace(job, task=CALIBRATE)).answer()
    if CEILINGS not in found:
        return known
    ceilings = msgspec.convert(found[CEILINGS], Ceilings)
    ceilings = replace(ceilings, quiet=not observer.look().disturbs(job.threads))
    ceilings = ceilings if known is None else best_of(known, ceilings)
    keep(ceilings)
    return ceilings
