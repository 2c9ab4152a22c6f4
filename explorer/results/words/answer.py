"""The answer: what to use first, then why, then what to beware of."""

from typing import NamedTuple

from explorer.kernels.definitions import names_in
from explorer.kernels.kernel import Kernel
from explorer.results import growth, wording
from explorer.results.facts.facts import Facts, facts
from explorer.results.facts.subject import Subject
from explorer.results.record import UNCHECKED, PointRecord, Run
from explorer.results.words import advice, caveats, reasons, threads, undecided
from explorer.units import listed, percent, seconds

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
        undecided.apart(found),
        undecided.doubts(found),
        undecided.remedies(found),
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
        not_growing(found),
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


MOSTLY = 0.5
"""From this share of a time on, the cost of calling is most of it."""
MOST_NAMED = 3


def not_growing(facts: Facts) -> str | None:
    """Say what times are of that do not grow with the size, or that are mostly those of calling."""
    run = facts.subject.run
    if _nothing_grows(run):
        same = _same_call(run) if len(facts.subject.sizes) > 1 else None
        return " ".join(filter(None, (same, _calling(facts)))) or None
    visible = {curve[0] for curve in facts.subject.curves}
    found = [record for record in facts.flat if record.point.variant in visible]
    removed = [
        record
        for record in found
        if not record.point.variant.lower().startswith("python")
        and _has_less_than_others(run, record)
    ]
    if not removed:
        return _calling(facts)
    first = removed[0]
    assert first.estimate is not None
    names = listed([wording.named(run, record) for record in removed])
    verb = "takes" if len(removed) == 1 else "take"
    return (
        f"{names} {verb} as long at {wording.at(run, first.point.size)} as at the smallest size "
        f"({seconds(first.estimate.median_s)}): the compiler found a result that needs no loop, or "
        "the code ends early, so this is no time of going through the data."
    )


def _nothing_grows(run: Run) -> bool:
    """Whether the arguments are known, and none of them is made of the size."""
    given = run.plan.kernel.shared_arguments
    known = run.plan.kernel.arguments is not None
    return known and not any("n" in names_in(text) for text in given.values())


def _same_call(run: Run) -> str:
    given = run.plan.kernel.shared_arguments
    if not given:
        return "It takes no arguments, so every size measures the same call."
    named = [f"{name} = {text}" for name, text in given.items()]
    shown = ", ".join(named[:MOST_NAMED]) + (", …" if named[MOST_NAMED:] else "")
    return (
        f"No argument depends on n ({shown}), so every size measures the same call; give one that "
        f"does, as --argument “{next(iter(given))}=…n…”."
    )


def _has_less_than_others(run: Run, flat: PointRecord) -> bool:
    """Whether another variant needs much longer for the same, and ever longer."""
    return any(
        record.point.size == flat.point.size
        and record.trusted
        and record.estimate is not None
        and flat.estimate is not None
        and record.estimate.median_s > growth.FASTER * flat.estimate.median_s
        for record in run.points.values()
    )


def _calling(facts: Facts) -> str | None:
    """Say so where a call of an empty function takes most of the time of compiled ones."""
    subject, run = facts.subject, facts.subject.run
    calling_s = run.calling_s
    if not subject.sizes or not calling_s or run.subtracted_s:
        return None
    size = subject.sizes[-1]
    compiled = [record for record in subject.timed(size) if run.is_compiled(record.point.variant)]
    if not compiled:
        return None
    record = min(compiled, key=lambda r: subject.plainness((r.point.variant, r.point.threads)))
    assert record.estimate is not None
    share = calling_s / record.estimate.median_s
    if share < MOSTLY:
        return None
    return (
        f"Calling an empty compiled function with the same arguments takes "
        f"{seconds(calling_s)}, {percent(share)} of the {seconds(record.estimate.median_s)} of "
        f"{wording.named(run, record)} at {wording.at(run, size)}: what is compared is mostly "
        "the cost of calling, which a larger size or a loop inside compiled code makes small."
    )
