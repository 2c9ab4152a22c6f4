"""The answer: what to use first, then why, then what to beware of."""

from __future__ import annotations

from typing import NamedTuple

from explorer.kernels.kernel import Kernel
from explorer.results import wording
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.record import UNCHECKED, Run
from explorer.results.words import advice, caveats, flatness, reasons, threads

MEASURING = "Measuring …"
NOTHING = "Nothing was measured."
NOT_COMPARED = "No result could be compared with a reference, so no variant is recommended."
NOTHING_IN_SIGHT = "Nothing that is in sight may be recommended."
NOT_RECOMMENDED = "Nothing that was measured may be recommended."


def is_early(run: Run) -> bool:
    """Whether a run goes on that has not come to each of its curves yet: nothing is compared."""
    return not run.finished and len(run.points) < len(run.series())


def answer(run: Run, kernel: Kernel | None = None) -> tuple[str, ...]:
    """Return the answer to a whole run; `kernel` is what was measured, where it is known."""
    return answer_about(Subject(run), kernel)


class Answer(NamedTuple):
    """What to use and why, in sentences, the recommendation first; and what to beware of."""

    reasons: tuple[str, ...]
    caveats: tuple[str, ...]


def answer_about(subject: Subject, kernel: Kernel | None = None) -> tuple[str, ...]:
    """Return all sentences about what is in sight, the recommendation first."""
    found = answer_parts(subject, kernel)
    return found.reasons + found.caveats


def answer_parts(subject: Subject, kernel: Kernel | None = None) -> Answer:
    """Return the sentences about what is in sight.

    With the kernel, the catalogue's where it is not given, options are named and the memory's
    limit is noticed.
    """
    kernel = kernel or wording.kernel_of(subject.run)
    found = facts(subject)
    first = advice.recommendation(found, kernel)
    reasoned = (
        first or nothing(subject),
        advice.apart(found),
        advice.doubts(found),
        reasons.fastest(found),
        reasons.converted(found),
        threads.threads(found, kernel),
        threads.pays(found),
        threads.parallel_costs(found),
        threads.growth_law(found),
        advice.paid(found, kernel),
    )
    cautious = (
        caveats.not_parallel(found),
        caveats.wrong(found),
        flatness.not_growing(found),
        caveats.gaps(found),
        caveats.two_speeds(found),
        caveats.asleep(found),
        caveats.hidden(found),
        *subject.run.notes,
    )
    return Answer(tuple(filter(None, reasoned)), tuple(filter(None, cautious)))


def nothing(subject: Subject) -> str:
    """Say why there is nothing to say: not yet, not here, or not at all."""
    run, records = subject.run, subject.run.points.values()
    if any(record.status == UNCHECKED and record.usable for record in records):
        return NOT_COMPARED
    if subject.is_part and any(record.trusted for record in records):
        return NOTHING_IN_SIGHT
    if not run.finished:
        return MEASURING
    return NOT_RECOMMENDED if any(record.estimate for record in records) else NOTHING
