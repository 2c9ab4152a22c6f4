"""What a run says, in sentences with figures: the charts' headlines, and the answer.

Everything here works from the first point on, and never calls faster what is not surely so.
"""

from __future__ import annotations

from explorer.kernels.kernel import Kernel
from explorer.measure.events import SEPARATE_PROCESS
from explorer.results import analysis, findings, surroundings, wording
from explorer.results.record import UNCHECKED, PointRecord, Run, Series
from explorer.results.verdict import is_faster
from explorer.units import percent, ratio, seconds

MEASURING = "Measuring …"
NOTHING = "Nothing was measured."
NOT_COMPARED = "No result could be compared with a reference, so no variant is recommended."


def answer(run: Run, kernel: Kernel | None = None) -> tuple[str, ...]:
    """Return the answer, at most seven sentences and the run's notes; the last says what to do.

    `kernel` is what was measured, the catalogue's where it is not given; with it, options are
    named and the memory's limit is noticed.
    """
    kernel = kernel or wording.kernel_of(run)
    winner = _winner(run)
    if winner is None:
        left_over = (findings.wrong(run), findings.gaps(run))
        return (_nothing(run), *(text for text in left_over if text))
    size = winner.point.size
    found = (
        findings.fastest(run, winner),
        findings.scaling(run, kernel, size),
        findings.not_parallel(run, size),
        findings.wrong(run),
        findings.not_growing(run),
        findings.gaps(run),
        *run.notes,
        findings.to_do(run, kernel, winner),
    )
    return tuple(text for text in found if text)


def time_headline(run: Run) -> str:
    """Say which variant is fastest at the largest size measured."""
    winner = _winner(run)
    if winner is None or winner.estimate is None:
        return _nothing(run)
    name, equals = wording.named(run, winner), analysis.ties(run, winner)
    start = f"At {wording.at(run, winner.point.size)}, {name}"
    if not equals:
        text = f"{start} is fastest: "
    elif len(equals) == 1:
        text = f"{start} and {wording.named(run, equals[0])} are equally fast: "
    else:
        text = f"{start} and {len(equals)} others are equally fast: "
    text += seconds(winner.estimate.median_s)
    speedup = analysis.speedup(run, winner)
    if is_faster(speedup) and speedup is not None:
        text += f", {wording.briefly(speedup)} as fast as {wording.baseline(run)}"
    return text


def speedup_headline(run: Run) -> str:
    """Say from which size on the fastest pays, compared with the baseline."""
    winner = _winner(run)
    if winner is None:
        return _nothing(run)
    common = analysis.common_size(run, winner, run.plan.baseline)
    winner = winner if common is None else analysis.recommended(run, common) or winner
    size, base = winner.point.size, wording.baseline(run)
    reached = analysis.speedup(run, winner)
    if _is_baseline(run, winner):
        return f"At {wording.at(run, size)}, nothing is faster than {base}"
    if reached is None:
        missing = f"{base} has no time to compare with at {wording.at(run, size)}"
        return missing if run.finished else MEASURING
    name = wording.named(run, winner)
    if not is_faster(reached):
        start = f"At {wording.at(run, size)}, {name}"
        return f"{start} cannot be told from {base}: {wording.times(reached)}"
    crossing = analysis.crossover(
        run,
        (winner.point.variant, winner.point.threads),
        _pair_of_baseline(run),
    )
    figure = f"{wording.briefly(reached)} at {wording.at(run, size)}"
    if crossing is None:
        return f"{name} is {wording.briefly(reached)} as fast as {base} at {wording.at(run, size)}"
    if crossing.below is None:
        return f"{name} is faster than {base} at every size: {figure}"
    if winner.threaded:
        name = f"With {wording.threads(winner.point.threads)}, {winner.point.variant}"
    return f"{name} pays from {wording.about(run, crossing.size)}: {figure}"


