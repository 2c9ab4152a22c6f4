"""Runs made by hand, as realistic as a drawing needs: no clock, no Numba."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from explorer.measure.events import (
    Checked,
    Compiled,
    Event,
    Failed,
    Finished,
    Measured,
    Prepared,
    Skipped,
    Started,
    Update,
)
from explorer.measure.plan import Baseline, KernelRef, Plan, Point
from explorer.measure.statistics import Sample, estimate
from explorer.measure.written import parse_sizes
from explorer.results.fold import fold
from explorer.results.formats import format_of
from explorer.results.record import Run
from explorer.why.ceilings import Ceilings
from explorer.why.work import Weighed, Work

VARIANTS = (
    "python",
    "numpy",
    "jit_nopython",
    "parallel_range",
    "parallel_prange",
    "fastmath",
    "parallel_fastmath",
)
THREADED = ("parallel_prange", "parallel_fastmath")
MACHINE = {
    "cpu": "Example CPU @ 3.00GHz",
    "cores_usable": 2,
    "caches": [
        {"level": 1, "bytes": 49_152},
        {"level": 2, "bytes": 2_097_152},
        {"level": 3, "bytes": 31_457_280},
    ],
    "python": "3.11.7",
    "versions": {"numba": "0.68.1", "numpy": "2.4.6"},
}
# Seconds of one call apart from its elements, and per element, on one thread.
_COST = {
    "python": (4e-7, 4.6e-8),
    "numpy": (3.1e-6, 1.9e-10),
    "jit_nopython": (1.6e-7, 8.3e-10),
    "parallel_range": (1.7e-7, 8.4e-10),
    "parallel_prange": (9.0e-6, 8.4e-10),
    "fastmath": (1.5e-7, 1.15e-10),
    "parallel_fastmath": (9.5e-6, 1.2e-10),
}


def sum_plan(sizes: str = "1e2:1e7", threads: tuple[int, ...] = (1, 2), **changes: object) -> Plan:
    """Return the default plan of the catalogue's sum."""
    kernel = KernelRef("sum", variants=VARIANTS, title="Adding up an array", size_name="elements")
    given = {"kernel": kernel, "sizes": parse_sizes(sizes), "threads": threads}
    given |= {"variants": VARIANTS, "baseline": Baseline("jit_nopython")}
    return Plan(**(given | changes))


def seconds(variant: str, size: int, threads: int) -> float:
    """Return what a call costs on the imagined machine, slower from one cache to the next."""
    start, each = _COST[variant]
    bytes_ = 8 * size
    each += sum(c for limit, c in ((2e6, 6e-11), (3e7, 1.1e-10)) if bytes_ > limit)
    shared = threads if variant in THREADED else 1
    return start * (1.25 if shared > 1 else 1.0) + each * size / shared**0.93


def sum_events(
    plan: Plan, rounds: int = 12, created: str = "2025-05-04T10:20:30+00:00", slower: float = 1.0
) -> Iterator[Event]:
    """Yield the events of such a run: a quick round at all sizes, then the others.

    At 1,000,000 elements and more Python is skipped; `parallel_prange` with 2 threads is noisy at
    1,000 and wrong at 3,200; `numpy` is coarse at the largest size.
    """
    chance = random.Random(7)
    had: dict[Point, list[Sample]] = {}
    yield Started(plan, created, "0.1.0", "worker thread", MACHINE)
    for variant in plan.variants:
        compiled = 0.4 if "jit" in variant or "parallel" in variant else None
        yield Compiled(variant, compiled, threaded=variant in THREADED)
    for size in plan.sizes:
        yield Prepared(size, 8 * size)
        yield from _checks(plan, size)
        yield _round(plan, size, range(2), chance, slower, had)
    for size in plan.sizes if rounds > 2 else ():
        yield _round(plan, size, range(2, rounds), chance, slower, had)
    if rounds > 2:
        yield Finished("budget", "omp", 12.5, 9.9)


