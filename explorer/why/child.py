"""A process of this room: `python -m explorer.why.child` reads a job and answers in JSON.

What the measured code prints goes to standard error.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from explorer.measure import manners
from explorer.why.job import BALANCE, CALIBRATE, COUNT, LOOK, TRY, TWINS, WEIGH, Job


def main() -> None:
    """Do the job on standard input."""
    manners.end_with_parent()
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    answers = manners.own_answers()
    if os.environ.get("NUMBA_THREADING_LAYER") == "tbb":
        manners.preload_tbb()
    from explorer.kernels.kernel import KernelError
    from explorer.kernels.reading import home_of

    sys.path.insert(0, str(home_of(Path(job.path))[0]))
    found: dict[str, Any]
    try:
        if job.task == LOOK:
            from explorer.why.looking import look

            found = look(job)
        elif job.task == COUNT:
            from explorer.why.counting import count

            found = count(job)
        elif job.task == WEIGH:
            from explorer.why.counting import weigh

            found = weigh(job)
        elif job.task == TWINS:
            from explorer.why.twins import twins

            found = twins(job)
        elif job.task == TRY:
            from explorer.why.trying import try_all

            found = try_all(job)
        elif job.task == BALANCE:
            from explorer.why.balance import balance

            found = balance(job)
        elif job.task == CALIBRATE:
            from explorer.why.calibrating import calibrate

            found = {"ceilings": calibrate(job.threads)}
        else:
            raise ValueError(job.task)
    except KernelError as error:
        found = {"failed": str(error)}
    except Exception as error:  # the file's own code, or Numba's refusal of it
        from explorer.kernels.refusal import explain

        found = {"failed": explain(error, Path(job.path)).sentence}
    with answers:
        answers.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
    manners.end()
