"""How many batches points take on made-up machines, and which are given up too early.

Four curves of eight sizes are measured under simulated time, on machines whose batches scatter,
come in two speeds, or change their speed for a while. Printed are the batches and the simulated
time of a point, how much of them the baseline's are, how many points became precise, and where
there is a true median, how many intervals of times and of ratios to the baseline hold it.

Then samples of single points are drawn, and looked at as a run does: of those that would become
precise with at most 2,000 samples, which share is given up.
"""

from __future__ import annotations

import math
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "measure"))

from fake_clock import CLOCK, FakeStopwatch

from explorer.kernels.kernel import Kernel
from explorer.kernels.listing import read
from explorer.measure.asking import plan_of
from explorer.measure.enough import FIRST, Narrowing
from explorer.measure.plan import Point
from explorer.measure.ratios import speedup
from explorer.measure.run import run
from explorer.measure.station import MOST_SAMPLES
from explorer.measure.statistics import interval
from explorer.results.fold import fold

COSTS = {
    "plain": (2e-4, 1e-9),
    "fast": (2e-4, 3e-10),
    "threads": (3e-4, 2e-10),
    "other": (2.5e-4, 2e-9),
}
KERNEL = """
from fake_clock import CLOCK
sizes = "1e3,3e3,1e4,3e4,1e5,3e5,1e6,3e6"
def make_args(n): return (n,)
""" + "".join(f"def {name}(n): CLOCK.take({a} + {b} * n)\n" for name, (a, b) in COSTS.items())
WANTED = 0.02
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
POINTS = 40 * RUNS

Machine = Iterator[tuple[float, float]]
"""How much longer a batch takes, and how long that stays so, in seconds; 0 for one batch."""


def scattered(share: float, rng: random.Random) -> Machine:
    """Batches scatter, independent of each other."""
    while True:
        yield math.exp(share * rng.gauss(0, 1)), 0.0


def one_sided(share: float, rng: random.Random) -> Machine:
    """Batches are never shorter than the least, and scatter above it."""
    while True:
        yield 1 + share * rng.expovariate(1), 0.0


def two_speeds(often: float, rng: random.Random) -> Machine:
    """Each batch has one of two speeds, 15 % apart."""
    while True:
        yield (1.15 if rng.random() < often else 1.0) * math.exp(0.005 * rng.gauss(0, 1)), 0.0


def moments(seconds: float, rng: random.Random) -> Machine:
    """The machine changes between two speeds, 20 % apart, after so many seconds on average."""
    fast = True
    while True:
        fast = not fast
        yield (1.0 if fast else 1.2), rng.expovariate(1 / seconds)


ONLY_OTHERS = "scatter 6 %, not the baseline"
MACHINES = {
    "scatter 0.5 %": (scattered, 0.005),
    "scatter 1 %": (scattered, 0.01),
    "scatter 3 %": (scattered, 0.03),
    "scatter 8 %": (scattered, 0.08),
    ONLY_OTHERS: (scattered, 0.06),
    "one-sided 3 %": (one_sided, 0.03),
    "two speeds 50:50": (two_speeds, 0.5),
    "two speeds 80:20": (two_speeds, 0.2),
    "moments of 0.2 s": (moments, 0.2),
    "moments of 2 s": (moments, 2.0),
}


class MachinesWatch(FakeStopwatch):
    """Batches take as long as a machine makes them."""

    def __init__(self, machine: Machine, rng: random.Random, steady: str) -> None:
        super().__init__()
        self._machine, self._rng, self._steady = machine, rng, steady
        self._longer, self._until = next(machine)
        self._until += CLOCK.seconds

    def batch(self, timer, calls, limit_s):
        while CLOCK.seconds >= self._until:
            self._longer, lasts = next(self._machine)
            self._until = CLOCK.seconds + lasts
            if not lasts:
                break
        before = CLOCK.seconds
        reading = super().batch(timer, calls, limit_s)
        own = math.exp(0.003 * self._rng.gauss(0, 1))
        longer = 1.0 if self._point.variant == self._steady else self._longer
        CLOCK.seconds = before + (CLOCK.seconds - before) * longer * own
        return self._read(before, reading.calls, reading.returned)


def true_s(point: Point) -> float:
    start, slope = COSTS[point.variant]
    return start + slope * point.size


def runs(kernel: Kernel, name: str) -> str:
    """Measure on a machine, and say what it took."""
    make, value = MACHINES[name]
    batches = baseline = precise = points = 0
    holds: list[bool] = []
    holds_ratio: list[bool] = []
    took_s = 0.0
    for number in range(RUNS):
        rng = random.Random(number)
        CLOCK.seconds, CLOCK.counts_waiting = 0.0, True
        steady = "plain" if name == ONLY_OTHERS else ""
        watch = MachinesWatch(make(value, rng), rng, steady)
        plan = plan_of(kernel, 2, precision=WANTED, budget_s=120.0, threads="1", baseline="plain")
        record = fold(run(plan, kernel, watch=watch))
        took_s += CLOCK.seconds
        points += len(record.points)
        for point, found in record.points.items():
            batches += len(found.samples)
            baseline += len(found.samples) * (point.variant == "plain")
            precise += found.estimate.precision <= WANTED
            holds.append(found.estimate.low_s <= true_s(point) <= found.estimate.high_s)
            base = Point("plain", point.size, 1)
            ratio = speedup(found.samples, record.points[base].samples)
            if point != base:
                holds_ratio.append(ratio.low <= true_s(base) / true_s(point) <= ratio.high)
    said = (
        f"{batches / points:7.1f} batches a point, {took_s / points * 1e3:5.0f} ms, "
        f"baseline's {baseline / batches:4.0%}, to ±2 %: {precise / points:4.0%}"
    )
    if make is not scattered:
        return said
    held, ratios = sum(holds) / len(holds), sum(holds_ratio) / len(holds_ratio)
    return f"{said}; {held:.1%} hold the truth, {ratios:.1%} of the ratios"


def given_up(make, value) -> tuple[int, int, int, int]:
    """Return points that become precise, those of them given up; and the same of the others."""
    found = [0, 0, 0, 0]
    for number in range(POINTS):
        machine = make(value, random.Random(number))
        clean: list[float] = []
        narrowing = Narrowing()
        while len(clean) < MOST_SAMPLES:
            clean += [next(machine)[0] for _ in range(FIRST)]
            whole = interval(clean)
            if whole.precision <= WANTED:
                break
            narrowing.look(clean, whole)
        found[2 * (whole.precision > WANTED)] += 1
        found[2 * (whole.precision > WANTED) + 1] += narrowing.stuck
    return tuple(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.py"
        path.write_text(KERNEL, encoding="utf-8")
        kernel = read(path)
        for name in MACHINES:
            print(f"{name:<30}{runs(kernel, name)}", flush=True)
    print(f"\n{POINTS} points each")
    for name, (make, value) in (
        *(
            (name, of)
            for name, of in MACHINES.items()
            if of[0] is not moments and name != ONLY_OTHERS
        ),
        ("scatter 15 %", (scattered, 0.15)),
        ("scatter 30 %", (scattered, 0.3)),
        ("one-sided 10 %", (one_sided, 0.1)),
        ("one-sided 20 %", (one_sided, 0.2)),
        ("two speeds 60:40", (two_speeds, 0.4)),
    ):
        become, lost, never, spared = given_up(make, value)
        print(
            f"{name:<18}become precise {become}, given up {lost}; never {never}, given up {spared}"
        )


if __name__ == "__main__":
    main()
