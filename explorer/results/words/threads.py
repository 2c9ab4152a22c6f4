"""What threads bring, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.kernels.kernel import Kernel
from explorer.measure.statistics import Interval
from explorer.results import analysis, wording
from explorer.results.facts.contests import LOSS
from explorer.results.facts.facts import Facts
from explorer.results.facts.ratios import faster
from explorer.results.facts.subject import Subject
from explorer.results.facts.threads import Threading, threaded
from explorer.results.record import Series
from explorer.results.words.advice import choice_at
from explorer.results.words.names import name
from explorer.units import percent, ratio, significant

if TYPE_CHECKING:
    from explorer.results.facts.laws import Law

FLAT = 1.25
"""Rates at neighbouring sizes that differ by less count as the same."""
BELOW_PEAK = 1.3
"""How far below its best rate a variant must be for memory to be called the limit."""
POOR_SCALING = 0.7
"""An efficiency below this is worth a word."""
SUPERLINEAR = 1.05
"""And so is one above this."""
NO_COST = 0.995
"""And what one above this costs is none that figures of three digits show."""
NO_BOUND = 100.0
"""Where the ends of an interval are so many times apart, what is between them says nothing."""


def threads(facts: Facts, kernel: Kernel | None) -> str | None:
    """Say what threads bring the variant that is fastest with them, and from which size on."""
    one = scaled(facts)
    if one is None or one.speedup is None:
        return None
    run = facts.subject.run
    start = f"At {wording.at(run, one.size)}"
    if one.best == 1:
        return wording.sentence(f"{start}, {no_faster(facts.subject, one)}")
    if not one.helps:
        return wording.sentence(f"{start}, {hardly_faster(one)}")
    text = (
        f"{start}, {wording.threads(one.best)} make {one.variant} "
        f"{wording.times(Interval(*one.speedup))} as fast as 1 does"
    )
    if one.efficiency is not None:
        text += f", an efficiency of {percent(one.efficiency)}{_cost(one)}"
    most = _most(facts.subject, one.variant)
    if one.best < most:
        text += f"; more, up to {most}, bring no more"
        text += "" if one.more <= 1 + LOSS else " that could be told"
    memory = _memory_bound(facts.subject, kernel, (one.variant, one.best))
    if memory is not None and one.speedup.high < one.best:  # else more threads found more of it
        text += f"; {memory}"
    elif one.efficiency is not None and one.speedup.low > SUPERLINEAR * one.best:
        text += (
            ": more than so many threads have time for, as where the part of each fits its cache"
        )
    elif one.speedup.high < POOR_SCALING * one.best:
        text += ": starting them, what they share, or uneven parts may cost the rest"
    return wording.sentence(text)


def _cost(one: Threading) -> str:
    """What a call with the best threads costs of them all, as against one thread."""
    if not one.efficiency or one.efficiency >= NO_COST:
        return ""
    return f" ({ratio(1 / one.efficiency)} the core time: threads × time)"


def no_faster(subject: Subject, one: Threading) -> str:
    """Return the clause for a variant that is best with one thread: how much more threads cost."""
    most = _most(subject, one.variant)
    if one.more > 1 + LOSS:
        return f"it cannot be told that more threads make {one.variant} faster"
    text = f"more threads do not make {one.variant} faster"
    fewest, slower = (subject.record((one.variant, number), one.size) for number in (1, most))
    longer = analysis.compared(fewest, slower)
    if fewest and slower and slower.trusted and longer is not None and faster(fewest, slower):
        text += f": with {most} a call takes {wording.times(longer)} as long as with 1"
    return text


def hardly_faster(one: Threading) -> str:
    """Return the clause for a variant of which it is not known how much more threads bring."""
    assert one.speedup is not None
    if not one.is_possible:
        return (
            f"what {wording.threads(one.best)} bring {one.variant} cannot be told: with 1 a call "
            f"took {ratio(one.speedup.low)} as long at least, which something else must have made"
        )
    text = f"how much {wording.threads(one.best)} bring {one.variant} cannot be told"
    if one.speedup.high > NO_BOUND * one.speedup.low:
        return text
    ends = f"{significant(one.speedup.low)} to {significant(one.speedup.high)}× as fast"
    return f"{text} ({ends} as with 1)"


def pays(facts: Facts) -> str | None:
    """Say from which size on threads beat the best of one thread."""
    one = scaled(facts)
    found = next((p for p in facts.paying if one and p.variant == one.variant), None)
    if one is None or found is None or one.over_serial is None:
        return None
    subject = facts.subject
    against = f"the best with one thread, {' or '.join(found.against)}"
    if found.crossing is None:
        if one.over_serial.high < 1 and one.serial is not None:
            takes = f"{ratio(1 / one.over_serial.median)} as long as {name(subject, one.serial)}"
            where = wording.at(subject.run, one.size)
            return f"With its best thread count, {one.best}, it takes {takes} at {where}."
        return None
    if found.crossing.low is None:
        every = f"every {'size shown' if subject.is_zoomed else 'measured size'}"
        if len(found.sizes) == 1:
            every = wording.at(subject.run, found.sizes[0])
        elif found.sizes != subject.sizes:
            every += " of both"
        return f"Its threads pay at {every}, against {against}."
    low, high = found.crossing.low, found.crossing.high
    if high > NO_BOUND * low:
        where = f"{wording.about(subject.run, low)} and {wording.roughly(high)}"
        return f"Its threads pay from somewhere between {where} on, against {against}."
    where = wording.about(subject.run, found.crossing.size)
    ends = f"{wording.roughly(low)} to {wording.roughly(high)}"
    return f"Its threads pay from {where} on ({ends}), against {against}."


def _most(subject: Subject, variant: str) -> int:
    return max(number for name, number in subject.curves if name == variant)


def growth_law(facts: Facts) -> str | None:
    """Say what the law of its scaling says of more cores."""
    one = scaled(facts)
    law = one.law if one is not None else None
    if one is None or law is None:
        return None
    most = _most(facts.subject, one.variant)
    ends = f"{percent(law.serial.low)} to {percent(law.serial.high)}"
    share = f"{percent(law.serial.median)} ({ends})"
    waiting = " and threads waited for each other" if law.coherency is not None else ""
    text = f"It scales as if {share} of the work stayed on one thread{waiting} "
    text += f"({_LAWS[law.model]}); with "
    text += f"{2 * most} threads that would make {significant(law.doubled)}×, if it went on so"
    if law.best_at is not None:
        text += f", and the most at about {round(law.best_at)} threads"
    return wording.sentence(text)


def law_briefly(law: Law) -> str:
    """Say which law was fitted, and that what lies beyond the measured counts is none of them."""
    share = f"{percent(law.serial.median)} stays on one thread"
    return f"{_LAWS[law.model]}, {share}; dashed: extrapolated"


_LAWS = {"amdahl": "Amdahl’s law", "usl": "the universal scalability law"}


def scaled(facts: Facts) -> Threading | None:
    """Return what threads bring, at the largest size, the recommended variant or the fastest."""
    subject = facts.subject
    chosen = choice_at(facts, subject.sizes[-1]) if subject.sizes else None
    found = []
    for variant in threaded(subject):
        one = facts.at_largest(variant)
        record = subject.record((variant, one.best), one.size) if one is not None else None
        if one is not None and record is not None and record.estimate is not None:
            other = chosen is None or variant != chosen[0]
            found.append((-one.size, other, record.estimate.median_s, one))
    return min(found, key=lambda entry: entry[:3])[3] if found else None


SERIAL = {"parallel": "njit", "parallel_prange": "njit", "parallel_fastmath": "fastmath"}
"""The variants of a user's function that differ from others in parallel=True alone."""
DEARER = 1.5


