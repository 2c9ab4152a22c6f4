"""What limits points whose limit is known by experiment, beside what the program says.

    python tests/benchmarks/why_answers.py [tuned|seen|held|own|more|threaded] [KERNEL …]

`TUNED` are the points that the verdicts were made with. The limits of the others were written down
before the program was asked about any of them, from times alone (each point's fastest call over
four sizes, the same with fastmath and with error_model, an empty call beside them):

- call: an empty function with the same arguments takes more than half of the time;
- memory: an element takes half as long again as in the cache level before, with the same code, and
  as long as with other variants that move the same bytes;
- latency: each turn needs the last one by definition (a prefix sum, a filter), or
  allowing another order makes it 1.5 times as fast at least; an element takes the same in L1 and
  L2;
- throughput: an element takes the same in L1 and L2, there is no such chain, and less work (no
  check, no division, no call of the C library) takes less time in proportion;
- allocation: the same without its temporary arrays takes a tenth;
- threads: one thread is as fast, or what each of two threads does differs by the kernel's making;
- unknown: the time depends on the values of the data (subnormal numbers, branches), which no bound
  knows.

On processors to which subnormal numbers are like any others, what is labelled unknown for them is
latency: the biased variant, which has none, is timed beside the plain one first. Where loading
numbers one by one takes so long that a table in a far cache is read as fast as one in the nearest,
sorted gathering is not limited by memory but by that: it is timed with both.

Two labels were wrong and were mended after the first answers: stencil_in_place at 61 and 350 had
been written down as latency, but red and black points do not wait for each other.

Every second of them, by a checksum of its name, is held out: nothing may be changed for its sake.
`own` and `more` are points of functions that are no part of the catalogue (`why_own/points.py`),
`threaded` those of two threads (`why_threaded.py`).
`right` says the same limit, `open` says that it is above every bound, with candidates, `wrong` says
another limit.
"""

import json
import subprocess
import sys
import zlib
from pathlib import Path
from time import perf_counter

from why_own.points import MORE, OWN
from why_threaded import THREADED

from explorer.kernels.finding import find
from explorer.kernels.loading import load

