"""What a process of this room can do, by the name of the task.

Each task's modules are loaded where it is done: what is told first waits for nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer.kernels.kernel import KernelError
from explorer.kernels.reading import home_of
from explorer.kernels.refusal import explain
from explorer.why.job import CALIBRATE, COUNT, LOOK, TRY, TWINS, WEIGH, Job

Found = dict[str, Any]


def answer_to(
    job: Job,
    wait: Callable[[], None] = lambda: None,
    tell: Callable[[Found], None] = lambda _: None,
) -> Found:
    """Do a job; returns what was found, or `failed` with a sentence.

    What knows something long before its end calls `tell`, and what measures calls `wait` when all
    but measuring is done.
    """
    sys.path.insert(0, str(home_of(Path(job.path))[0]))
    try:
        return _found(job, wait, tell)
    except KernelError as error:
        return {"failed": str(error)}
    except Exception as error:  # the file's own code, or Numba's refusal of it
        return {"failed": explain(error, Path(job.path)).sentence}


def _found(job: Job, wait: Callable[[], None], tell: Callable[[Found], None]) -> Found:
    if job.task == LOOK:
        from explorer.why.looking import look

        return look(job, tell)
    if job.task in (COUNT, WEIGH):
        from explorer.why.counting import count, weigh

        return count(job) if job.task == COUNT else weigh(job)
    if job.task == TWINS:
        from explorer.why.twins import twins

        return twins(job)
    if job.task == TRY:
        from explorer.why.trying import try_all

        return try_all(job, tell, wait)
    assert job.task == CALIBRATE
    from explorer.why.calibrating import calibrate

    return {"ceilings": calibrate(job.threads)}
