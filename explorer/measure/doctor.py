"""How fine can this machine see today? A self-test whose report suits a bug report."""

import math
import statistics
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import numpy as np

from explorer.kernels import selftest
from explorer.kernels.kernel import Kernel, KernelError
from explorer.kernels.listing import read
from explorer.layers import LAYERS
from explorer.measure import layers
from explorer.measure.asking import plan_of
from explorer.measure.batch import Stopwatch, unseen
from explorer.measure.diagnosis import Doing, conclusion
from explorer.measure.events import Event, Failed, Finished, Measured
from explorer.measure.machine import facts, most_threads
from explorer.measure.options import HERE
from explorer.measure.plan import Plan, Point
from explorer.measure.process import ProcessRun
from explorer.measure.quiet import Observer
from explorer.measure.ratios import speedup
from explorer.measure.run import run
from explorer.measure.statistics import Interval, Sample, interval
from explorer.units import percent, seconds
from explorer.version import __version__

_FOLDER = Path(selftest.__file__).parent
_RATIOS = {"again": 1.0, "two_percent": 1.02, "five_percent": 1.05}
ARGUMENTS = 4
READINGS = 2000
STEPS = 3 + len(LAYERS)


def report(budget_s: float = 3.0) -> Iterator[str | Doing]:
    """Yield the report line by line while it is made, and before each step what it measures.

    `budget_s` is seconds for the known ratios.
    """
    yield f"Numba Explorer {__version__}"
    machine = facts()
    yield from _machine_lines(machine)
    observer = Observer()
    yield ""
    yield Doing(1, STEPS, "reading the clock")
    step, back_to_back = timer_resolution()
    yield f"clock             step {seconds(step)}, reading it {seconds(back_to_back)}"
    yield f"not seen here     {', '.join(unseen()) or 'nothing: every kind of disturbance is seen'}"
    yield Doing(2, STEPS, "calling empty functions")
    yield from _overhead_lines()
    lacking = layers.lacking()
    for number, layer in enumerate(LAYERS, start=3):
        yield Doing(number, STEPS, f"starting threads with {layer}")
        yield _layer_line(layer, lacking.get(layer, ""))
    yield ""
    yield Doing(STEPS, STEPS, "comparing loops whose ratio is known")
    yield from _ratio_lines(budget_s)
    quiet = observer.look()
    yield f"machine           {quiet.concerns(quiet.cores) or 'quiet'}"


def timer_resolution() -> tuple[float, float]:
    """Return the clock's smallest step above zero and the median time of reading it, seconds."""
    stamps = [perf_counter_ns() for _ in range(READINGS)]
    gaps = [b - a for a, b in pairwise(stamps)]
    step = math.gcd(*gaps) or 1
    return step / 1e9, statistics.median(gaps) / 1e9


def call_overheads() -> list[Interval]:
    """Return the seconds per call of empty compiled functions with 0, 1, 2 … array arguments."""
    import numba

    watch = Stopwatch()
    found = []
    for count in range(ARGUMENTS + 1):
        names = ", ".join("abcd"[:count])
        function = numba.njit(nogil=True)(eval(f"lambda {names}: None"))
        arguments = tuple(np.zeros(4) for _ in range(count))
        function(*arguments)
        timer = watch.prepare(function, arguments)
        watch.batch(timer, 5000, 1.0)
        found.append(interval([watch.batch(timer, 5000, 1.0).seconds for _ in range(15)]))
    return found


def known_ratios(
    budget_s: float, watch: Stopwatch | None = None
) -> dict[str, tuple[float, Interval]]:
    """Return, for each variant, its true and its measured ratio to the baseline's time.

    On a machine that is too busy one may have no samples, and is left out. `watch` is another clock
    than this machine's.
    """
    kernel = read(_FOLDER / "fineness.py")
    plan = _plan(kernel, budget_s=budget_s, precision=0.001)
    samples = _samples(run(plan, kernel, watch=watch))
    size = plan.sizes[0]
    baseline = samples.get(Point("same", size, 1), [])
    found = {}
    for name, true in _RATIOS.items():
        # The other way round: how many times as long as the baseline.
        measured = speedup(baseline, samples.get(Point(name, size, 1), []))
        if measured is not None:
            found[name] = (true, measured)
    return found


