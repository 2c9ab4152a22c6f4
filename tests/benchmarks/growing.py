"""What a point costs as the work grows: 10, 100 and 1,000 points to ±2 %.

Four variants of `sum` on one thread, at sizes of some thousand elements, whose batches take 1 ms.
Each run has budget enough. Printed are, for each number of points, the wall time of a point and how
much of that was inside of timed batches: neither must change.
"""

from __future__ import annotations

import sys
import time

from peers import compile_all, sweep_plan

from explorer.kernels.finding import find
from explorer.measure.events import Finished
from explorer.measure.run import run

VARIANTS = ("numpy", "jit_nopython", "fastmath", "parallel_range")
SIZES = (3, 25, 250)
REPEATS = int(sys.argv[1]) if len(sys.argv) > 1 else 3


def measured(sizes: int) -> tuple[int, float, float]:
    """Points, seconds in all, and those inside of timed batches."""
    listed = ",".join(str(2000 + 8 * number) for number in range(sizes))
    plan = sweep_plan(variants=VARIANTS, sizes=listed, threads="1", budget_s=600.0)
    began = time.perf_counter()
    *_, finished = run(plan, find(plan.kernel.name))
    took = time.perf_counter() - began
    assert isinstance(finished, Finished)
    return len(VARIANTS) * sizes, took, finished.timed_s


def main() -> None:
    compile_all(sweep_plan(variants=VARIANTS, threads="1"))
    measured(SIZES[0])
    for _ in range(REPEATS):
        for sizes in SIZES:
            points, took, timed_s = measured(sizes)
            print(
                f"{points:>5} points: {took:6.1f} s, {1e3 * took / points:5.1f} ms a point, "
                f"inside of batches {timed_s / took:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