TUNED = (
    ("sum", "jit_nopython", 10_000, 1, "latency"),
    ("sum", "fastmath", 100, 1, "call"),
    ("sum", "fastmath", 10_000_000, 1, "memory"),
    ("sum", "parallel_range", 10_000, 1, "latency"),
    ("division", "njit", 10_000, 1, "throughput"),
    ("nbody", "njit", 256, 1, "throughput"),
    ("prefix_sum", "njit", 10_000, 1, "latency"),
    ("temporaries", "njit_vectors", 1_000, 1, "allocation"),
    ("transcendental", "njit", 10_000, 1, "throughput"),
    ("kmeans", "njit_store", 100_000, 1, "unknown"),
    ("mandelbrot", "parallel", 256, 2, "threads"),
    ("histogram", "parallel_interleaved", 100_000, 2, "threads"),
    ("triad", "njit", 10_000_000, 1, "memory"),
    ("dot", "njit", 10_000, 1, "latency"),
)
LABELLED = (
    ("negative_index", "njit_from", 100, 1, "call"),
    ("negative_index", "njit_slice", 100, 1, "call"),
    ("negative_index", "njit_unsigned", 100, 1, "call"),
    ("division", "njit", 100, 1, "call"),
    ("division", "error_model_numpy", 100, 1, "call"),
    ("stencil", "njit", 10, 1, "call"),
    ("stencil_in_place", "njit", 10, 1, "call"),
    ("memory_order", "njit_down", 10, 1, "call"),
    ("memory_order", "njit_along", 10, 1, "call"),
    ("memory_order", "njit_four_rows", 10, 1, "call"),
    ("dot", "fastmath", 1_000, 1, "call"),
    ("dot", "fastmath_same_type", 1_000, 1, "call"),
    ("triad", "njit", 1_000, 1, "call"),
    ("temporaries", "njit_scalars", 100, 1, "call"),
    ("sum", "fastmath", 200_000, 1, "memory"),
    ("negative_index", "njit_slice", 50_000, 1, "memory"),
    ("negative_index", "njit_unsigned", 50_000, 1, "memory"),
    ("negative_index", "njit_slice", 1_000_000, 1, "memory"),
    ("negative_index", "njit_unsigned", 1_000_000, 1, "memory"),
    ("division", "error_model_numpy", 1_000_000, 1, "memory"),
    ("stencil", "njit", 2_000, 1, "memory"),
    ("memory_order", "njit_down", 3_000, 1, "memory"),
    ("memory_order", "njit_along", 3_000, 1, "memory"),
    ("memory_order", "njit_four_rows", 3_000, 1, "memory"),
    ("first_touch", "reuse", 1_000_000, 1, "memory"),
    ("triad", "njit", 500_000, 1, "memory"),
    ("dot", "reassoc", 500_000, 1, "memory"),
    ("dot", "fastmath", 500_000, 1, "memory"),
    ("dot", "fastmath_same_type", 500_000, 1, "memory"),
    ("gather", "njit_sorted", 500_000, 1, "memory"),
    ("gather", "njit_random", 500_000, 1, "memory"),
    ("sum", "jit_nopython", 5_000, 1, "latency"),
    ("sum", "jit_nopython", 200_000, 1, "latency"),
    ("dot", "njit", 1_000, 1, "latency"),
    ("dot", "njit", 20_000, 1, "latency"),
    ("prefix_sum", "njit", 1_000, 1, "latency"),
    ("prefix_sum", "njit", 20_000, 1, "latency"),
    ("denormals", "bias", 10_000, 1, "latency"),
    ("denormals", "bias", 100_000, 1, "latency"),
    ("denormals", "njit", 1_000, 1, "latency"),
    ("mandelbrot", "njit", 160, 1, "latency"),
    ("polynomial", "njit", 2_000, 1, "latency"),
    ("stencil_in_place", "njit", 61, 1, "throughput"),
    ("stencil_in_place", "njit", 350, 1, "throughput"),
    ("division", "njit", 2_000, 1, "throughput"),
    ("division", "njit", 50_000, 1, "throughput"),
    ("division", "error_model_numpy", 2_000, 1, "throughput"),
    ("division", "fastmath", 50_000, 1, "throughput"),
    ("nbody", "njit", 66, 1, "throughput"),
    ("nbody", "pairs", 260, 1, "throughput"),
    ("nbody", "fastmath", 260, 1, "throughput"),
    ("nbody", "fastmath_error_model_numpy", 260, 1, "throughput"),
    ("transcendental", "njit", 2_000, 1, "throughput"),
    ("transcendental", "fastmath", 50_000, 1, "throughput"),
    ("triangular", "njit", 480, 1, "throughput"),
    ("triangular", "njit", 2_200, 1, "throughput"),
    ("stencil", "stencil", 61, 1, "throughput"),
    ("stencil", "stencil", 350, 1, "throughput"),
    ("negative_index", "njit_from", 2_000, 1, "throughput"),
    ("negative_index", "njit_from", 50_000, 1, "throughput"),
    ("monte_carlo_pi", "njit", 10_000, 1, "throughput"),
    ("monte_carlo_pi", "hashed", 10_000, 1, "throughput"),
    ("monte_carlo_pi", "hashed", 1_000_000, 1, "throughput"),
    ("gather", "njit_sorted", 20_000, 1, "throughput"),
    ("gather", "njit_random_boundscheck", 20_000, 1, "throughput"),
    ("temporaries", "njit_scalars", 2_000, 1, "throughput"),
    ("polynomial", "blocks", 2_000, 1, "throughput"),
    ("matmul", "njit_ikj", 35, 1, "throughput"),
    ("temporaries", "njit_vectors", 100, 1, "allocation"),
    ("temporaries", "njit_vectors", 2_000, 1, "allocation"),
    ("temporaries", "njit_vectors", 50_000, 1, "allocation"),
    ("denormals", "njit", 10_000, 1, "unknown"),
    ("denormals", "njit", 100_000, 1, "unknown"),
    ("kmeans", "njit_store", 50_000, 1, "unknown"),
    ("sum", "parallel_prange", 100, 2, "threads"),
    ("triangular", "parallel", 2_200, 2, "threads"),
    ("histogram", "parallel_race", 100_000, 2, "threads"),
)


