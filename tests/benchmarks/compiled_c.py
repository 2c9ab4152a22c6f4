"""The best parallel variants of our kernels beside plain C with OpenMP, on the same arrays.

The C files in the folder of the same name are compiled with gcc and called through ctypes, both
sides with 2 threads: the same two, since Numba's omp layer and gcc's programs use one OpenMP
library. What counts is C's time over ours; above 1 ours is faster. The ratios are paired by round
and come from undisturbed batches; a point with too few of them says so and does not count.

Names of kernels as arguments measure only these. Where C's algorithm could be another one (matrix
product, polynomial), both sides have the same.
"""

from __future__ import annotations

import ctypes
import math
import random
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import geometric_mean
from typing import Any

import numba
import numpy as np
from threadpoolctl import threadpool_info

from explorer.kernels.catalogue import histogram, mandelbrot
from explorer.kernels.finding import find
from explorer.kernels.loading import load
from explorer.measure.asking import plan_of
from explorer.measure.batch import Stopwatch
from explorer.measure.comparing import compare
from explorer.measure.inputs import Inputs
from explorer.measure.plan import Point
from explorer.measure.ratios import speedup
from explorer.measure.station import BATCH_S, SHORTENED, Station
from explorer.measure.statistics import FEWEST, Interval
from explorer.measure.store import TINY
from explorer.measure.threads import wake
from explorer.measure.tolerances import tolerance_for
from explorer.measure.values import frozen
from explorer.measure.waking import PROMPT_S
from explorer.measure.warming import warm_up
from explorer.units import seconds

