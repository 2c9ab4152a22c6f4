"""What a process of this room can do, by the name of the task.

Each task's modules are loaded where it is done: what is told first waits for nothing else.
"""

from collections.abc import Callable

from explorer.why.gate import ALONE, Found, Gate
from explorer.why.job import CALIBRATE, COUNT, LOOK, TRY, TWINS, WEIGH, Job


def answer_to(
    job: Job, gate: Gate = ALONE, tell: Callable[[Found], None] = lambda _: None
) -> Found:
    """Do a job; returns what was found, or `failed` with a sentence.

    What knows something long before its end calls `tell`. What measures waits at the `gate` when
    all but measuring is done.
    """
    job.target.go_home()
    try:
        return _found(job, gate, tell)
    except BaseException as error:  # the file's own code, or Numba's refusal of it
        return {"failed": job.target.failure(error)}


def _found(job: Job, gate: Gate, tell: Callable[[Found], None]) -> Found:
    if job.task == LOOK:
        from explorer.why.looking import look

        return look(job, tell)
    if job.task in (COUNT, WEIGH):
        from explorer.why.counting import count, weigh

        return count(job) if job.task == COUNT else weigh(job)
    if job.task == TWINS:
        from explorer.why.twins import twins

        return twins(job, tell)
    if job.task == TRY:
        from explorer.why.trying import try_all

        return try_all(job, gate)
    assert job.task == CALIBRATE
    from explorer.why.calibrating import calibrate

    return {"ceilings": calibrate(job.threads)}
