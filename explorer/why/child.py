"""A process of this room: `python -m explorer.why.child` reads a job and answers in JSON.

What the measured code prints goes to standard error.
"""

from __future__ import annotations

import msgspec

from explorer.measure import manners
from explorer.why.job import ALL, Job


def main() -> None:
    """Do the job on standard input."""
    job, answers = manners.job_and_answers(Job)
    if job.task == ALL:
        from explorer.why.compiling import first_function
        from explorer.why.copies import Copy
        from explorer.why.finding import parts
        from explorer.why.layers import Layers

        first_function()
        found = dict(parts(job, Copy, Layers))
    else:
        from explorer.why.tasks import answer_to

        found = answer_to(job)
    with answers:
        answers.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
    manners.end()
