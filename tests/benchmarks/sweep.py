"""The same sweep with perfplot and with us: wall time, first complete picture, agreement.

4 variants of `sum`, 8 sizes, 2 threads, to ±2 %, compiled beforehand on both sides. The reference
for the medians is a timeit of 2 s a point in the same process.
"""

from __future__ import annotations

import statistics
import timeit

import numba
from peers import OurSweep, compile_all, perfplot_sweep, sweep_plan

from explorer.kernels.finding import find
from explorer.kernels.loading import load

REPEATS = 5


def reference(plan, variant, size):
    """Return the median of many timeit batches of one point."""
    loaded = load(find(plan.kernel.name))
    arguments = loaded.make_args(size, plan.dtype, plan.seed)
    function = loaded.variants[variant].function
    numba.set_num_threads(max(plan.threads))
    timer = timeit.Timer(lambda: function(*arguments))
    calls, _ = timer.autorange()
    calls = max(1, calls // 20)
    return statistics.median(timer.repeat(100, calls)) / calls


def main():
    plan = sweep_plan()
    compile_all(plan)
    OurSweep(plan)
    ratios, pictures, shares, deviations, totals = [], [], [], [], []
    for repeat in range(REPEATS):
        theirs_s, _ = perfplot_sweep(plan)
        ours = OurSweep(plan)
        ratios.append(ours.total_s / theirs_s)
        pictures.append(ours.first_picture_s / theirs_s)
        shares.append(ours.timed_share)
        totals.append((theirs_s, ours.total_s, ours.first_picture_s))
        print(
            f"{repeat + 1}: perfplot {theirs_s:.1f} s, ours {ours.total_s:.1f} s "
            f"(first picture {ours.first_picture_s:.2f} s, {ours.record.finished}), "
            f"share of wall time timed {ours.timed_share:.2f}",
            flush=True,
        )
        if repeat == 0:
            for variant in plan.variants:
                for size in plan.sizes:
                    ratio = ours.median(variant, size) / reference(plan, variant, size)
                    deviations.append(abs(ratio - 1))
    print(f"wall time, ours over perfplot's:      {statistics.median(ratios):.3f}")
    print(f"first picture over perfplot's time:   {statistics.median(pictures):.3f}")
    print(f"share of wall time timed:             {statistics.median(shares):.2f}")
    deviations.sort()
    print(
        f"deviation from a long timeit: median {statistics.median(deviations):.1%}, "
        f"90 % below {deviations[int(0.9 * len(deviations))]:.1%}, largest {deviations[-1]:.1%}"
    )


if __name__ == "__main__":
    main()
