"""The same sweep with us, perfplot and pyperf: wall time, first complete picture, agreement.

4 variants of `sum`, 8 sizes, 2 threads, to ±2 %. Each trial measures it with perfplot and with us,
compiled beforehand on both sides, and one of its points, in turn a small, a middle and a large
one, with `pyperf --fast`, whose time for all 32 is extrapolated from these.

Agreement is measured in a run of its own. The run is a stream that does nothing between two
pulls, so whenever a size was measured, each of its points is timed there and then by plain
timeit, the same functions on the same arrays. Over the run that makes a long reference, spread like
our samples, so drift of the machine does not count.
"""

from __future__ import annotations

import functools
import json
import math
import os
import statistics
import subprocess
import sys
import timeit
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numba
from peers import OurSweep, compile_all, perfplot_sweep, sweep_plan
from trials import Trial, parser, trials

from explorer.kernels.finding import find
from explorer.kernels.loading import load
from explorer.measure.events import Measured
from explorer.measure.plan import Plan
from explorer.measure.run import run
from explorer.measure.threads import wake
from explorer.results.fold import apply
from explorer.results.record import Run

PYPERF = Path(__file__).with_name("pyperf_point.py")
PYPERF_POINTS = (("jit_nopython", 1000), ("fastmath", 100_000), ("parallel_fastmath", 3_000_000))
QUICK_SIZES = "1e3,1e4,1e5"
AGREEMENT_S = 10.0
"""The budget of the run that is compared with timeit."""
BATCH_S = 0.001
BATCHES = 15
"""So many timeit batches of a point each time its size was measured."""
PROMPT = 2.0
"""A call that takes this many times the shortest waits for a thread: the threads are moved apart,
which timeit alone does not do."""


class Reference:
    """The times of a plan's points by timeit."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        loaded = load(find(plan.kernel.name))
        # From now on the run gets the very same arrays: elsewhere in memory they differ in speed.
        vars(loaded.module)["make_args"] = functools.cache(loaded.module.make_args)
        self._timers: dict[tuple[str, int], tuple[timeit.Timer, float]] = {}
        self._times: dict[tuple[str, int], list[float]] = {}
        for size in plan.sizes:
            arguments = loaded.make_args(size, plan.dtype, plan.seed)
            for name in plan.variants:
                scope = {"f": loaded.variants[name].function, "a": arguments[0]}
                timer = timeit.Timer("f(a)", globals=scope)
                self._timers[name, size] = timer, min(timer.repeat(50, 10)) / 10

    def look(self, size: int) -> None:
        """Time every point of a size."""
        before = numba.get_num_threads()
        numba.set_num_threads(max(self._plan.threads))
        for name in self._plan.variants:
            timer, shortest = self._timers[name, size]
            wake(functools.partial(_is_prompt, timer, shortest))
            calls = math.ceil(BATCH_S / shortest)
            found = timer.repeat(BATCHES, calls)
            self._times.setdefault((name, size), []).extend(took / calls for took in found)
        numba.set_num_threads(before)

    def median(self, name: str, size: int) -> float:
        """Return the median seconds per call of a point."""
        return statistics.median(self._times[name, size])


def _is_prompt(timer: timeit.Timer, shortest: float) -> bool:
    return timer.timeit(10) < PROMPT * 10 * shortest


def deviations(plan: Plan) -> dict[str, float]:
    """Return how far each point's median is from the reference's, relative to that."""
    reference = Reference(plan)
    record: Run | None = None
    for event in run(plan, find(plan.kernel.name)):
        record = apply(record, event)
        if isinstance(event, Measured):
            reference.look(event.size)
    assert record is not None
    return {
        f"{point.variant} {point.size}": found.estimate.median_s
        / reference.median(point.variant, point.size)
        - 1
        for point, found in record.points.items()
        if found.estimate is not None and found.trusted
    }


def pyperf_s(variant: str, size: int) -> float:
    """Return the seconds that `pyperf --fast` needs for one point."""
    command = (
        sys.executable,
        str(PYPERF),
        "--fast",
        "--quiet",
        "--inherit-environ=PYTHONPATH,SWEEP_POINT",
    )
    began = timeit.default_timer()
    subprocess.run(
        command,
        env={**os.environ, "SWEEP_POINT": json.dumps([variant, size])},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return timeit.default_timer() - began


def report(known: Sequence[Trial], points: int) -> None:
    """Print the medians over the trials, with the goals."""

    def median(name: str) -> float:
        return statistics.median(trial[name] for trial in known)

    def ratio(name: str, other: str) -> float:
        return statistics.median(trial[name] / trial[other] for trial in known)

    print(f"\n{len(known)} trials, {points} points, medians")
    print(f"{'':<42}{'measured':>10}  goal")
    print(f"{'perfplot, s':<42}{median('perfplot_s'):>10.1f}")
    print(f"{'pyperf --fast, s, extrapolated':<42}{median('pyperf_s'):>10.0f}")
    print(f"{'ours, s':<42}{median('ours_s'):>10.2f}")
    print(f"{'our first complete picture, s':<42}{median('picture_s'):>10.2f}")
    for text, value, goal in (
        ("ours over perfplot's", ratio("ours_s", "perfplot_s"), "1/4 = 0.250"),
        ("ours over pyperf's", ratio("ours_s", "pyperf_s"), "1/100 = 0.010"),
        ("first picture over perfplot's", ratio("picture_s", "perfplot_s"), "1/7 = 0.143"),
    ):
        print(f"{text:<42}{value:>10.4f}  at most {goal}")
    print(f"{'share of the time inside timed batches':<42}{median('share'):>10.2f}  at least 0.85")
    names = {name for trial in known for name in trial["deviations"]}
    typical = {
        name: statistics.median(t["deviations"][name] for t in known if name in t["deviations"])
        for name in names
    }
    worst = max(typical, key=lambda name: abs(typical[name]))
    single = sorted(abs(value) for trial in known for value in trial["deviations"].values())
    within = sum(value <= 0.03 for value in single) / len(single)
    print(
        f"medians beside timeit's: median over trials at most {typical[worst]:+.1%} ({worst}), "
        f"goal ±3 %;\nof single points {within:.0%} are within 3 %, half within "
        f"{statistics.median(single):.1%}, the farthest is {single[-1]:.1%} off"
    )


def main() -> None:
    options = parser(__doc__, 5).parse_args()
    plan = sweep_plan(**({"sizes": QUICK_SIZES} if options.quick else {}))
    points = len(plan.sizes) * len(plan.variants)
    if options.repeats:
        compile_all(plan)
        OurSweep(plan)

    def trial(number: int) -> Trial:
        perfplot_s, _ = perfplot_sweep(plan)
        ours = OurSweep(plan)
        point_s = pyperf_s(*PYPERF_POINTS[number % len(PYPERF_POINTS)])
        print(
            f"{number + 1}: perfplot {perfplot_s:.1f} s, ours {ours.total_s:.1f} s "
            f"({ours.record.finished}), first picture {ours.first_picture_s:.2f} s, "
            f"pyperf {point_s:.1f} s a point",
            flush=True,
        )
        return {
            "perfplot_s": perfplot_s,
            "ours_s": ours.total_s,
            "picture_s": ours.first_picture_s,
            "share": ours.timed_share,
            "pyperf_s": point_s * points,
            "deviations": deviations(replace(plan, budget_s=AGREEMENT_S)),
        }

    report(trials(options, trial), points)


if __name__ == "__main__":
    main()
