"""What the benchmarks share: the sweep, our way of measuring it, and perfplot's.

Run a benchmark by hand, from the root of the checkout, on a machine that does nothing else:
`.venv/bin/python tests/benchmarks/sweep.py`. Each prints ratios of times taken side by side in
one run.
"""

from __future__ import annotations

import time

from explorer.kernels.finding import find
from explorer.kernels.loading import load
from explorer.measure.asking import plan_of
from explorer.measure.events import Finished, Measured
from explorer.measure.plan import Plan
from explorer.measure.run import run
from explorer.results.fold import apply
from explorer.results.record import Run

VARIANTS = ("numpy", "jit_nopython", "fastmath", "parallel_fastmath")
SIZES = "1e3,3e3,1e4,3e4,1e5,3e5,1e6,3e6"


def sweep_plan(**options: object) -> Plan:
    """Return the plan of 4 variants and 8 sizes that the benchmarks measure."""
    options = {"variants": VARIANTS, "sizes": SIZES, "threads": "2", "budget_s": 60.0, **options}
    return plan_of(find("sum"), most_threads=2, **options)


class OurSweep:
    """One run of ours: the record, and when what was there, in seconds from the start."""

    def __init__(self, plan: Plan) -> None:
        began = time.perf_counter()
        self.record: Run | None = None
        self.first_picture_s = self.timed_share = 0.0
        for event in run(plan, find(plan.kernel.name)):
            self.record = apply(self.record, event)
            now = time.perf_counter() - began
            if isinstance(event, Measured) and not self.first_picture_s and self._complete(plan):
                self.first_picture_s = now
            if isinstance(event, Finished):
                self.timed_share = event.timed_s / event.seconds
        self.total_s = time.perf_counter() - began

    def _complete(self, plan: Plan) -> bool:
        assert self.record is not None
        known = sum(p.estimate is not None or bool(p.reason) for p in self.record.points.values())
        return known == len(plan.sizes) * len(self.record.series())

    def median(self, variant: str, size: int) -> float:
        """Return the seconds per call of a point with as many threads as the plan has."""
        assert self.record is not None
        point = self.record.point(variant, size, max(self.record.plan.threads))
        assert point is not None
        assert point.estimate is not None
        return point.estimate.median_s


def perfplot_sweep(plan: Plan) -> tuple[float, dict[str, list[float]]]:
    """Measure the same functions and sizes with perfplot: wall seconds, and its times."""
    import numba
    import perfplot

    loaded = load(find(plan.kernel.name))
    numba.set_num_threads(max(plan.threads))
    began = time.perf_counter()
    bench = perfplot.bench(
        setup=lambda n: loaded.make_args(n, plan.dtype, plan.seed)[0],
        kernels=[loaded.variants[name].function for name in plan.variants],
        labels=list(plan.variants),
        n_range=list(plan.sizes),
        equality_check=lambda a, b: abs(a - b) <= 1e-9 * abs(b),
        show_progress=False,
    )
    took = time.perf_counter() - began
    times = dict(zip(plan.variants, (list(row) for row in bench.timings_s), strict=True))
    return took, times


def compile_all(plan: Plan) -> None:
    """Compile the plan's variants, so that neither side pays for it."""
    loaded = load(find(plan.kernel.name))
    for name in plan.variants:
        loaded.variants[name].compile(loaded.make_args(16, plan.dtype, plan.seed))
