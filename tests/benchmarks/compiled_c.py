"""The best parallel variants of our kernels beside plain C with OpenMP, on the same arrays.

The C files in the folder beside this one are compiled with gcc and called through ctypes, both
sides with 2 threads. Numba's omp layer and gcc's programs use one OpenMP library, so these are the
same two threads. What counts is C's time over ours: above 1 ours is faster. The ratios are paired
by round and come from undisturbed batches; a point without enough of them is named and left out.
Names of kernels as arguments measure only these.
"""

from __future__ import annotations

import ctypes
import math
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numba
import numpy as np
from threadpoolctl import threadpool_info

from explorer.kernels.catalogue import histogram, mandelbrot
from explorer.kernels.finding import find
from explorer.kernels.loading import load
from explorer.measure.batch import Stopwatch
from explorer.measure.bench import PROMPT_S, TINY, WAKE_TRIES
from explorer.measure.checking import compare
from explorer.measure.inputs import Inputs
from explorer.measure.plan import Point, make_plan
from explorer.measure.station import BATCH_S, SHORTENED, Station
from explorer.measure.statistics import FEWEST, Interval, Sample, speedup
from explorer.measure.threads import ThreadCount, move_aside
from explorer.measure.warming import warm_up
from explorer.units import seconds

FOLDER = Path(__file__).parent / "compiled_c"
COMMAND = ("gcc", "-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC")
THREADS = 2
PRECISION = 0.01
PAIRS = 25
LIMIT_S = 15.0
"""A point is done at this precision and so many clean pairs, or after this time."""
CHECKS = 5
GOALS = (1.0, 0.8, 0.95)  # the geometric mean, the lowest, triad


@dataclass(frozen=True)
class Case:
    """A kernel's best parallel variant, and how its C function is called.

    `arguments` makes C's arguments from the kernel's. The C function returns a number of type
    `returns`; where that is None it writes its result into an array, which is the argument `into`.
    """

    kernel: str
    variant: str
    sizes: Sequence[int]
    arguments: Callable[..., tuple[Any, ...]]
    returns: type | None = None
    into: int | None = None


LONG = (10**5, 10**6, 10**7)
SHORT = (10**5, 10**6)
ROWS = (400, 1000, 2000)

CASES = (
    Case("sum", "parallel_fastmath", LONG, lambda arr: (arr, arr.size), ctypes.c_double),
    Case("dot", "parallel_fastmath", LONG, lambda a, b: (a, b, a.size), ctypes.c_double),
    Case("triad", "parallel", LONG, lambda b, c, s, out: (b, c, s, out, out.size), into=3),
    Case("division", "parallel", SHORT, lambda a, b, out: (a, b, out, out.size), into=2),
    Case(
        "polynomial",
        "parallel_blocks",
        SHORT,
        lambda c, x, out: (c, x, out, c.size, x.size),
        into=2,
    ),
    Case("transcendental", "parallel", SHORT, lambda x, out: (x, out, x.size), into=1),
    Case("temporaries", "parallel_scalars", SHORT, lambda a, b, out: (a, b, out, out.size), into=2),
    Case(
        "kmeans",
        "parallel",
        SHORT,
        lambda points, centre, label: (points, centre, label, len(centre), len(points)),
        into=2,
    ),
    Case(
        "mandelbrot",
        "parallel_interleaved",
        (128, 512),
        lambda x, y, image: (x, y, image, mandelbrot.max_iterations, x.size),
        into=2,
    ),
    Case("collatz", "parallel_from_1", (10**5,), lambda steps: (steps, steps.size), into=0),
    Case("triangular", "parallel_paired", (1000, 10_000), lambda x, c: (x, c, x.size), into=1),
    Case(
        "nbody",
        "parallel_fastmath",
        (512, 1024),
        lambda position, mass, soft, pull: (position, mass, soft, pull, mass.size),
        into=3,
    ),
    Case("stencil", "parallel", ROWS, lambda grid, out: (grid, out, len(grid)), into=1),
    Case("memory_order", "parallel_along", ROWS, lambda a, sums: (a, sums, len(a)), into=1),
    Case("matmul", "parallel_ikj", (100, 400), lambda a, b, c: (a, b, c, len(a)), into=2),
    Case("sparse_matvec", "parallel_by_entries", SHORT, lambda *a: (*a, a[-1].size), into=4),
    Case("prefix_sum", "parallel_two_pass", LONG, lambda x, out: (x, out, x.size), into=1),
    Case(
        "gather",
        "parallel_random",
        SHORT,
        lambda table, shuffled, ordered: (table, shuffled, table.size),
        ctypes.c_long,
    ),
    Case(
        "histogram",
        "parallel_private",
        SHORT,
        lambda values: (values, np.zeros(histogram.bins, np.int64), histogram.bins, values.size),
        into=1,
    ),
    Case("monte_carlo_pi", "parallel_hashed", LONG, lambda n, seed: (n, seed), ctypes.c_double),
)


class Unchanging:
    """The arguments of a C function, for a station: the same for every call."""

    changed_by_calls = False

    def __init__(self, arguments: Sequence[Any]) -> None:
        self.kept = arguments  # the arrays live as long as their addresses are in use
        self.arguments = tuple(as_c(argument) for argument in arguments)


