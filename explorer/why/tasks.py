"""What a process of this room can do, by the name of the task."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from explorer.kernels.kernel import KernelError
from explorer.kernels.reading import home_of
from explorer.kernels.refusal import explain
from explorer.why.calibrating import calibrate
from explorer.why.counting import count, weigh
from explorer.why.job import CALIBRATE, COUNT, LOOK, TRY, TWINS, WEIGH, Job
from explorer.why.looking import look
from explorer.why.trying import try_all
from explorer.why.twins import twins

Found = dict[str, Any]

_TASKS: Mapping[str, Callable[[Job], Found]] = {
    COUNT: count,
    WEIGH: weigh,
    TWINS: twins,
    CALIBRATE: lambda job: {"ceilings": calibrate(job.threads)},
}


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
        if job.task == TRY:
            return try_all(job, tell, wait)
        if job.task == LOOK:
            return look(job, tell)
        return _TASKS[job.task](job)
    except KernelError as error:
        return {"failed": str(error)}
    except Exception as error:  # the file's own code, or Numba's refusal of it
        return {"failed": explain(error, Path(job.path)).sentence}
