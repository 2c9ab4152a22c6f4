"""What speaks against taking the figures as they are, and what is not among them."""

from collections.abc import Iterable

from explorer.results import analysis, surroundings, wording
from explorer.results.facts.facts import Facts
from explorer.results.facts.subject import baseline_of
from explorer.results.record import UNCHECKED, PointRecord, Run
from explorer.units import count, listed, percent, seconds


def not_parallel(facts: Facts) -> str | None:
    """Say which variants ask for threads and get none, with what that makes of their times."""
    subject, found = facts.subject, facts.not_parallel
    if not found:
        return None
    run, first = subject.run, found[0]
    text = run.compiled[first].note
    base = baseline_of(run)
    known = [
        (size, times)
        for size in subject.sizes
        if (mine := subject.record((first, 1), size)) is not None
        and (other := subject.record(base, size)) is not None
        and (times := analysis.compared(mine, other)) is not None
        and times.low is not None  # without, a burst that hit all of one reads as a gain
        and mine.trusted
        and other.trusted
    ]
    if known and subject.shows(base) and first != base[0]:
        size, speedup = known[-1]
        where = wording.at(run, size)
        text = f"{wording.sentence(text)} At {where} it is {wording.times(speedup)} as "
        text += f"fast as {wording.baseline(run)}, with any number of threads"
    if found[1:]:
        text = f"{wording.sentence(text)} The same goes for {listed(list(found[1:]))}"
    return wording.sentence(text)


def wrong(facts: Facts) -> str | None:
    """Name the variants whose results are wrong somewhere, which is why they cannot win."""
    found, run = facts.wrong, facts.subject.run
    if not found:
        return None
    where = wording.some([wording.at(run, size) for size in found[0].sizes])
    names = listed([one.variant for one in found])
    verb = "gives wrong results"
    whose = ""
    if len(found) > 1:
        verb, whose = "give wrong results", f"{found[0].variant} "
    reason = wording.clause(found[0].reason)
    return wording.sentence(f"{names} {verb} ({whose}at {where}: {reason}) and cannot win")


def gaps(facts: Facts) -> str | None:
    """Say what was left out, failed, or is known badly, of what is in sight."""
    subject, run, parts = facts.subject, facts.subject.run, []
    visible = set(subject.curves)
    seen = [
        record
        for point, record in run.points.items()
        if (point.variant, point.threads) in visible and subject.low <= point.size <= subject.high
    ]
    for status, what in (("failed", "Failed"), ("skipped", "Not measured")):
        records = _sorted(record for record in seen if record.status == status)
        if records:
            parts.append(f"{what}: {_where(run, records, status == 'failed')}")
    usable = [record for record in seen if record.usable]
    for status, meaning in _DOUBTFUL if run.finished else ():
        found = _sorted(record for record in usable if record.status == status)
        if found:
            verb = "is" if len(found) == 1 else "are"
            told = found[0].reason if status == UNCHECKED else ""
            why = wording.clause(told) if told else meaning
            text = f"{count(len(found))} of {count(len(seen))} points {verb} {status}: {why}"
            parts.append(f"{text} ({_where(run, found, False, reasons=False)})")
    return " ".join(map(wording.sentence, parts)) if parts else None


def two_speeds(facts: Facts) -> str | None:
    """Say which point's times come in two heaps, which is why more samples would not help."""
    run, found = facts.subject.run, facts.two_speeds
    if not found:
        return None
    first, others = found[0], len(found) - 1
    name = wording.named(run, run.points[first.point])
    text = (
        f"At {wording.at(run, first.point.size)} {name} alternates between "
        f"{seconds(first.fast_s)} and {seconds(first.slow_s)} (in {percent(first.slow_share)} of "
        "its batches): more samples do not tell its time better"
    )
    if others:
        text += f"; so do{'es' if others == 1 else ''} {count(others)} other point"
        text += "" if others == 1 else "s"
    return wording.sentence(text)


def asleep(facts: Facts) -> str | None:
    """Say that threads of TBB may have slept beside other programs, which no sample shows.

    A worker of TBB that went to sleep is woken by the others, and beside a busy program it may come
    too late for call after call: two threads then took 487 µs where 270 µs was right, and 40 of 100
    samples bore no mark (measured on two cores). The threads of omp wait awake.
    """
    run, visible = facts.subject.run, set(facts.subject.curves)
    if run.layer != "tbb":
        return None
    most = max(
        (
            point.threads
            for point, record in run.points.items()
            if record.threaded and record.usable and (point.variant, point.threads) in visible
        ),
        default=1,
    )
    seen = surroundings.noticed(run.machine)
    if most == 1 or seen is None or not seen.disturbs(most):
        return None
    return (
        f"Other programs used up to {seen.taken}: beside them threads of tbb may stay asleep, so "
        "that several take as long as fewer, and not every sample shows it. Those of omp wait "
        "awake: compare with that threading layer."
    )


_DOUBTFUL = (
    ("noisy", "too few undisturbed samples"),
    ("unchecked", "results that could not be compared"),
)
"""Statuses of usable points that are named, and what they mean."""


def hidden(facts: Facts) -> str | None:
    """Say that curves and sizes out of sight are not spoken of."""
    subject = facts.subject
    curves = len(subject.hidden & set(subject.run.series()))
    sizes = len(subject.run.plan.sizes) - len(subject.planned)
    parts = [
        f"{count(number)} {what}{'' if number == 1 else 's'}"
        for number, what in ((curves, "curve"), (sizes, "size"))
        if number
    ]
    if not parts:
        return None
    verb = "is" if curves + sizes == 1 else "are"
    return f"{listed(parts)} out of sight {verb} left out of all this."


def _sorted(records: Iterable[PointRecord]) -> list[PointRecord]:
    return sorted(records, key=lambda record: record.point)


def _where(run: Run, records: list[PointRecord], each: bool, reasons: bool = True) -> str:
    """Name each curve once with its sizes, and with each reason once or only the first."""
    curves: dict[str, list[PointRecord]] = {}
    for record in records:
        curves.setdefault(wording.named(run, record), []).append(record)
    groups: dict[str, list[str]] = {}
    for name, found in curves.items():
        said = reasons and (each or not groups)
        line = f"in line {found[0].line}: " if each and found[0].line else ""
        reason = f" ({line}{wording.clause(found[0].reason)})" if said else ""
        sizes = _sizes(run, sorted({r.point.size for r in found}))
        groups.setdefault(reason, []).append(name + sizes)
    if each:
        return wording.some(
            [wording.some(names, "curve") + reason for reason, names in groups.items()]
        )
    every = [name + reason for reason, names in groups.items() for name in names]
    return wording.some(every, "curve")


def _sizes(run: Run, sizes: list[int]) -> str:
    """Say which of the plan's sizes these are; nothing where they are all."""
    if len(sizes) == len(run.plan.sizes):
        return ""
    if len(sizes) > 1 and tuple(sizes) == run.plan.sizes[-len(sizes) :]:
        return f" from {wording.at(run, sizes[0])} on"
    return f" at {wording.some([wording.at(run, size) for size in sizes], 'size')}"