def region_cost(layer: str) -> Interval | str:
    """Return what a parallel region costs with all threads, or why the layer is not there.

    Seconds per call; the shortest time, without an interval, where every sample was disturbed.
    """
    kernel = read(_FOLDER / "region.py")
    plan = _plan(kernel, threads=str(most_threads()), layer=layer, budget_s=0.5)
    try:
        events = list(ProcessRun(plan, kernel, "the threading layer").events())
    except KernelError as error:
        return str(error)
    failed = [event for event in events if isinstance(event, Failed)]
    if failed:
        return failed[0].reason
    used = [event.layer for event in events if isinstance(event, Finished)]
    if used != [layer]:
        return f"Numba used {used[0]} instead"
    samples = [sample for group in _samples(events).values() for sample in group]
    clean = [sample.seconds for sample in samples if not sample.disturbed]
    return interval(clean) if clean else Interval(min(sample.seconds for sample in samples))


def _plan(kernel: Kernel, **options: Any) -> Plan:
    options = {"threads": "1", "process": HERE, **options}
    return plan_of(kernel, most_threads(), **options)


def _samples(events: Iterator[Event] | list[Event]) -> dict[Point, list[Sample]]:
    found: dict[Point, list[Sample]] = {}
    for event in events:
        if isinstance(event, Measured):
            for update in event.updates:
                found.setdefault(update.point, []).extend(update.samples)
    return found


def _machine_lines(machine: dict[str, Any]) -> Iterator[str]:
    quota = f", quota {machine['quota_cores']:g}" if machine["quota_cores"] else ""
    virtual = ", virtual machine" if machine["hypervisor"] else ""
    yield f"cpu               {machine['cpu']} ({machine['architecture']}{virtual})"
    cores = f"{machine['cores_usable']} usable, {machine['cores_logical']} logical"
    yield f"cores             {cores}{quota}"
    yield f"governor          {machine['governor'] or 'not readable'}"
    versions = {name: v for name, v in machine["versions"].items() if v}
    named = ", ".join(f"{name} {v}".replace(" ", "\xa0") for name, v in versions.items())
    for number, line in enumerate(textwrap.wrap(named, 72)):
        yield ("" if number else "versions").ljust(18) + line.replace("\xa0", " ")
    yield f"system            {machine['system']}, Python {machine['python']}"
    for name, value in machine["environment"].items():
        yield f"environment       {name}={value}"


def _overhead_lines() -> Iterator[str]:
    times = [found.median for found in call_overheads()]
    each = (times[-1] - times[1]) / (ARGUMENTS - 1)
    yield (
        f"call overhead     {seconds(times[0])} without arguments, {seconds(times[1])} with an "
        f"array, {seconds(max(each, 0.0))} for each further one"
    )


def _layer_line(layer: str, lacking: str) -> str:
    cost = f"not available: {lacking}" if lacking else region_cost(layer)
    words = cost if isinstance(cost, str) else f"a parallel region costs {seconds(cost.median)}"
    return f"{layer:<17} {words}"


def _ratio_lines(budget_s: float) -> Iterator[str]:
    ratios = known_ratios(budget_s)
    for name in _RATIOS:
        true, measured = ratios.get(name, (1.0, Interval(1.0)))
        if measured.low is None or measured.high is None:
            yield f"{name:<17} too few undisturbed samples"
            continue
        span = f"{measured.low:.4f} to {measured.high:.4f}"
        yield f"{name:<17} true ratio {true:.2f}, measured {measured.median:.4f} ({span})"
    smallest = smallest_difference(ratios)
    if smallest is not None:
        yield conclusion(percent(smallest))


def smallest_difference(ratios: dict[str, tuple[float, Interval]]) -> float | None:
    """Return the largest deviation that the intervals of the known ratios reach, as a fraction."""
    reached = [
        max(abs(measured.low / true - 1), abs(measured.high / true - 1))
        for true, measured in ratios.values()
        if measured.low is not None and measured.high is not None
    ]
    return max(reached, default=None)
