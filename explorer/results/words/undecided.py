"""Where it cannot be told what is best, why not, and what would help."""

from collections.abc import Iterator, Sequence

from explorer.results import wording
from explorer.results.facts.facts import Facts
from explorer.results.facts.regimes import Regime
from explorer.results.facts.subject import Subject
from explorer.results.facts.unsure import Lacking, Unsure
from explorer.results.record import Series
from explorer.results.words.names import names
from explorer.units import count

MOST_SPANS = 2
"""Ranges that are named in the recommendation; of more, it is said how many sizes they have."""


def sizes_open(facts: Facts) -> int:
    """Return how many sizes there are at which it cannot be told what is best."""
    spans = [(one.first, one.last) for one in facts.undecided]
    return sum(any(low <= n <= high for low, high in spans) for n in facts.subject.sizes)


def not_sure(facts: Facts) -> str:
    """Return the clause that says where what to use is not sure; empty where all of it is."""
    subject, spans = facts.subject, facts.unsure
    if not spans:
        return ""
    where = wording.listed([unsure_at(subject, one) for one in spans])
    if len(spans) > MOST_SPANS:
        where = f"at {sizes_open(facts)} of {len(subject.sizes)} sizes"
    return f"{where} that is not sure"


def unsure_at(subject: Subject, one: Unsure) -> str:
    """Say where what the rule says is not sure: at n = 100, or between n = 10 and 1,000."""
    run = subject.run
    if one.below is not None and one.above is not None:
        return f"between {wording.at(run, one.below)} and {count(one.above)}"
    if one.above is not None:
        return f"below {wording.at(run, one.above)}"
    if one.below is not None:
        return f"above {wording.at(run, one.below)}"
    return range_of(subject, one)


def apart(facts: Facts) -> str | None:
    """Say where the run cannot tell which is best, and what may be, where it can elsewhere."""
    subject = facts.subject
    if facts.nothing_sure:
        return None
    known = [one for one in facts.undecided if not facts.missing_at(one.first)]
    parts = [f"{range_of(subject, one)} ({names(subject, one.best, 'or')})" for one in known]
    more = [f"at {count(len(parts) - 3)} more places"] if len(parts) > 4 else []
    said = ", nor ".join([*parts[:3], *more] if more else parts)
    return wording.sentence(f"The run cannot tell which is best {said}") if said else None


def doubts(facts: Facts) -> str | None:
    """Say where what may be best was not measured; None where it was, or nothing is sure."""
    subject, found = facts.subject, facts.undecided
    if facts.nothing_sure:
        return None
    said = [
        f"{range_of(subject, one).capitalize()} it cannot be told what is best: "
        f"{names(subject, missing)} {'was' if len(missing) == 1 else 'were'} not measured there"
        for one in found
        if (missing := facts.missing_at(one.first))
    ]
    return " ".join(map(wording.sentence, said)) or None


def remedies(facts: Facts) -> str | None:
    """Say of a run that is over what is lacking where it cannot be told, and how to get it."""
    if not facts.subject.run.finished:
        return None
    return " ".join(map(wording.sentence, _remedies(facts.subject, facts.lacking))) or None


def _remedies(subject: Subject, found: Sequence[Lacking]) -> Iterator[str]:
    few = [one for one in found if one.few]
    if few:
        least, most = min(one.samples[0] for one in few), max(one.samples[1] for one in few)
        number = wording.listed([f"{n}" for n in dict.fromkeys((least, most))], "to")
        verb, s = ("is", "") if most == 1 else ("are", "s")
        only = f"there {verb} only {number} undisturbed sample{s}"
        each = "each of " if any(len(one.few) > 1 for one in few) else ""
        whose = _whose(subject, [(one.size, one.few) for one in few])
        yield f"{_where(subject, few)} {only} of {each}{whose}, too few to tell: measure longer"
    hit = [one for one in found if one.hit]
    if hit:
        whose = _whose(subject, [(one.size, one.hit) for one in hit])
        yield (
            f"{_where(subject, hit)} one burst may have hit all samples of {whose}, slower there "
            "than the sizes on either side make one expect: measure longer"
        )
    spoilt = [one for one in found if one.spoilt]
    if spoilt:
        whose = _whose(subject, [(one.size, one.spoilt) for one in spoilt])
        where = _where(subject, spoilt)
        yield f"{where} every sample of {whose} was disturbed: measure while the machine is quiet"


def _where(subject: Subject, found: Sequence[Lacking]) -> str:
    if len(found) == 1:
        return f"At {wording.at(subject.run, found[0].size)}"
    return f"At {count(len(found))} of {count(len(subject.sizes))} sizes"


def _whose(subject: Subject, found: Sequence[tuple[int, tuple[Series, ...]]]) -> str:
    """Name the curves, where they are the same at each of some sizes."""
    curves = {curves for _, curves in found}
    return names(subject, curves.pop()) if len(curves) == 1 else "what may be best"


def range_of(subject: Subject, one: Regime | Unsure) -> str:
    """Say which sizes a range has: at n = 100, or from n = 100 to 1,000."""
    if one.first == one.last:
        return f"at {wording.at(subject.run, one.first)}"
    return f"from {wording.at(subject.run, one.first)} to {count(one.last)}"
