"""One busy process beside us, 2 threads on 2 cores: the parallel curve should stay where it is.

6 disturbed sweeps of the parallel variant with us and 6 with perfplot, after 3 quiet ones.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

from peers import OurSweep, compile_all, perfplot_sweep, sweep_plan

RUNS = 6
NAME = "parallel_fastmath"


def variation(values):
    """Return standard deviation over mean."""
    return statistics.stdev(values) / statistics.mean(values)


def main():
    plan = sweep_plan(variants=("jit_nopython", NAME), budget_s=10.0)
    compile_all(plan)
    quiet = [OurSweep(plan) for _ in range(3)]
    truth = {n: statistics.median(run.median(NAME, n) for run in quiet) for n in plan.sizes}
    hog = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        ours = [OurSweep(plan) for _ in range(RUNS)]
        theirs = [perfplot_sweep(plan)[1][NAME] for _ in range(RUNS)]
    finally:
        hog.kill()
        hog.wait()
    for index, size in enumerate(plan.sizes):
        mine = [run.median(NAME, size) for run in ours]
        other = [run[index] for run in theirs]
        print(
            f"n = {size:>9,}: quiet {truth[size] * 1e6:9.2f} µs; busy: ours "
            f"{statistics.median(mine) * 1e6:9.2f} µs ({variation(mine):6.1%}), perfplot "
            f"{statistics.median(other) * 1e6:9.2f} µs ({variation(other):6.1%})"
        )
    spoiled = clean = marked = false = 0
    for run in ours:
        for size in plan.sizes:
            point = run.record.point(NAME, size, 2)
            bad = abs(point.estimate.median_s / truth[size] - 1) > 0.05
            spoiled, clean = spoiled + bad, clean + (not bad)
            marked += bad and point.status != "ok"
            false += (not bad) and point.status != "ok"
    per_size = [variation([run.median(NAME, n) for run in ours]) for n in plan.sizes]
    others = [variation([run[i] for run in theirs]) for i in range(len(plan.sizes))]
    print(
        f"variation, median over sizes: ours {statistics.median(per_size):.1%}, "
        f"perfplot {statistics.median(others):.1%}"
    )
    print(f"spoiled points {spoiled}, of these marked {marked}; clean {clean}, marked {false}")


if __name__ == "__main__":
    main()
