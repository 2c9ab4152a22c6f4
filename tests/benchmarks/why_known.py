"""The known answers of Why: what must come out, and what does.

    python tests/benchmarks/why_known.py [KERNEL …]

Times are this machine's, so a quiet one is wanted; how long each question took is told, too.
"""

import re
import sys
from time import perf_counter

import numba

from explorer.kernels.finding import find
from explorer.why.asking import ask, job_of
from explorer.why.ceilings import kept
from explorer.why.job import TRY, ready
from explorer.why.telling import WORTH


def helps(why, change):
    return next((a for a in why.advice if a.change == change and a.helps), None)


def ratio(why, change):
    found = next((a for a in why.advice if a.change == change), None)
    return found.ratio.median if found is not None else float("nan")


def total(why, name):
    return sum(getattr(loop, name) for loop in why.loops)


def told(why):
    return " ".join(
        [*(f for loop in why.loops for f in loop.facts), *(r.text for r in why.remarks)]
    )


def limit(why):
    return why.verdict.limit if why.verdict is not None else f"no verdict {dict(why.reasons)}"


def cycles(why):
    """Cycles a turn over what this machine takes for the step that it waits for, as it is told."""
    said = why.verdict.sentence
    parts = r"([\d.]+) cycles a turn", r"takes? ([\d.]+):"
    took, step = (float(re.search(part, said)[1]) for part in parts)
    return took / step


def simd_gain(*operations):
    """How many times as fast SIMD does operations on this machine as one after the other."""
    ceilings = kept()
    one, many = (
        sum(getattr(ceilings, f"{kind}{name}_cycles") for name in operations)
        for kind in ("", "simd_")
    )
    return one / many


def gains(why, change, wanted, *operations):
    """Whether a change brings what is wanted, or nearly what SIMD can bring on this machine."""
    least = min(wanted, 0.85 * simd_gain(*operations))
    return ratio(why, change) >= least, f"{ratio(why, change):.2f} of at least {least:.2f}"


def timed(why, **options):
    """Time before over after of an option, by turns and without Why: the fastest calls."""
    kernel = find(why.kernel)
    call = ready(job_of(kernel, why.variant, why.size, 1, kernel.dtypes[0], TRY))
    plain = call.variant.dispatcher.py_func
    functions = [numba.jit(**{**call.variant.dispatcher.targetoptions, **more})(plain)
                 for more in ({}, options)]  # fmt: skip
    best = [1.0, 1.0]
    for _ in range(40):
        for at, function in enumerate(functions):
            arguments = call.fresh()
            began = perf_counter()
            function(*arguments)
            best[at] = min(best[at], perf_counter() - began)
    return best[0] / best[1]


def as_timed(why, change, **options):
    """Whether what is said of a change is what it brings on this machine, timed without Why."""
    true, said = timed(why, **options), ratio(why, change)
    advised = helps(why, change) is not None
    fits = advised == (true > WORTH) or abs(true - WORTH) < 0.1
    return fits and 0.85 < said / true < 1.15, f"{change} {said:.2f}, timed apart {true:.2f}"


