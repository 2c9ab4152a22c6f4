"""Where it cannot be told what is best, why not, and what would help."""

from collections.abc import Iterator, Sequence

from explorer.results import wording
from explorer.results.facts.facts import Facts
from explorer.results.facts.regimes import Regime
from explorer.results.facts.subject import Subject
from explorer.results.facts.unsure import Lacking, Unsure
from explorer.results.record import Series
from explorer.results.words.names import names
from explorer.units import count, listed, percent

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
    where = ", and ".join(unsure_at(subject, one) for one in spans)
    if len(spans) > MOST_SPANS:
        within = [n for n in subject.sizes if facts.sizes[0] <= n <= facts.sizes[-1]]
        unsure = sum(any(one.first <= n <= one.last for one in spans) for n in within)
        where = f"at {unsure} of {len(within)} sizes"
        where += ", and near these," if any(one.below or one.above for one in spans) else ""
        return f"{where} that is not sure"
    return f"{where}{',' if ', and ' in where else ''} that is not sure"


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
        f"{_first(range_of(subject, one))} it cannot be told what is best: "
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
        number = listed([f"{n}" for n in dict.fromkeys((least, most))], "to")
        only = f"only {number} undisturbed sample{'' if most == 1 else 's'}"
        whose, several = _whose(subject, [one.few for one in few])
        has = f"have {only} each" if several else f"has {only}"
        where = _first(_where(subject, few))
        yield f"{where} {whose} {has}, too few to tell: measure longer"
    hit = [one for one in found if one.hit]
    if hit:
        whose, several = _whose(subject, [one.hit for one in hit])
        yield (
            f"One burst may have hit all samples of {whose} {_where(subject, hit)}, for there "
            f"{'they are' if several else 'it is'} slower than the sizes next to it make one "
            "expect: measure longer"
        )
    spoilt = [one for one in found if one.spoilt]
    if spoilt:
        whose, _ = _whose(subject, [one.spoilt for one in spoilt])
        where = _where(subject, spoilt)
        yield f"Every sample of {whose} was disturbed {where}: measure while the machine is quiet"
    wide = [one for one in found if one.wide]
    if wide:
        whose, several = _whose(subject, [one.wide for one in wide])
        within = f"to within ±{percent(subject.run.plan.precision)}"
        yield (
            f"The budget was used up before {whose} {'were' if several else 'was'} known {within} "
            f"{_where(subject, wide)}: measure longer"
        )


def _where(subject: Subject, found: Sequence[Lacking]) -> str:
    if len(found) == 1:
        return f"at {wording.at(subject.run, found[0].size)}"
    if len(found) == len(subject.sizes):
        return "at every size"
    return f"at {count(len(found))} of {count(len(subject.sizes))} sizes"


def _whose(subject: Subject, found: Sequence[tuple[Series, ...]]) -> tuple[str, bool]:
    """Name curves, where they are the same at each of some sizes; and say whether it is several."""
    curves = set(found)
    if len(curves) > 1:
        return "what may be best", False
    return names(subject, found[0]), len(found[0]) > 1


def _first(text: str) -> str:
    """Begin a sentence with a text; names in it keep their capitals."""
    return text[:1].upper() + text[1:]


def range_of(subject: Subject, one: Regime | Unsure) -> str:
    """Say which sizes a range has: at n = 100, or from n = 100 to 1,000."""
    if one.first == one.last:
        return f"at {wording.at(subject.run, one.first)}"
    return f"from {wording.at(subject.run, one.first)} to {count(one.last)}"
