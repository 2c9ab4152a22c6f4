"""The headline of *Threads*: what more threads bring at one size, in what is compared there."""

from explorer.measure.statistics import Interval
from explorer.results import analysis, wording
from explorer.results.facts.contests import is_behind
from explorer.results.facts.facts import Facts, facts
from explorer.results.facts.ratios import faster
from explorer.results.facts.subject import Subject, curve_of
from explorer.results.facts.threads import Threading
from explorer.results.record import PointRecord
from explorer.results.words.advice import choice_at
from explorer.results.words.answer import nothing
from explorer.results.words.threads import hardly_faster, no_faster
from explorer.units import percent, seconds


def threads_headline(subject: Subject, size: int, aspect: str = "") -> str:
    """Say what threads bring at a size to the variant to use there, or that is fastest with them.

    `aspect` is what the chart shows of it: `serial`, `efficiency`, `time` or `held` (time ×
    threads), else the speed-up over one thread.
    """
    run = subject.run
    if not any(record.usable for record in run.points.values()):
        return nothing(subject)
    if run.finished and not any(compiled.threaded for compiled in run.compiled.values()):
        return "None of these variants uses threads"
    if len(run.plan.threads) == 1:
        return f"Measured with {wording.threads(run.plan.threads[0])} only: nothing to compare"
    where = wording.at(run, size)
    one = _scaled_at(facts(subject), size)
    if one is None:
        yet = "" if run.finished else " yet"
        right = " without wrong results" if subject.wrong else ""
        seen = " in sight" if subject.hidden else ""
        return f"No variant{seen}{right} has times with several thread counts at {where}{yet}"
    record = subject.record((one.variant, one.best), size)
    assert record is not None
    if aspect == "serial":
        return f"At {where}, {_over_serial(subject, one, record)}"
    if aspect == "time":
        return f"At {where}, {_takes(one, record)}"
    return f"At {where}, {_over_one(subject, one, record, aspect)}"


def threads_of_each(subject: Subject, size: int) -> str:
    """Say what threads bring at a size to each of several variants; empty where there is one."""
    known = [one for one in facts(subject).threading_at(size) if one.speedup is not None]
    return "  ·  ".join(_scaled(subject, one) for one in known) if len(known) > 1 else ""


def _over_serial(subject: Subject, one: Threading, record: PointRecord) -> str:
    """What the best thread count is to the best curve of one thread."""
    called = wording.named(subject.run, record)
    other = subject.record(one.serial, one.size) if one.serial is not None else None
    found = analysis.compared(record, other)
    if other is None or found is None:
        return f"{called} cannot be compared: what may be best with one thread was not measured"
    if other is record:
        return f"{called} is the best with one thread, and more threads do not make it faster"
    serial, how = wording.named(subject.run, other), wording.times(found)
    behind = is_behind(subject, record, curve_of(other), 1 / found.median)
    if faster(record, other) is None and not behind:
        return f"{called} cannot be told from {serial}, the best with one thread: {how}"
    return f"{called} is {how} as fast as {serial}, the best with one thread"


def _takes(one: Threading, record: PointRecord) -> str:
    """What a call takes with the best thread count, and which may be that one."""
    fewest, most = one.between
    text = f"{one.variant} takes {seconds(record.median_s)} with {wording.threads(one.best)}"
    if fewest == most:
        return f"{text}, longer with any other count that was measured"
    return f"{text}; its best count may be any from {fewest} to {most}"


def _over_one(subject: Subject, one: Threading, record: PointRecord, aspect: str) -> str:
    """What the best thread count brings over one thread."""
    if one.speedup is None:
        return f"{one.variant} has no time with one thread to compare with"
    if one.best == 1 or not one.helps:
        return _scaled(subject, one)
    ratio, count = one.speedup, one.best
    if aspect == "efficiency" and one.efficiency is not None:
        ends = f"{percent(ratio.low / count)} to {percent(ratio.high / count)}"
        share = percent(ratio.median / count)
        return f"{one.variant} is {share} ({ends}) efficient with {wording.threads(count)}"
    if aspect == "held":
        more = Interval(count / ratio.median, count / ratio.high, count / ratio.low)
        held = seconds(count * record.median_s)
        return (
            f"{one.variant} holds {wording.threads(count)} for {held} together, "
            f"{wording.times(more)} what it takes with 1"
        )
    if one.efficiency is None:
        return _scaled(subject, one)
    return f"{_scaled(subject, one)}: {percent(one.efficiency)} efficient"


def _scaled(subject: Subject, one: Threading) -> str:
    if one.best == 1:
        return no_faster(subject, one)
    assert one.speedup is not None
    if not one.helps:
        return hardly_faster(one)
    how = wording.times(Interval(*one.speedup))
    return f"{wording.threads(one.best)} make {one.variant} {how} as fast"


def _scaled_at(found: Facts, size: int) -> Threading | None:
    """What threads bring the variant to use at a size, or the one that is fastest with them."""
    chosen, known = choice_at(found, size), []
    for one in found.threading_at(size):
        record = found.subject.record((one.variant, one.best), size)
        if record is not None and record.estimate is not None:
            other = chosen is None or one.variant != chosen[0]
            known.append((other, record.estimate.median_s, one))
    return min(known, key=lambda entry: entry[:2])[2] if known else None
