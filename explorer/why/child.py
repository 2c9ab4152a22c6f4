"""A process of this room: `python -m explorer.why.child` reads a job and answers in lines of JSON.

Of all that is asked of a variant, each part is a line of its own, written as soon as it is known.

What the measured code prints goes to standard error.
"""

from explorer.measure import manners
from explorer.why.job import ALL, Job


def main() -> None:
    """Do the job on standard input."""
    job, answers = manners.job_and_answers(Job, _load)
    if job.task == ALL:
        from explorer.why.copies import Copy
        from explorer.why.finding import parts
        from explorer.why.layers import Layers

        for name, part in parts(job, Copy, Layers, _make_ready):
            manners.tell(answers, {name: part})
    else:
        from explorer.why.tasks import answer_to

        manners.tell(answers, answer_to(job))
    answers.close()


def _load() -> None:
    """Load what any job needs; who asks may be busy with the question meanwhile."""
    from explorer.why import loading, looking  # noqa: F401

    loading.load()


def _make_ready() -> None:
    """Load what copies that are made later need."""
    from explorer.why import moment, trying, twins  # noqa: F401

    moment.make_ready()


if __name__ == "__main__":
    main()
    manners.end()