FOLDER = Path(__file__).with_suffix("")
COMMAND = ("gcc", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC")
THREADS = 2
CHECKS = 5
ENOUGH = 25
PRECISION = 0.01
LIMIT_S = 15.0
"""A point is done with so many clean pairs and so precise a ratio, or after this time."""


@dataclass(frozen=True)
class Case:
    """A kernel's best parallel variant, and how its C function is called.

    `arguments` makes C's arguments from the kernel's. The C function returns a number of type
    `returns`; where that is None it writes its result into an array, which is its argument `into`.
    """

    kernel: str
    variant: str
    sizes: Sequence[int]
    arguments: Callable[..., tuple[Any, ...]]
    returns: type | None = None
    into: int | None = None


ELEMENTS = (10**5, 10**6, 10**7)
WORKED_ELEMENTS = (10**5, 10**6)
ROWS = (400, 1000, 2000)

CASES = (
    Case("sum", "parallel_fastmath", ELEMENTS, lambda arr: (arr, arr.size), ctypes.c_double),
    Case("dot", "parallel_fastmath", ELEMENTS, lambda a, b: (a, b, a.size), ctypes.c_double),
    Case("triad", "parallel", ELEMENTS, lambda *args: (*args, args[-1].size), into=3),
    Case("prefix_sum", "parallel_two_pass", ELEMENTS, lambda *args: (*args, args[-1].size), into=1),
    Case("monte_carlo_pi", "parallel_hashed", ELEMENTS, lambda *args: args, ctypes.c_double),
    Case("division", "parallel", WORKED_ELEMENTS, lambda *args: (*args, args[-1].size), into=2),
    Case(
        "polynomial",
        "parallel_blocks",
        WORKED_ELEMENTS,
        lambda c, x, out: (c, x, out, c.size, x.size),
        into=2,
    ),
    Case(
        "transcendental",
        "parallel_series",
        WORKED_ELEMENTS,
        lambda x, out: (x, out, x.size),
        into=1,
    ),
    Case(
        "temporaries",
        "parallel_flat",
        WORKED_ELEMENTS,
        lambda a, b, out: (a, b, out, out.size),
        into=2,
    ),
    Case(
        "kmeans",
        "parallel_contract",
        WORKED_ELEMENTS,
        lambda points, centre, label: (points, centre, label, len(centre), len(points)),
        into=2,
    ),
    Case(
        "sparse_matvec",
        "parallel_unsigned",
        WORKED_ELEMENTS,
        lambda *args: (*args, args[-1].size),
        into=4,
    ),
    Case(
        "gather",
        "parallel_unsigned",
        WORKED_ELEMENTS,
        lambda table, shuffled, ordered: (table, shuffled, table.size),
        ctypes.c_long,
    ),
    Case(
        "histogram",
        "parallel_unsigned",
        WORKED_ELEMENTS,
        lambda values: (values, np.zeros(histogram.bins, np.int64), histogram.bins, values.size),
        into=1,
    ),
    Case("collatz", "parallel_from_1", (10**5,), lambda steps: (steps, steps.size), into=0),
    Case("triangular", "parallel_paired", (1000, 10_000), lambda x, c: (x, c, x.size), into=1),
    Case("nbody", "parallel_fastmath", (512, 1024), lambda *args: (*args, args[1].size), into=3),
    Case(
        "mandelbrot",
        "parallel_pairs",
        (128, 512),
        lambda x, y, image: (x, y, image, mandelbrot.max_iterations, x.size),
        into=2,
    ),
    Case("stencil", "parallel", ROWS, lambda *args: (*args, len(args[0])), into=1),
    Case("memory_order", "parallel_four_rows", ROWS, lambda *args: (*args, len(args[0])), into=1),
    Case("matmul", "parallel_ikj", (100, 400), lambda *args: (*args, len(args[0])), into=2),
)


class ForC:
    """The arguments of a C function as a station takes them: the same for every call."""

    changed_by_calls = False

    def __init__(self, arguments: Sequence[Any]) -> None:
        self.originals = arguments  # holds the arrays while their addresses are in use
        self.arguments = tuple(_as_c(argument) for argument in arguments)


def _as_c(value: Any) -> Any:
    """Return a value ready for C, so that no call has to convert it."""
    if isinstance(value, np.ndarray):
        return ctypes.c_void_p(value.ctypes.data)
    return ctypes.c_double(value) if isinstance(value, float) else ctypes.c_long(value)


class Pair:
    """Ours and C's at one size, timed in turn with equally many calls in a batch."""

    def __init__(self, case: Case, library: ctypes.CDLL, size: int) -> None:
        kernel = find(case.kernel)
        loaded = load(kernel)
        plan = plan_of(kernel, most_threads=THREADS, sizes=str(size))
        inputs = Inputs(loaded, plan, size)
        variant = loaded.variants[case.variant]
        variant.compile(inputs.fresh())
        function = library[case.kernel]
        function.restype = case.returns
        for_c = ForC(case.arguments(*inputs.arguments))
        self.wrong = ""
        for _ in range(CHECKS):
            arguments = inputs.fresh()
            mine = frozen(inputs.produced(variant.function(*arguments), arguments))
            mine = mine[-1] if isinstance(mine, tuple) else mine
            inputs.fresh()  # so that nothing of ours is left where C writes
            right = function(*for_c.arguments)
            right = right if case.into is None else for_c.originals[case.into]
            stated = loaded.tolerance(plan.dtype)
            tolerance = tolerance_for(right) if stated is None else stated
            self.wrong = self.wrong or compare(mine, right, tolerance).wrong
        self._library = library
        self._wake = partial(_wake, variant.function, Inputs(loaded, plan, TINY).arguments)
        self.ours = self._station(variant.function, inputs)
        self.c = self._station(function, for_c)

    @property
    def pairs(self) -> int:
        """Rounds in which both sides were undisturbed."""
        ours, c = (
            {sample.round for sample in station.samples if not sample.disturbed}
            for station in (self.ours, self.c)
        )
        return len(ours & c)

    def measure(self) -> Interval:
        """Take rounds until C's time over ours is precise, and return it."""
        both = (self.ours, self.c)
        began, number, shorter = time.perf_counter(), 0, 1
        while True:
            calls = math.ceil(BATCH_S / shorter / min(station.per_call_s for station in both))
            for station in random.sample(both, 2):
                station.calls = calls
                self._wake()
                station.warm()
                station.sample(number, None)
            number += 1
            if number % FEWEST:
                continue
            shorter = SHORTENED if self.pairs < number / 2 else 1
            for station in both:
                station.conclude()
            ratio = speedup(self.ours.samples, self.c.samples)
            precise = self.pairs >= ENOUGH and ratio.precision <= PRECISION
            if precise or time.perf_counter() - began > LIMIT_S:
                return ratio

    def _station(self, function: Callable[..., Any], inputs: Any) -> Station:
        """Return a station that knows what a call takes on one thread, which waits for nobody."""
        set_threads(self._library, 1)
        alone_s = min(timeit.repeat(lambda: function(*inputs.arguments), number=1, repeat=3))
        set_threads(self._library, THREADS)
        point = Point("", 0, THREADS)
        station = Station(point, function, inputs, Stopwatch(), alone_s, self._wake, alone_s)
        station.calibrate()
        return station


def _wake(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bool:
    """Call something tiny until both threads, which are C's too, answer promptly."""
    return wake(lambda: timeit.timeit(lambda: function(*arguments), number=1) < PROMPT_S)


def set_threads(library: ctypes.CDLL, threads: int) -> None:
    """Give both sides so many threads."""
    numba.set_num_threads(threads)
    library.omp_set_num_threads(threads)


def build(folder: str, cases: Sequence[Case]) -> ctypes.CDLL:
    """Compile the C files of the cases into one library."""
    target = Path(folder) / "kernels.so"
    sources = [FOLDER / f"{name}.c" for name in ("empty", *(case.kernel for case in cases))]
    subprocess.run([*COMMAND, *sources, "-o", target, "-lm"], check=True)
    return ctypes.CDLL(str(target))


def empty_call_s(case: Case, library: ctypes.CDLL) -> tuple[float, float]:
    """Return what calls take that do nothing with the same arguments: C's and ours."""
    loaded = load(find(case.kernel))
    arguments = loaded.make_args(TINY, loaded.kernel.dtypes[0], 0)
    ours = loaded.empty(len(arguments))
    ours.compile(arguments)
    for_c = ForC(case.arguments(*arguments))
    watch = Stopwatch()
    c_timer = watch.prepare(library.empty, for_c.arguments)
    our_timer = watch.prepare(ours.function, arguments)
    c_s, our_s = (
        min(timer.loop.repeat(number=1000, repeat=50)) / 1e12 for timer in (c_timer, our_timer)
    )
    return c_s, our_s


def compare_case(case: Case, library: ctypes.CDLL) -> dict[tuple[str, int], float]:
    """Measure and print one kernel at its sizes; returns C's times over ours."""
    ratios = {}
    for size in case.sizes:
        label = f"{case.kernel:<15} {case.variant:<21}{size:>11,}"
        pair = Pair(case, library, size)
        if pair.wrong:
            print(f"{label}  does not count, the results differ: {pair.wrong}", flush=True)
            continue
        ratio = pair.measure()
        if ratio.low is None:
            print(f"{label}  does not count, only {pair.pairs} undisturbed rounds", flush=True)
            continue
        c, ours = pair.c.conclude().median_s, pair.ours.conclude().median_s
        print(
            f"{label} {seconds(c):>9} {seconds(ours):>9} {ratio.median:8.2f} "
            f"[{ratio.low:.2f}, {ratio.high:.2f}] {pair.pairs:>6}",
            flush=True,
        )
        ratios[case.kernel, size] = ratio.median
    return ratios


def main() -> None:
    names = sys.argv[1:]
    cases = [case for case in CASES if not names or case.kernel in names]
    numba.config.THREADING_LAYER = "omp"
    warm_up()
    ratios: dict[tuple[str, int], float] = {}
    with tempfile.TemporaryDirectory() as folder:
        library = build(folder, cases)
        set_threads(library, THREADS)
        c_s, our_s = empty_call_s(cases[0], library)
        openmp = sum(found["user_api"] == "openmp" for found in threadpool_info())
        print(f"empty calls take {seconds(c_s)} in C, {seconds(our_s)} in ours")
        print(f"OpenMP libraries in this process: {openmp}")
        print(
            f"{'kernel':<15} {'variant':<21}{'size':>11} {'C':>9} {'ours':>9} {'C / ours':>8} "
            f"{'[95 %]':<12} {'rounds':>6}"
        )
        for case in cases:
            ratios |= compare_case(case, library)
    lowest = min(ratios, key=ratios.get)
    triad = [ratio for (kernel, _), ratio in ratios.items() if kernel == "triad"]
    print(f"geometric mean {geometric_mean(ratios.values()):.2f} (goal 1.00)")
    print(f"lowest {ratios[lowest]:.2f}, {lowest[0]} at {lowest[1]:,} (goal 0.80)")
    if triad:
        print(f"triad {geometric_mean(triad):.2f}, lowest {min(triad):.2f} (goal 0.95)")


if __name__ == "__main__":
    main()
