"""The single sentences of an answer; each is None where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Baseline
from explorer.results import analysis, wording
from explorer.results.record import PointRecord, Run
from explorer.units import count, percent, seconds, significant

FLAT = 1.25
"""Rates at neighbouring sizes that differ by less count as the same."""
BELOW_PEAK = 1.3
"""How far below its best rate a variant must be for memory to be called the limit."""
POOR_SCALING = 0.7
"""An efficiency below this is worth a word."""


def fastest(run: Run, winner: PointRecord) -> str:
    """Say which point is fastest at its size, and against what."""
    assert winner.estimate is not None
    size = winner.point.size
    text = (
        f"At {wording.at(size)}, {wording.named(run, winner)} is fastest: "
        f"{seconds(winner.estimate.median_s)} a call"
    )
    against = []
    for base in dict.fromkeys((run.plan.baseline, *_python(run))):
        ratio = analysis.speedup(run, winner, base)
        if ratio is not None and base.variant != winner.point.variant:
            name = wording.series(run, base.variant, base.threads)
            against.append(f"{wording.times(ratio)} as fast as {name}")
    text += "".join(f", {part}" for part in against)
    equals = analysis.ties(run, winner)
    if equals:
        names = wording.listed([wording.named(run, record) for record in equals[:2]])
        more = f" and {len(equals) - 2} more" if len(equals) > 2 else ""
        text += f"; {names}{more} cannot be told from it"
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
    text = (
        f"At {wording.at(size)}, {wording.threads(number)} make {variant} {wording.times(ratio)} "
        f"as fast as {fewest} {'does' if fewest == 1 else 'do'}, an efficiency of "
        f"{percent(efficiency)}"
    )
    memory = _memory_bound(run, kernel, record)
    if memory is not None:
        return wording.sentence(f"{text}; {memory}")
    if efficiency < POOR_SCALING:
        text += ": starting them, or what they share, costs the rest"
    return wording.sentence(text)


def best_threaded(run: Run, size: int) -> PointRecord | None:
    """Return the fastest usable point with the most threads measured there, if more than one."""
    threaded = [r for r in analysis.contenders(run, size) if r.threaded]
    most = max((r.point.threads for r in threaded), default=1)
    return next((r for r in threaded if r.point.threads == most), None) if most > 1 else None


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
        text = f"{text.rstrip('.')} (at {wording.at(size)} it is {wording.times(ratio)} as fast as "
        text += f"{wording.baseline(run)})"
    if more:
        text = f"{text.rstrip('.')}; the same goes for {wording.listed(more)}"
    return wording.sentence(text)


def wrong(run: Run) -> str | None:
    """Name the variants whose results are wrong somewhere, which is why they cannot win."""
    names = analysis.wrong_variants(run)
    if not names:
        return None
    records = [run.points[p] for p in sorted(run.points) if run.points[p].status == "wrong"]
    where = wording.listed(
        [wording.at(size) for size in sorted({r.point.size for r in records})[:3]]
    )
    verb = "gives wrong results" if len(names) == 1 else "give wrong results"
    reason = wording.sentence(records[0].reason).rstrip(".")
    return wording.sentence(
        f"{wording.listed(list(names))} {verb} (at {where}: {reason}) and cannot win"
    )


def gaps(run: Run) -> str | None:
    """Say what was left out, failed, or is known badly."""
    parts = []
    for status, what in (("failed", "Failed"), ("skipped", "Not measured")):
        records = [run.points[p] for p in sorted(run.points) if run.points[p].status == status]
        if records:
            reason = wording.sentence(records[0].reason).rstrip(".")
            parts.append(f"{what}: {_where(run, records)} ({reason})")
    usable = [record for record in run.points.values() if record.usable]
    for status, meaning in (
        ("noisy", "too few undisturbed samples"),
        ("coarse", "too few samples for an interval"),
    ):
        number = sum(record.status == status for record in usable)
        if number and run.finished:
            are = "point is" if number == 1 else "points are"
            parts.append(f"{count(number)} of {count(len(usable))} {are} {status}: {meaning}")
    return wording.sentence("; ".join(parts)) if parts else None


def to_do(run: Run, kernel: Kernel | None, winner: PointRecord) -> str:
    """Say what to use, from which size on, with how many threads, and when compiling has paid."""
    choice = _simplest(run, winner)
    sizes = analysis.measured_sizes(run)
    name = _with_options(kernel, choice.point.variant)
    if choice.threaded and len(run.plan.threads) > 1:
        name += f" with {wording.threads(choice.point.threads)}"
    small = _simplest(run, analysis.best(run, sizes[0]) or choice)
    crossing = _between(run, choice, small)
    same = (small.point.variant, small.point.threads) == (
        choice.point.variant,
        choice.point.threads,
    )
    if len(sizes) == 1:
        text = f"Use {name} at {wording.at(choice.point.size)}"
    elif same or (crossing is not None and crossing.below is None):
        text = f"Use {name} at every size from {count(sizes[0])} to {count(sizes[-1])}"
    elif crossing is None:
        text = f"Use {name} at {wording.at(choice.point.size)}"
        text += f", and {wording.named(run, small)} at {wording.at(small.point.size)}"
    else:
        text = f"Use {name} from {wording.about(crossing.size)} on"
        text += f", and {wording.named(run, small)} for small sizes"
    return wording.sentence(text + _paid(run, choice))


def _between(run: Run, choice: PointRecord, small: PointRecord) -> analysis.Crossover | None:
    return analysis.crossover(
        run,
        (choice.point.variant, choice.point.threads),
        (small.point.variant, small.point.threads),
    )


def _simplest(run: Run, winner: PointRecord) -> PointRecord:
    """Among points that are as fast within 2 %, the one with the fewest threads."""
    equals = [winner]
    for record in analysis.ties(run, winner):
        ratio = analysis.compared(winner, record)
        if ratio is not None and ratio.high is not None and ratio.median < analysis.WORTH:
            equals.append(record)
    order = run.plan.variants.index
    return min(equals, key=lambda r: (r.point.threads, order(r.point.variant)))


def _with_options(kernel: Kernel | None, variant: str) -> str:
    if kernel is None or variant not in kernel.variant_names:
        return variant
    decorators = kernel.variant(variant).decorators
    return f"{variant} (@{', @'.join(decorators)})" if decorators else variant


def _paid(run: Run, choice: PointRecord) -> str:
    """When the compilation has paid against the fastest variant that needs none."""
    size, variant = choice.point.size, choice.point.variant
    compiled = run.compiled.get(variant)
    if compiled is None or not compiled.seconds:
        return ""
    other = next((r for r in analysis.contenders(run, size) if not _is_compiled(run, r)), None)
    if other is None:
        return ""
    calls = analysis.break_even(run, variant, size, other.point.variant)
    if calls is None:
        return ""
    number = count(float(f"{max(calls, 1):.1e}"))
    return (
        f"; its {seconds(compiled.seconds, 2)} of compiling have paid after about {number} "
        f"call{'' if number == '1' else 's'} at {wording.at(size)}, against {other.point.variant}"
    )


def _is_compiled(run: Run, record: PointRecord) -> bool:
    compiled = run.compiled.get(record.point.variant)
    return compiled is not None and compiled.seconds is not None


def _python(run: Run) -> Iterable[Baseline]:
    """The plain Python variant, by its name."""
    return (Baseline(v) for v in run.plan.variants if v.lower().startswith("python"))


def _where(run: Run, records: list[PointRecord]) -> str:
    """Name the points of a status: each curve once, with the sizes it is about."""
    sizes: dict[str, list[int]] = {}
    for record in records:
        sizes.setdefault(wording.named(run, record), []).append(record.point.size)
    names = []
    for name, found in sizes.items():
        every = len(found) == len(run.plan.sizes)
        from_on = len(found) > 1 and max(found) == run.plan.sizes[-1]
        where = "" if every else f" from {wording.at(min(found))} on"
        if not every and not from_on:
            where = f" at {wording.listed([wording.at(size) for size in found[:3]])}"
        names.append(name + where)
    more = f" and {len(names) - 3} more curves" if len(names) > 3 else ""
    return (wording.listed(names[:3]) if not more else ", ".join(names[:3])) + more


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
        f"{significant(peak[1] / 1e9)} GB/s at {wording.at(peak[0])}: memory is the limit"
    )