def threads_headline(run: Run, size: int) -> str:
    """Say what the most threads measured bring at a size."""
    if not any(record.usable for record in run.points.values()):
        return _nothing(run)
    if run.finished and not any(compiled.threaded for compiled in run.compiled.values()):
        return "None of these variants uses threads"
    if len(run.plan.threads) == 1:
        return f"Measured with {wording.threads(run.plan.threads[0])} only: nothing to compare"
    record = findings.best_threaded(run, size)
    if record is None:
        return f"No variant has times with more threads at {wording.at(run, size)} yet"
    variant, number = record.point.variant, record.point.threads
    speedup = analysis.thread_speedup(run, variant, size, number)
    efficiency = analysis.efficiency(run, record)
    start = f"At {wording.at(run, size)}, {wording.threads(number)}"
    if speedup is None or efficiency is None:
        return f"{start}: {variant} has no time to compare with"
    verdict = is_faster(speedup)
    if verdict is None:
        return f"{start} make no sure difference to {variant}: {wording.times(speedup)}"
    if verdict is False:
        return f"{start} make {variant} slower: it takes {ratio(1 / speedup.median)} as long"
    figure = f"{wording.briefly(speedup)} as fast: {percent(efficiency)} efficient"
    return f"{start} make {variant} {figure}"


def conditions(run: Run) -> str:
    """Return the small line under a chart: machine, versions, dtype, precision, where it ran."""
    machine = run.machine
    cores = machine.get("cores_usable")
    versions = machine.get("versions")
    numba = versions.get("numba") if isinstance(versions, dict) else None
    numpy = versions.get("numpy") if isinstance(versions, dict) else None
    parts = [
        machine.get("cpu"),
        f"{cores} core{'' if cores == 1 else 's'}" if cores else None,
        run.layer,
        f"Numba {numba}" if numba else None,
        f"NumPy {numpy}" if numpy else None,
        f"Python {machine['python']}" if machine.get("python") else None,
        run.plan.dtype if run.measured_here else f"from a file of {run.app_version}",
        _precision(run),
        _where(run),
        surroundings.in_short(run.machine),
        f"less {seconds(run.subtracted_s)} of calling" if run.subtracted_s else None,
    ]
    return " · ".join(str(part) for part in parts if part)


def _winner(run: Run) -> PointRecord | None:
    """What is recommended at the largest size where more than one curve was measured."""
    sizes = analysis.measured_sizes(run)
    compared = [size for size in sizes if len(analysis.contenders(run, size)) > 1]
    return analysis.recommended(run, (compared or sizes)[-1]) if sizes else None


def _nothing(run: Run) -> str:
    if any(record.status == UNCHECKED and record.usable for record in run.points.values()):
        return NOT_COMPARED
    return NOTHING if run.finished else MEASURING


def _is_baseline(run: Run, record: PointRecord) -> bool:
    return (record.point.variant, record.point.threads) == _pair_of_baseline(run)


def _pair_of_baseline(run: Run) -> Series:
    base = run.plan.baseline
    return base.variant, run.threads_of(base.variant, base.threads)


def _where(run: Run) -> str | None:
    """In which and in how many processes it was measured, and how far these are apart."""
    number = analysis.processes(run)
    if number < 2:
        return SEPARATE_PROCESS if run.where == SEPARATE_PROCESS else None
    spreads = [r.estimate.spread for r in run.points.values() if r.usable and r.estimate]
    known = [spread for spread in spreads if spread is not None]
    apart = f", up to ±{percent(max(known))} apart" if known else ""
    return f"{number} processes{apart}"


def _precision(run: Run) -> str | None:
    """How well the points are known: the widest, or how many are within what was wanted."""
    usable = [r.estimate.precision for r in run.points.values() if r.usable and r.estimate]
    wanted = run.plan.precision
    within = sum(precision <= wanted for precision in usable)
    if not usable:
        return None
    if within == len(usable):
        return f"all within ±{percent(max(usable))}"
    return f"{within} of {len(usable)} points within ±{percent(wanted)}"