def sum_run(rounds: int = 12, **changes: object) -> Run:
    """Return the record of such a run, finished."""
    run = fold(sum_events(sum_plan(**changes), rounds))
    assert run is not None
    return run


CEILINGS = Ceilings(
    cycle_s=1e-9,
    latency={"fadd": 4.0, "fmul": 4.0, "load": 5.0, "int": 1.0, "forward": 8.0},
    arithmetic_per_cycle=2.0,
    mixed_per_cycle=3.0,
    simple_per_cycle=4.0,
    division_cycles=4.0,
    gather_cycles=1.0,
    simd_division_cycles=1.0,
    root_cycles=5.0,
    simd_root_cycles=1.2,
    simd_whole_product_cycles=1.5,
    loaded_per_cycle=64.0,
    libm_cycles=20.0,
    allocation_s=50e-9,
    region_s=2e-6,
    sizes={"L1": 32_000, "L2": 1_000_000},
    read=((10_000, 1e11), (10_000_000, 1e10)),
    update=((10_000, 5e10), (10_000_000, 5e9)),
    change=((10_000, 4e10), (10_000_000, 3e9)),
    peak_flops=1e11,
    chase=((10_000, 5e-9), (10_000_000, 1e-7)),
    jump=((10_000, 1e-9), (10_000_000, 1.1e-8)),
    jump_to_store=((10_000, 1e-9), (10_000_000, 2.1e-8)),
)


def save(run: Run, path: Path) -> None:
    """Save a run as the ending of the path says."""
    found = format_of(path)
    assert found is not None
    found.write(run, path)


def sum_weighed() -> Weighed:
    """Return the work of the compiled variants: an addition for each eight bytes."""
    plan = sum_plan()
    names = [name for name in plan.variants if name not in ("python", "numpy")]
    work = [Work(name, n, n, 8 * n, 0.0) for name in names for n in plan.sizes]
    return Weighed(tuple(work), CEILINGS, {"python": "it is not compiled by Numba"})


def _points(plan: Plan, size: int) -> list[Point]:
    return [
        Point(variant, size, threads)
        for variant in plan.variants
        for threads in (plan.threads if variant in THREADED else (1,))
        if not (variant == "python" and size >= 1_000_000)
    ]


def _checks(plan: Plan, size: int) -> Iterator[Event]:
    for point in _points(plan, size):
        wrong = "the sum is off by 12 %" if _is_wrong(point) else ""
        yield Checked(point, 0.12 if wrong else 1e-15, wrong)
    if size >= 1_000_000 and "python" in plan.variants:
        reason = "a call would take 0.5 s or longer, the limit is 0.5 s"
        yield Skipped(Point("python", size, 1), reason)
    if size == max(plan.sizes) and 2 in plan.threads and "parallel_fastmath" in plan.variants:
        yield Failed("parallel_fastmath", "MemoryError: no room for the copies", size, 1)


def _is_wrong(point: Point) -> bool:
    return (point.variant, point.size, point.threads) == ("parallel_prange", 3200, 2)


def _round(
    plan: Plan,
    size: int,
    rounds: range,
    chance: random.Random,
    slower: float,
    had: dict[Point, list[Sample]],
) -> Measured:
    """Measure rounds at a size; all samples that points `had` go into what they say now."""
    updates = []
    for point in _points(plan, size):
        middle = seconds(point.variant, size, point.threads) * slower
        noisy = point.variant == "parallel_prange" and size == 1000 and point.threads == 2
        width = 0.35 if noisy else 0.06 if point.variant == "numpy" and size < 3000 else 0.012
        few = rounds.start > 0 and point.variant == "numpy" and size == max(plan.sizes)
        new = tuple(
            Sample(
                number,
                middle * (1 + abs(chance.gauss(0, width))),
                "switched" if noisy and number % 3 else "",
            )
            for number in (rounds[:1] if few else rounds)
        )
        known = had.setdefault(point, [])
        known += new
        updates.append(Update(point, 10, new, estimate(known)))
    return Measured(size, tuple(updates))
