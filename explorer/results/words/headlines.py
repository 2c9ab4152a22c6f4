"""A chart's headline: what it shows right now, of the curves and sizes that are in sight."""

from explorer.measure.statistics import Interval
from explorer.results import analysis, wording
from explorer.results.facts.crossings import crossing
from explorer.results.facts.facts import Facts, facts
from explorer.results.facts.ratios import faster
from explorer.results.facts.rule import meeting
from explorer.results.facts.standing import Standing, standing
from explorer.results.facts.subject import Subject, baseline_of, curve_of
from explorer.results.record import PointRecord, Series
from explorer.results.words.advice import choice_at
from explorer.results.words.answer import MEASURING, nothing
from explorer.results.words.names import name, names, to_within
from explorer.results.words.reasons import compared_size
from explorer.units import percent, seconds

TELLING = 1.1
"""Costs nearer to each other than this are not told apart in the headline: they are of points at
different sizes, measured in different moments of the run."""


def time_headline(subject: Subject) -> str:
    """Say what is fastest at the largest size in sight."""
    found = facts(subject)
    record = _choice(found)
    if record is None or record.estimate is None:
        return nothing(subject)
    run, size = subject.run, record.point.size
    start = f"At {wording.at(run, size)}, "
    open_between = found.open_at(size)
    if open_between:
        return f"{start}it cannot be told which is fastest: {names(subject, open_between, 'or')}"
    text = start + _ranked(subject, record, standing(subject, curve_of(record), size))
    text += seconds(record.estimate.median_s)
    base, speedup = _compared_with_baseline(subject, record)
    if base and speedup and faster(record, base) and subject.shows(baseline_of(run)):
        text += f", {wording.times(speedup)} as fast as {wording.baseline(run)}"
    return text


def speedup_headline(subject: Subject) -> str:
    """Say how much faster than the baseline the recommended is, and from where on it pays."""
    found, run = facts(subject), subject.run
    record = _choice(found)
    if record is None:
        return nothing(subject)
    base = wording.baseline(run)
    common = analysis.common_size(run, record, run.plan.baseline)
    if common is not None and subject.low <= common and common != record.point.size:
        curve = choice_at(found, common)
        record = (subject.record(curve, common) if curve else None) or record
    size = record.point.size
    if curve_of(record) == baseline_of(run):
        return f"At {wording.at(run, size)}, {_unbeaten(subject, record, base)}"
    other, reached = _compared_with_baseline(subject, record)
    if other is None or reached is None:
        return _not_compared(subject, record) if run.finished else MEASURING
    start = f"At {wording.at(run, size)}, {wording.named(run, record)}"
    ahead = faster(record, other)
    if ahead is None:
        return f"{start} cannot be told from {base}: {wording.times(reached)}"
    text = f"{start} is {wording.times(reached)} as fast as {base}"
    return text + _from_where(subject, curve_of(record)) if ahead else text


def cost_headline(subject: Subject, each: str) -> str:
    """Say what the recommended takes per element at the largest size in sight, and at its least.

    `each` says per what: "per n".
    """
    record = _choice(facts(subject))
    if record is None:
        return nothing(subject)
    run, curve = subject.run, curve_of(record)
    known = [r for size in subject.sizes if (r := subject.record(curve, size)) is not None]
    cheapest = min(known, key=_cost)
    text = f"{wording.named(run, record)} takes {seconds(_cost(record))} {each} "
    text += f"at {wording.at(run, record.point.size)}"
    if _cost(record) >= TELLING * _cost(cheapest):
        text += f", {seconds(_cost(cheapest))} at {wording.at(run, cheapest.point.size)}"
    return text


def _cost(record: PointRecord) -> float:
    return record.median_s / record.point.size


def _compared_with_baseline(
    subject: Subject, record: PointRecord
) -> tuple[PointRecord | None, Interval | None]:
    """The baseline and how many times faster than it, where both times are to be trusted."""
    base = subject.record(baseline_of(subject.run), record.point.size)
    trusted = base is not None and base.trusted and record.trusted
    return base, analysis.compared(record, base) if trusted else None


def _not_compared(subject: Subject, record: PointRecord) -> str:
    """Say why a point cannot be compared with the baseline: no time, or no undisturbed one."""
    run, where = subject.run, wording.at(subject.run, record.point.size)
    base = subject.record(baseline_of(run), record.point.size)
    if base is None:
        return f"{wording.baseline(run)} has no time to compare with at {where}"
    spoilt = wording.named(run, record if base.trusted else base)
    return f"{spoilt} has too few undisturbed samples at {where} to be compared"


def _from_where(subject: Subject, curve: Series) -> str:
    """From which size on a curve is faster than the baseline, as the end of a sentence."""
    other = baseline_of(subject.run)
    both = (meeting(subject, curve, other, size) for size in subject.sizes)
    met = [one for one in both if one is not None]
    found = crossing(met)
    if found is None:
        return ""
    if found.low is None:
        where = "every size shown" if subject.is_zoomed else "every size"
        where += "" if len(met) == len(subject.sizes) else " of both"
        return f", faster at {where}" if len(met) > 1 else ""
    return f", faster from {wording.about(subject.run, found.size)} on"


def _unbeaten(subject: Subject, record: PointRecord, base: str) -> str:
    """Say how the baseline is ranked where it is what is recommended."""
    its = standing(subject, curve_of(record), record.point.size)
    if its.ahead:
        return f"{base} takes {percent(its.behind)} longer than {name(subject, its.ahead[0])}"
    return f"nothing is {'surely ' if its.rivals else ''}faster than {base}"


def _ranked(subject: Subject, record: PointRecord, its: Standing) -> str:
    """Say how the recommended is ranked, up to its time."""
    called = wording.named(subject.run, record)
    if its.ahead:
        ahead = name(subject, its.ahead[0])
        return f"{called} takes {percent(its.behind)} longer than {ahead}: "
    if len(subject.timed(record.point.size)) == 1:
        return f"{called} takes "
    if not its.rivals:
        return f"{called} is fastest: "
    if its.rivals != its.alike:
        return f"nothing is surely faster than {called}: "
    other = name(subject, its.alike[0]) if len(its.alike) == 1 else f"{len(its.alike)} others"
    return f"{called} and {other} cannot be told apart, {to_within(its.within)}: "


def _choice(found: Facts) -> PointRecord | None:
    size = compared_size(found)
    curve = choice_at(found, size) if size is not None else None
    return found.subject.record(curve, size) if curve is not None and size is not None else None