def as_c(value: Any) -> Any:
    """Return a value ready for C, so that calls convert nothing."""
    if isinstance(value, np.ndarray):
        return ctypes.c_void_p(value.ctypes.data)
    return ctypes.c_double(value) if isinstance(value, float) else ctypes.c_long(value)


def build(folder: Path, names: Sequence[str]) -> ctypes.CDLL:
    """Compile the C files of some kernels into one library."""
    target = folder / "kernels.so"
    sources = [str(FOLDER / f"{name}.c") for name in names]
    subprocess.run([*COMMAND, *sources, "-o", str(target), "-lm"], check=True)
    return ctypes.CDLL(str(target))


class Pair:
    """Ours and C's at one size, timed in turn with equally many calls in a batch."""

    def __init__(self, case: Case, library: ctypes.CDLL, size: int) -> None:
        kernel = find(case.kernel)
        loaded = load(kernel)
        plan = make_plan(kernel, most_threads=THREADS, from_catalogue=True, sizes=str(size))
        inputs = Inputs(loaded, plan, size)
        variant = loaded.variants[case.variant]
        variant.compile(inputs.fresh())
        function = library[case.kernel]
        function.restype = case.returns
        for_c = Unchanging(case.arguments(*inputs.arguments))
        self.wrong = ""
        for _ in range(CHECKS):
            arguments = inputs.fresh()
            mine = inputs.results(variant.function(*arguments), arguments)
            mine = mine[-1] if isinstance(mine, tuple) else mine
            inputs.fresh()  # so that nothing of ours is left where C writes
            right = function(*for_c.arguments)
            right = right if case.into is None else for_c.kept[case.into]
            self.wrong = self.wrong or compare(mine, right, loaded.tolerance(plan.dtype)).wrong
        tiny = Inputs(loaded, plan, TINY)
        self._wake = partial(_wake, variant.function, tiny.arguments)
        self.ours = self._station(variant.function, inputs)
        self.c = self._station(function, for_c)

    def _station(self, function: Callable[..., Any], inputs: Any) -> Station:
        watch = Stopwatch()
        began = watch.now()
        function(*inputs.arguments)
        took = watch.now() - began
        station = Station(Point("", 0, THREADS), function, inputs, watch, took, self._wake)
        station.calibrate()
        return station

    def measure(self) -> Interval:
        """Take rounds until C's time over ours is precise, and return it."""
        both = (self.ours, self.c)
        began, number, divisor = time.perf_counter(), 0, 1
        while True:
            calls = math.ceil(BATCH_S / divisor / min(station.per_call_s for station in both))
            for station in random.sample(both, 2):
                station.calls = calls
                self._wake()
                station.warm()
                station.sample(number, None)
            number += 1
            if number % FEWEST:
                continue
            pairs = len(_clean_rounds(self.ours) & _clean_rounds(self.c))
            divisor = SHORTENED if pairs < number / 2 else 1
            for station in both:
                station.conclude()
            ratio = speedup(self.ours.samples, self.c.samples)
            precise = pairs >= PAIRS and ratio.precision <= PRECISION
            if precise or time.perf_counter() - began > LIMIT_S:
                return ratio


def _wake(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Call something tiny until both threads, which are C's too, answer promptly."""
    for _ in range(WAKE_TRIES):
        began = time.perf_counter()
        function(*arguments)
        if time.perf_counter() - began < PROMPT_S:
            return
        move_aside()


def _clean_rounds(station: Station) -> set[int]:
    return {sample.round for sample in station.samples if not sample.disturbed}


def empty_calls(library: ctypes.CDLL) -> Pair:
    """Return what calls cost that do nothing, with triad's arguments."""


def prepare(names: Sequence[str], folder: Path) -> ctypes.CDLL:
    """Give both sides their threads; returns the C functions."""
    numba.config.THREADING_LAYER = "omp"
    warm_up()
    ThreadCount().set(THREADS)
    library = build(folder, names)
    library.omp_set_num_threads(THREADS)
    return library


def main() -> None:
    names = sys.argv[1:]
    cases = [case for case in CASES if not names or case.kernel in names]
    with tempfile.TemporaryDirectory() as folder:
        library = prepare([case.kernel for case in cases], Path(folder))
        ratios = {}
        for case in cases:
            for size in case.sizes:
                pair = Pair(case, library, size)
                label = f"{case.kernel:<15}{case.variant:<22}{size:>11,}"
                if pair.wrong:
                    print(f"{label}  the results differ: {pair.wrong}", flush=True)
                    continue
                ratio = pair.measure()
                pairs = len(_clean_rounds(pair.ours) & _clean_rounds(pair.c))
                c, ours = pair.c.estimate.median_s, pair.ours.estimate.median_s
                print(
                    f"{label}  C {seconds(c):>8}  ours {seconds(ours):>8}  {ratio.median:5.2f} "
                    f"[{ratio.low or 0:.2f}, {ratio.high or 0:.2f}] {pairs} of {len(pair.c.samples)}",
                    flush=True,
                )
                ratios[case.kernel, size] = ratio.median
    print(
        f"geometric mean {math.exp(np.mean(np.log(list(ratios.values())))):.2f}, lowest {min(ratios.values()):.2f}"
    )
    libraries = [f["filepath"] for f in threadpool_info() if f["user_api"] == "openmp"]
    print(f"OpenMP libraries in this process: {len(libraries)}")


if __name__ == "__main__":
    main()
