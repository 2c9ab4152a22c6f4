"""Why: figures of the recommended variant, and against what."""

from collections.abc import Sequence

from explorer.measure.plan import Baseline
from explorer.results import analysis, wording
from explorer.results.facts.facts import Facts
from explorer.results.facts.ratios import faster
from explorer.results.facts.standing import Standing, standing
from explorer.results.facts.subject import Subject, baseline_of, curve_of
from explorer.results.record import PointRecord, Series
from explorer.results.words.advice import choice_at
from explorer.results.words.names import name, names, to_within
from explorer.units import listed, percent, seconds


def fastest(facts: Facts) -> str | None:
    """Say what the recommended takes at the largest size, and against what."""
    subject = facts.subject
    size = None if facts.names_none else compared_size(facts)
    curve = choice_at(facts, size) if size is not None else None
    record = subject.record(curve, size) if curve is not None and size is not None else None
    if size is None or record is None or record.estimate is None:
        return None
    text = f"At {wording.at(subject.run, size)}, {wording.named(subject.run, record)} takes "
    text += f"{seconds(record.estimate.median_s)} a call"
    if record.estimate.spread is not None:
        text += f" (±{percent(record.estimate.spread)} between processes)"
    its = standing(subject, curve_of(record), size)
    beside = _beside(facts, its, size)
    text += _against(subject, record, its.alike if beside else ()) or _next(subject, record)
    return wording.sentence(text + beside)


def _next(subject: Subject, record: PointRecord) -> str:
    """How it compares with the next best, where that is surely slower, as the end of a sentence."""
    size = record.point.size
    others = [other for other in subject.timed(size) if other is not record]
    found = min(others, key=lambda other: other.median_s, default=None)
    times = analysis.compared(record, found)
    if found is None or times is None or not found.trusted or not faster(record, found):
        return ""
    other = wording.named(subject.run, found)
    return f", {wording.times(times)} as fast as {other}, the next best"


def _beside(facts: Facts, its: Standing, size: int) -> str:
    """Name, as the end of a sentence, whoever is not surely slower, if that was not said."""
    subject, text = facts.subject, ""
    if any(one.first <= size <= one.last for one in facts.undecided):
        return text
    if its.ahead:
        text += f"; that is {percent(its.behind)} longer than {name(subject, its.ahead[0])}"
    if its.alike:
        verb = "is" if len(its.alike) == 1 else "are"
        text += f"; {names(subject, its.alike)} {verb} as fast {to_within(its.within)}"
    others = [curve for curve in its.rivals if curve not in its.alike]
    return f"{text}; {names(subject, others)} cannot be told from it" if others else text


def compared_size(facts: Facts) -> int | None:
    """Return the largest size at which there is more than one curve, else the largest.

    Of those at which all that may be best were measured, where there are any.
    """
    sizes = facts.sizes or facts.subject.sizes
    several = (size for size in reversed(sizes) if len(facts.subject.timed(size)) > 1)
    return next(several, sizes[-1] if sizes else None)


CONVERTING = 0.25
"""From this share of a compiled call on, converting its arguments is worth a sentence."""


def converted(facts: Facts) -> str | None:
    """Say so where arguments are lists, which compiled code converts at each call, and its cost."""
    subject, run = facts.subject, facts.subject.run
    given = run.plan.kernel.shared_arguments
    lists = [name for name, text in given.items() if _makes_list(text)]
    known = (
        (size, [r.median_s for r in subject.timed(size) if run.is_compiled(r.point.variant)])
        for size in reversed(subject.sizes)
    )
    size, times = next((one for one in known if one[1]), (0, []))
    curve = choice_at(facts, size) if times else None
    chosen = run.compiled.get(curve[0]) if curve is not None else None
    if not lists or chosen is None:
        return None
    share = (run.calling_s or 0.0) / min(times)
    if chosen.seconds is not None and share < CONVERTING:
        return None
    what, verb = ("argument", "is a Python list")
    if len(lists) > 1:
        what, verb = ("arguments", "are Python lists")
    return (
        f"The {what} {listed(lists)} {verb}, which Numba converts item by item at every "
        f"call of compiled code; with an array (as of numpy.asarray({lists[0]})) it does not."
    )


def _makes_list(text: str) -> bool:
    stripped = text.strip()
    return stripped.startswith(("[", "list(")) or stripped.endswith(".tolist()")


def _against(subject: Subject, record: PointRecord, alike: Sequence[Series]) -> str:
    """How it compares with the baseline, and with plain Python, as the end of a sentence.

    Ratios of a smaller size are a clause of their own: they are not of the time just said. One
    without an interval is left out where it cannot be told that it is faster at all, and one to
    what is said to be as fast.
    """
    run = subject.run
    found: dict[int, list[str]] = {}
    for curve in dict.fromkeys((baseline_of(run), *_python(subject))):
        base = Baseline(*curve)
        common = analysis.common_size(run, record, base)
        if common is None or common < subject.low:
            continue
        if curve == curve_of(record) or curve in alike or not subject.shows(curve):
            continue
        mine = run.point(record.point.variant, common, record.point.threads)
        times = analysis.speedup(run, mine, base) if mine is not None else None
        other = run.on(curve, common)
        if times is None or mine is None or other is None:
            continue
        if times.low is not None or times.each or faster(mine, other):
            said = f"{wording.times(times)} as fast as {name(subject, curve)}"
            found.setdefault(common, []).append(said)
    here = "".join(f", {said}" for said in found.pop(record.point.size, []))
    elsewhere = (
        f"; at {wording.at(run, size)}, the largest size with enough undisturbed samples of both, "
        f"it is {listed(said)}"
        for size, said in found.items()
    )
    return here + "".join(elsewhere)


def _python(subject: Subject) -> list[Series]:
    run, compiled = subject.run, subject.run.compiled
    left = {name for name in compiled if compiled[name].unfit or run.is_threaded(name)}
    curves = (c for c in run.series() if c[0].lower().startswith("python"))
    return [curve for curve in curves if curve[0] not in left | subject.wrong]
