"""The single sentences of an answer; each is None where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Baseline
from explorer.results import analysis, growth, wording
from explorer.results.record import PointRecord, Run, Series
from explorer.results.verdict import is_faster
from explorer.units import count, percent, seconds, significant

FLAT = 1.25
"""Rates at neighbouring sizes that differ by less count as the same."""
BELOW_PEAK = 1.3
"""How far below its best rate a variant must be for memory to be called the limit."""
LONGEST = 60
"""Letters of a decorator that are worth reading in a sentence."""
POOR_SCALING = 0.7
"""An efficiency below this is worth a word."""


def fastest(run: Run, winner: PointRecord) -> str:
    """Say which point is fastest at its size, and against what."""
    assert winner.estimate is not None
    size = winner.point.size
    text = (
        f"At {wording.at(run, size)}, {wording.named(run, winner)} is fastest: "
        f"{seconds(winner.estimate.median_s)} a call"
    )
    if winner.estimate.spread is not None:
        text += f" (±{percent(winner.estimate.spread)} between processes)"
    against = []
    for base in dict.fromkeys((run.plan.baseline, *_python(run))):
        common = analysis.common_size(run, winner, base)
        mine = None if common is None else run.point(*_at(winner, common))
        ratio = None if mine is None else analysis.speedup(run, mine, base)
        mine_too = (base.variant, run.threads_of(base.variant, base.threads)) == _curve(winner)
        if common is None or ratio is None or mine_too:
            continue
        where = "" if common == size else f" at {wording.at(run, common)}"
        name = wording.series(run, base.variant, run.threads_of(base.variant, base.threads))
        against.append(f"{wording.times(ratio)} as fast as {name}{where}")
    text += "".join(f", {part}" for part in against)
    equals = analysis.ties(run, winner)
    if equals:
        text += f"; {wording.some([wording.named(run, r) for r in equals])} cannot be told from it"
    return wording.sentence(text)


def scaling(run: Run, kernel: Kernel | None, size: int) -> str | None:
    """Say what threads bring at a size, and whether memory is what limits it."""
    record = best_threaded(run, size)
    if record is None:
        return None
    variant, number = record.point.variant, record.point.threads
    ratio = analysis.thread_speedup(run, variant, size, number)
    efficiency = analysis.efficiency(run, record)
    if ratio is None or efficiency is None:
        return None
    fewest = round(number * efficiency / ratio.median)
    start = f"At {wording.at(run, size)}, {wording.threads(number)}"
    verdict = is_faster(ratio)
    if verdict is False:
        longer = significant(1 / ratio.median)
        return f"{start} slow {variant} down: a call takes {longer}× as long as with {fewest}."
    if verdict is None:
        return f"{start} make no sure difference to {variant}: {wording.times(ratio)} as fast."
    text = f"{start} make {variant} {wording.times(ratio)} as fast as {fewest} "
    text += f"{'does' if fewest == 1 else 'do'}, an efficiency of {percent(efficiency)}"
    memory = _memory_bound(run, kernel, record)
    if memory is not None:
        return wording.sentence(f"{text}; {memory}")
    if efficiency < POOR_SCALING:
        text += ": starting them, or what they share, costs the rest"
    return wording.sentence(text)


def best_threaded(run: Run, size: int) -> PointRecord | None:
    """Return the fastest usable point with the most threads, of variants with times for fewer."""
    compared = []
    for record in analysis.contenders(run, size):
        start = analysis.fewest(run, record.point.variant, size)
        if record.threaded and start is not None and start.point.threads < record.point.threads:
            compared.append(record)
    most = max((record.point.threads for record in compared), default=0)
    return next((record for record in compared if record.point.threads == most), None)


def not_parallel(run: Run, size: int) -> str | None:
    """Say which variants ask for threads and get none, with what that makes of their times."""
    noted = [c for c in run.compiled.values() if c.note and c.variant in run.plan.variants]
    if not noted:
        return None
    first, more = noted[0], [compiled.variant for compiled in noted[1:]]
    text = first.note
    base = run.plan.baseline
    record = run.point(first.variant, size, 1)
    ratio = analysis.speedup(run, record) if record is not None else None
    if ratio is not None and first.variant != base.variant:
        text = (
            f"{wording.sentence(text)} At {wording.at(run, size)} it is {wording.times(ratio)} as "
        )
        text += f"fast as {wording.baseline(run)}, with any number of threads"
    if more:
        text = f"{wording.sentence(text)} The same goes for {wording.listed(more)}"
    return wording.sentence(text)


def wrong(run: Run) -> str | None:
    """Name the variants whose results are wrong somewhere, which is why they cannot win."""
    names = analysis.wrong_variants(run)
    if not names:
        return None
    records = [run.points[p] for p in sorted(run.points) if run.points[p].status == "wrong"]
    where = wording.listed(
        [wording.at(run, size) for size in sorted({r.point.size for r in records})[:3]]
    )
    verb = "gives wrong results" if len(names) == 1 else "give wrong results"
    return wording.sentence(
        f"{wording.listed(list(names))} {verb} (at {where}: {wording.clause(records[0].reason)}) "
        "and cannot win"
    )


def not_growing(run: Run) -> str | None:
    """Point out variants whose time does not grow with the size."""
    found = growth.not_growing(run)
    if not found:
        return None
    first = found[0]
    assert first.estimate is not None
    names = wording.listed([wording.named(run, record) for record in found])
    verb = "takes" if len(found) == 1 else "take"
    return (
        f"{names} {verb} as long at {wording.at(run, first.point.size)} as at the smallest size "
        f"({seconds(first.estimate.median_s)}): the compiler found a result that needs no loop, "
        "so this is not a time of the work you see."
    )


def gaps(run: Run) -> str | None:
    """Say what was left out, failed, or is known badly."""
    parts = []
    for status, what in (("failed", "Failed"), ("skipped", "Not measured")):
        records = [run.points[p] for p in sorted(run.points) if run.points[p].status == status]
        if records:
            parts.append(f"{what}: {_where(run, records, status == 'failed')}")
    usable = [record for record in run.points.values() if record.usable]
    for status, meaning in (
        ("noisy", "too few undisturbed samples"),
        ("unchecked", "results that could not be compared"),
        ("coarse", "known less well than within ±5 %"),
    ):
        number = sum(record.status == status for record in usable)
        if number and run.finished:
            verb = "is" if number == 1 else "are"
            parts.append(
                f"{count(number)} of {count(len(usable))} points {verb} {status}: {meaning}"
            )
    return " ".join(map(wording.sentence, parts)) if parts else None


def to_do(run: Run, kernel: Kernel | None, choice: PointRecord) -> str:
    """Say what to use, from which size on, with how many threads, and when compiling has paid."""
    name = _with_options(kernel, choice.point.variant)
    if choice.threaded:
        name += f" with {wording.threads(choice.point.threads)}"
    sizes = [n for n in analysis.measured_sizes(run) if n <= choice.point.size]
    start = analysis.holds_from(run, choice)
    if len(sizes) == 1:
        text = f"{name} at {wording.at(run, start)}"
    elif start == sizes[0]:
        text = f"{name} at every size from {count(start)} to {count(sizes[-1])}"
    else:
        text = f"{name} {_from_on(run, choice, [n for n in sizes if n <= start])}"
    verb = "Use" if run.finished else "So far: use"
    return wording.sentence(f"{verb} {text}{_paid(run, kernel, choice)}")


def _from_on(run: Run, choice: PointRecord, sizes: list[int]) -> str:
    """From the last of these sizes on it is best; say what is before it."""
    below, smallest = (analysis.recommended(run, size) for size in (sizes[-2], sizes[0]))
    if below is None or smallest is None:
        return f"from {wording.at(run, sizes[-1])} on"
    crossing = analysis.crossover(run, _curve(choice), _curve(below))
    found = crossing is not None and crossing.below is not None and crossing.size <= sizes[-1]
    start = wording.about(run, crossing.size) if found and crossing else wording.at(run, sizes[-1])
    text = f"from {start} on, below that {wording.named(run, below)}"
    other = analysis.compared(smallest, run.point(*_at(below, sizes[0])))
    if _curve(smallest) != _curve(below) and is_faster(other) is not False:
        text += f", and {wording.named(run, smallest)} at {wording.at(run, sizes[0])}"
    return text


def _curve(record: PointRecord) -> Series:
    return record.point.variant, record.point.threads


def _at(record: PointRecord, size: int) -> tuple[str, int, int]:
    return record.point.variant, size, record.point.threads


def _with_options(kernel: Kernel | None, variant: str) -> str:
    if kernel is None or variant not in kernel.variant_names:
        return variant
    decorators = kernel.variant(variant).decorators
    text = f"@{', @'.join(decorators)}" if decorators else ""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    return f"{variant} ({text})" if text else variant


def _paid(run: Run, kernel: Kernel | None, choice: PointRecord) -> str:
    """When the compilation has paid against the fastest variant that needs none."""
    size, variant = choice.point.size, choice.point.variant
    compiled = run.compiled.get(variant)
    if compiled is None or not compiled.seconds:
        return ""
    names = [r.point.variant for r in analysis.contenders(run, size)]
    other = next((name for name in names if not _is_compiled(run, kernel, name)), None)
    if other is None:
        return ""
    calls = analysis.break_even(run, variant, size, other)
    if calls is None:
        return ""
    number = count(float(f"{max(calls, 1):.1e}"))
    return (
        f"; its {seconds(compiled.seconds, 2)} of compiling have paid after about {number} "
        f"call{'' if number == '1' else 's'} at {wording.at(run, size)}, against {other}"
    )


def _is_compiled(run: Run, kernel: Kernel | None, variant: str) -> bool:
    if kernel is not None and variant in kernel.variant_names:
        return kernel.variant(variant).compiled
    compiled = run.compiled.get(variant)
    return compiled is not None and compiled.seconds is not None


def _python(run: Run) -> Iterable[Baseline]:
    """The plain Python variant, by its name."""
    unfit = {name for name, compiled in run.compiled.items() if compiled.unfit}
    names = (v for v in run.plan.variants if v.lower().startswith("python"))
    return (Baseline(name) for name in names if name not in unfit)


def _where(run: Run, records: list[PointRecord], each: bool) -> str:
    """Name each curve once with its sizes, and with each reason once or only the first."""
    curves: dict[str, list[PointRecord]] = {}
    for record in records:
        curves.setdefault(wording.named(run, record), []).append(record)
    groups: dict[str, list[str]] = {}
    for name, found in curves.items():
        reason = f" ({wording.clause(found[0].reason)})" if each or not groups else ""
        sizes = _sizes(run, sorted({r.point.size for r in found}))
        groups.setdefault(reason, []).append(name + sizes)
    if each:
        return wording.some([wording.some(names) + reason for reason, names in groups.items()])
    return wording.some([name + reason for reason, names in groups.items() for name in names])


def _sizes(run: Run, sizes: list[int]) -> str:
    """Say which of the plan's sizes these are; nothing where they are all."""
    if len(sizes) == len(run.plan.sizes):
        return ""
    if len(sizes) > 1 and tuple(sizes) == run.plan.sizes[-len(sizes) :]:
        return f" from {wording.at(run, sizes[0])} on"
    return f" at {wording.some([wording.at(run, size) for size in sizes])}"


def _memory_bound(run: Run, kernel: Kernel | None, record: PointRecord) -> str | None:
    """Say so where bytes over time fell from its peak to a level that no longer changes."""
    rates: list[tuple[int, float]] = []
    for size in analysis.measured_sizes(run):
        found = run.point(record.point.variant, size, record.point.threads)
        rate = None if found is None else wording.bytes_per_second(run, kernel, found)
        if rate is not None and size <= record.point.size:
            rates.append((size, rate))
    if len(rates) < 4 or rates[-1][0] != record.point.size:
        return None
    last, before = rates[-1][1], rates[-2][1]
    peak = max(rates, key=lambda pair: pair[1])
    if not (1 / FLAT < last / before < FLAT and peak[1] > BELOW_PEAK * max(last, before)):
        return None
    return (
        f"it moves {significant(last / 1e9)} GB/s at the largest sizes, "
        f"{significant(peak[1] / 1e9)} GB/s at {wording.at(run, peak[0])}: memory is the limit"
    )