def half(point):
    """Which half a labelled point is in: `held` is out of reach of all changes."""
    name = " ".join(map(str, point[:4]))
    return "held" if zlib.crc32(name.encode()) % 2 else "seen"


def points():
    """All points, each with its group."""
    yield from ((point, "tuned") for point in TUNED)
    yield from ((point, half(point)) for point in LABELLED)
    for group, those in (("own", OWN), ("more", MORE)):
        for file, *rest in those:
            yield (str(Path(__file__).parent / "why_own" / f"{file}.py"), *rest), group
    yield from ((point, "threaded") for point in THREADED)


def ask(kernel, variant, size, threads):
    command = [sys.executable, "-m", "explorer", "why", kernel, "--variant", variant]
    command += ["--size", str(size), "--threads", str(threads), "--json", "--follow", "--anew"]
    began = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took = perf_counter() - began
    well = done.returncode == 0
    return (json.loads(done.stdout.splitlines()[-1]) if well else done.stderr.strip()), took


def as_here(kernel, variant, size, label):
    """The label on this machine, where it follows from what its processor takes for something."""
    if (kernel, variant, label) == ("denormals", "njit", "unknown"):
        slower = fastest(kernel, "njit", size) > 1.5 * fastest(kernel, "bias", size)
        return label if slower else "latency"
    if (kernel, variant, label) == ("gather", "njit_sorted", "memory"):
        each, near = (fastest(kernel, variant, n) / n for n in (size, 5_000))
        return label if each > 1.25 * near else "throughput"
    return label


def fastest(kernel, variant, size):
    """Seconds of the fastest call, without Why."""
    loaded = load(find(kernel), [variant])
    arguments = loaded.make_args_of(variant, size, find(kernel).dtypes[0], 0)
    function = loaded.variants[variant].function
    function(*arguments)
    times = []
    for _ in range(500):
        began = perf_counter()
        function(*arguments)
        times.append(perf_counter() - began)
    return min(times)


def judged(found, label):
    """How a verdict stands to its label: right, open or wrong."""
    limit = (found["verdict"] or {"limit": "unknown"})["limit"]
    if limit == label:
        return "right"
    return "open" if limit == "unknown" else "wrong"


def main():
    groups = [a for a in sys.argv[1:] if a in ("tuned", "seen", "held", "own", "more", "threaded")]
    kernels = [a for a in sys.argv[1:] if a not in groups]
    counts = {}
    longest = 0.0
    for (kernel, variant, size, threads, label), group in points():
        name = Path(kernel).stem
        if (groups and group not in groups) or (kernels and name not in kernels):
            continue
        label = as_here(kernel, variant, size, label)
        found, took = ask(kernel, variant, size, threads)
        if isinstance(found, str):
            print(f"{name} {variant} {size}: {found}", flush=True)
            continue
        longest = max(longest, took)
        how = judged(found, label)
        counts.setdefault(group, []).append(how)
        verdict = found["verdict"] or {"limit": "none", "sentence": "", "over_bound": None}
        helps = [
            f"{a['change']} {a['ratio']['median']:.2f}×"
            for a in found["advice"] or ()
            if a["helps"]
        ]
        over = verdict["over_bound"]
        print(f"{how:5} {group} {name} {variant} n={size} threads={threads}: {label} / "
              f"{verdict['limit']}, {f'{over:.2f}' if over else '–'} × its bound, {took:.1f} s, "
              f"others {found['others_cores']} cores")  # fmt: skip
        print(f"      {verdict['sentence']}")
        print(f"      helps: {', '.join(helps) or 'nothing that was tried'}", flush=True)
    for group, hows in counts.items():
        print(f"{group}: {hows.count('right')} of {len(hows)} right, {hows.count('open')} above "
              f"every bound, {hows.count('wrong')} wrong")  # fmt: skip
    print(f"longest {longest:.1f} s")


if __name__ == "__main__":
    main()
