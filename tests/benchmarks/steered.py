"""Whether steering a run moves its times: the same points steered and unsteered, by turns.

Each of 20 trials (or of as many as the first argument says) measures a small compiled kernel three
times, by the real clock: as a whole from the start, steered towards the same plan (a size and a
variant come in while it measures, another variant goes, a point is wanted better), and as a whole
again. The second whole run says how often two runs of one moment disagree without any steering.

Counted are the points whose medians agree: their intervals of 95 % have a value in common; and
the same of their paired ratios to the baseline.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.kernels.kernel import Kernel
from explorer.kernels.listing import read
from explorer.measure.asking import plan_of
from explorer.measure.events import Event, Measured, Steered
from explorer.measure.options import HERE
from explorer.measure.plan import Plan, Point
from explorer.measure.run import run
from explorer.measure.statistics import Interval
from explorer.measure.steering import Mailbox, Wish
from explorer.results import analysis
from explorer.results.fold import fold
from explorer.results.record import Run

KERNEL = """
import numpy as np
from numba import njit
sizes = "1000,10000,100000"
reference = "plain"
def make_args(n): return (np.random.default_rng(1).random(n),)
@njit
def plain(a):
    total = 0.0
    for x in a:
        total += x
    return total
@njit(fastmath=True)
def fast(a):
    total = 0.0
    for x in a:
        total += x
    return total
@njit
def library(a): return a.sum()
@njit(error_model="numpy")
def other(a):
    total = 0.0
    for x in a:
        total += x
    return total
"""
TRIALS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
WHOLE = ("plain", "fast", "library")
BUDGET_S, PRECISION = 0.8, 0.02
FIRST, SECOND = 3, 9
"""After so many bursts of rounds the steered run is told what is wanted."""


@dataclass
class Count:
    """How many were compared, how many agree, and by how much medians differ."""

    compared: int = 0
    agree: int = 0
    furthest: float = 0.0

    def add(self, one: Interval | None, other: Interval | None) -> None:
        """Count two intervals where both are known."""
        if one is None or one.low is None or one.high is None:
            return
        if other is None or other.low is None or other.high is None:
            return
        self.compared += 1
        self.agree += one.low <= other.high and other.low <= one.high
        self.furthest = max(self.furthest, abs(one.median / other.median - 1))

    def __str__(self) -> str:
        share = self.agree / max(self.compared, 1)
        return f"{self.agree} of {self.compared} ({share:.1%}), medians up to {self.furthest:.1%}"


def measured(plan: Plan, kernel: Kernel, *, steered: bool) -> Run:
    """Measure a plan at once, or begin with another one and be told of it on the way."""
    box, events, bursts = Mailbox(), list[Event](), 0
    start = replace(plan, sizes=plan.sizes[::2], variants=("plain", "fast", "other"))
    for event in run(start if steered else plan, kernel, wishes=box.take):
        events.append(event)
        if steered and isinstance(event, Measured):
            bursts += 1
            if bursts == FIRST:
                box.put(Wish(replace(plan, variants=(*WHOLE, "other"))))
            elif bursts == SECOND:
                box.put(Wish(plan, (Point("fast", plan.sizes[1], 1),)))
    found = fold(events)
    assert found is not None
    assert not steered or sum(isinstance(event, Steered) for event in events) == 2, "over too soon"
    return found


def compare(one: Run, other: Run, times: Count, ratios: Count) -> None:
    """Count the points that both runs have at the end."""
    for size in one.plan.sizes:
        for variant in WHOLE:
            mine, its = one.point(variant, size, 1), other.point(variant, size, 1)
            if mine and its and mine.estimate and its.estimate:
                times.add(mine.estimate.centre, its.estimate.centre)
                if variant != "plain":
                    ratios.add(analysis.speedup(one, mine), analysis.speedup(other, its))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "steered.py"
        path.write_text(KERNEL, encoding="utf-8")
        kernel = read(path)
        plan = plan_of(kernel, 1, threads="1", variants=WHOLE, process=HERE,
                       budget_s=BUDGET_S, precision=PRECISION)  # fmt: skip
        measured(plan, kernel, steered=False)  # whatever is slow the first time
        counts = {name: (Count(), Count()) for name in ("steered", "not steered")}
        for _ in range(TRIALS):
            whole, steered = (measured(plan, kernel, steered=flag) for flag in (False, True))
            again = measured(plan, kernel, steered=False)
            compare(whole, steered, *counts["steered"])
            compare(whole, again, *counts["not steered"])
    for name, (times, ratios) in counts.items():
        print(f"a whole run and one that is {name}: times agree in {times}; "
              f"ratios to the baseline in {ratios}")  # fmt: skip


if __name__ == "__main__":
    main()
