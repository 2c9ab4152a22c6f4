"""What a process of this room can do, by the name of the task."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from explorer.kernels.kernel import KernelError
from explorer.kernels.reading import home_of
from explorer.kernels.refusal import explain
from explorer.why.balance import balance
from explorer.why.calibrating import calibrate
from explorer.why.counting import count, weigh
from explorer.why.job import BALANCE, CALIBRATE, COUNT, LOOK, TRY, TWINS, WEIGH, Job
from explorer.why.looking import look
from explorer.why.trying import try_all
from explorer.why.twins import twins

_TASKS: Mapping[str, Callable[[Job], dict[str, Any]]] = {
    LOOK: look,
    COUNT: count,
    WEIGH: weigh,
    TWINS: twins,
    CALIBRATE: lambda job: {"ceilings": calibrate(job.threads)},
}
_MEASURING = {TRY: try_all, BALANCE: balance}
"""Those that are ready before they measure."""


def answer_to(job: Job, wait: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Do a job; returns what was found, or `failed` with a sentence.

    What measures calls `wait` when all but measuring is done.
    """
    sys.path.insert(0, str(home_of(Path(job.path))[0]))
    try:
        if job.task in _MEASURING:
            return _MEASURING[job.task](job, wait)
        return _TASKS[job.task](job)
    except KernelError as error:
        return {"failed": str(error)}
    except Exception as error:  # the file's own code, or Numba's refusal of it
        return {"failed": explain(error, Path(job.path)).sentence}