ROWS = (
    ("sum", "jit_nopython", 10_000, 1, (
        ("“written order” is said", lambda w: "written order" in told(w)),
        ("SIMD 0 %, 10,000 flop", lambda w: all(not x.simd_share for x in w.loops)
         and total(w, "flops") == 10_000),
        ("cycles an element over an addition's latency 0.9 to 1.1",
         lambda w: (0.9 <= cycles(w) <= 1.1, f"{cycles(w):.3f}")),
        ("fastmath ≥ 4", lambda w: (ratio(w, "fastmath") >= 4, f"{ratio(w, 'fastmath'):.2f}")),
    )),
    ("sum", "parallel_range", 10_000, 1, (
        ("the same code as jit_nopython", lambda w: "jit_nopython" in w.same_code_as),
        ("no parallel loop", lambda w: not w.parallel_loops),
    )),
    ("sum", "fastmath", 100, 1, (("call", lambda w: (limit(w) == "call", limit(w))),)),
    ("sum", "fastmath", 10_000_000, 1, (
        ("memory", lambda w: (limit(w) == "memory", limit(w))),
        ("SIMD 100 %", lambda w: (lambda s: (s > 0.99, f"{s:.3f}"))(
            max(x.simd_share or 0 for x in w.loops))),
    )),
    ("division", "njit", 10_000, 1, (
        ("zero checks", lambda w: "checks of a divisor for zero" in told(w)),
        ("error_model ≥ 3, or what SIMD divides faster here",
         lambda w: gains(w, "error_model", 3, "division")),
        ("fastmath about 1, not advised (so on Zen 5), or as it is timed apart",
         lambda w: as_timed(w, "fastmath", fastmath=True)),
    )),
    ("nbody", "njit", 256, 1, (
        ("fastmath alone 1.0 (so on Zen 5), or as it is timed apart",
         lambda w: as_timed(w, "fastmath", fastmath=True)),
        ("error_model alone 1.0, or as it is timed apart",
         lambda w: as_timed(w, "error_model", error_model="numpy")),
        ("both ≥ 4, or what SIMD divides and takes roots of faster here",
         lambda w: gains(w, "fastmath + error_model", 4, "division", "root")),
    )),
    ("matmul", "njit_ijk", 100, 1, (
        ("fastmath slower, not advised (so on Zen 5), or as it is timed apart",
         lambda w: as_timed(w, "fastmath", fastmath=True)),
        ("loop order ≥ 2.5",
         lambda w: (ratio(w, "loop order") >= 2.5, f"{ratio(w, 'loop order'):.2f}")),
        ("2,000,000 flop", lambda w: total(w, "flops") == 2_000_000),
    )),
    ("prefix_sum", "njit", 10_000, 1, (
        ("a chain", lambda w: (limit(w) == "latency", limit(w))),
        ("no option helps", lambda w: (not any(a.helps for a in w.advice),
         ", ".join(f"{a.change} {a.ratio.median:.2f}" for a in w.advice))),
    )),
    ("negative_index", "njit_from", 10_000, 1, (
        ("gather, scatter, sign check", lambda w: all(
            word in told(w) for word in ("Gather", "Scatter", "sign checks"))),
        ("unsigned ≥ 3",
         lambda w: (ratio(w, "unsigned index") >= 3, f"{ratio(w, 'unsigned index'):.2f}")),
    )),
    ("temporaries", "njit_vectors", 1_000, 1, (
        ("2,000 allocations", lambda w: (w.allocations_per_call == 2_000, w.allocations_per_call)),
        ("allocation", lambda w: (limit(w) == "allocation", limit(w))),
    )),
    ("transcendental", "njit", 10_000, 1, (
        ("20,000 calls of libm", lambda w: "20,000 calls of" in told(w)),
        ("the same code as fastmath", lambda w: "fastmath" in w.same_code_as),
        ("not called SIMD", lambda w: all((x.simd_share or 0) < 0.05 for x in w.loops)),
    )),
    ("kmeans", "njit_store", 100_000, 1, (
        ("≥ 2 above every bound", lambda w: (w.verdict.over_bound >= 2 and "candidates" in
         w.verdict.sentence, f"{w.verdict.over_bound:.2f}")),
    )),
    ("kmeans", "njit_store", 100, 1, (
        ("within 15 % of its bound", lambda w: (abs(w.verdict.over_bound - 1) <= 0.15,
         f"{w.verdict.over_bound:.2f}")),
    )),
    ("mandelbrot", "parallel", 256, 2, (
        ("imbalance 1.7 to 1.95", lambda w: (1.7 <= w.imbalance <= 1.95, f"{w.imbalance:.2f}")),
    )),
    ("mandelbrot", "parallel_interleaved", 256, 2, (
        ("imbalance ≤ 1.1", lambda w: (w.imbalance <= 1.1, f"{w.imbalance:.2f}")),
    )),
    *(("histogram", name, 100_000, 2, (
        ("contention > 2", lambda w: ((w.contention or 0) > 2, w.contention)),
    )) for name in ("parallel_interleaved", "parallel_race")),
    *(("histogram", name, 100_000, 2, (
        ("contention < 1.15", lambda w: ((w.contention or 9) < 1.15, w.contention)),
    )) for name in ("parallel_private", "parallel_unsigned")),
    ("first_touch", "njit", 10_000_000, 1, (
        ("page faults = 80 MB / 4 KiB ± 5 %", lambda w: (
            0.95 < w.page_faults_per_call / (80e6 / 4096) < 1.05, w.page_faults_per_call)),
    )),
    ("first_touch", "reuse", 10_000_000, 1, (
        ("page faults < 10", lambda w: (w.page_faults_per_call < 10, w.page_faults_per_call)),
    )),
    ("first_touch", "njit", 1_000_000, 1, (
        ("page faults < 10", lambda w: (w.page_faults_per_call < 10, w.page_faults_per_call)),
    )),
    ("dot", "njit", 10_000, 1, (
        ("float32: conversions are named", lambda w: "conversions from float32" in told(w)),
    )),
    ("dot", "fastmath_same_type", 10_000, 1, (
        ("float32: none", lambda w: "conversions from float32" not in told(w)),
    )),
)  # fmt: skip


def main():
    first, took = [], []
    for name, variant, size, threads, checks in ROWS:
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        kernel = find(name)
        dtype = "float32" if name == "dot" else kernel.dtypes[0]
        began = perf_counter()
        heard = []
        why = ask(kernel, variant, size, threads, dtype, anew=True,
                  tell=lambda _, heard=heard: heard.append(perf_counter()))  # fmt: skip
        took.append(perf_counter() - began)
        first.append(heard[0] - began)
        print(f"{name} {variant} n={size:,} threads={threads}: {first[-1]:.1f}, {took[-1]:.1f} s, "
              f"others {why.others_cores} cores, {limit(why)}", flush=True)  # fmt: skip
        for words, check in checks:
            try:
                found = check(why)
            except (TypeError, ValueError, AttributeError) as error:  # a fact is not known
                found = (False, error)
            well, value = found if isinstance(found, tuple) else (found, "")
            print(f"    {'yes' if well else 'NO '} {words} {value}", flush=True)
    print(f"first facts: median {sorted(first)[len(first) // 2]:.1f} s, longest {max(first):.1f} s")
    print(f"all facts: median {sorted(took)[len(took) // 2]:.1f} s, longest {max(took):.1f} s")


if __name__ == "__main__":
    main()