def parallel_costs(facts: Facts) -> str | None:
    """Say so where parallel=True makes the code itself much slower, before any thread helps."""
    subject, run = facts.subject, facts.subject.run
    if run.plan.kernel.function is None or not subject.sizes:
        return None
    size = subject.sizes[-1]
    found: list[tuple[float, str]] = []
    for parallel, serial in SERIAL.items():
        if parallel in run.plan.variants and run.is_threaded(parallel):
            alone, plain = (subject.record((name, 1), size) for name in (parallel, serial))
            longer = analysis.compared(plain, alone) if plain and alone else None
            if longer is not None and (longer.low or 0.0) > DEARER:
                text = f"{parallel} takes {wording.times(longer)} as long as {serial}"
                found.append((longer.median, text))
    if not found:
        return None
    _, text = max(found)
    return (
        f"With one thread, {text} at {wording.at(run, size)}: what parallel=True makes of the code "
        "costs that, before any thread helps."
    )


def _memory_bound(subject: Subject, kernel: Kernel | None, curve: Series) -> str | None:
    """Say so where bytes over time fell from its peak to a level that no longer changes."""
    rates: list[tuple[int, float]] = []
    for size in subject.sizes:
        record = subject.record(curve, size)
        rate = wording.bytes_per_second(subject.run, kernel, record) if record is not None else None
        if rate is not None:
            rates.append((size, rate))
    if len(rates) < 4 or rates[-1][0] != subject.sizes[-1]:
        return None
    last, before = rates[-1][1], rates[-2][1]
    peak = max(rates, key=lambda pair: pair[1])
    if not (1 / FLAT < last / before < FLAT and peak[1] > BELOW_PEAK * max(last, before)):
        return None
    at_peak = f"{significant(peak[1] / 1e9)} GB/s at {wording.at(subject.run, peak[0])}"
    return (
        f"it moves {significant(last / 1e9)} GB/s at the largest sizes, {at_peak}: memory is "
        "likely the limit"
    )
