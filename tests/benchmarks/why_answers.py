"""What limits variants whose limit is known, beside what the program says.

    python tests/benchmarks/why_answers.py [KERNEL …]

The labels follow from what each kernel is written to show. `|` separates limits of which either
is taken as right, so the count at the end says that nothing contradicts them, and not how often a
verdict is right. What the verdicts were tuned on is among these points.
"""

import json
import subprocess
import sys
from time import perf_counter

KNOWN = (
    ("sum", "jit_nopython", "1e4", 1, "latency"),
    ("sum", "jit_nopython", "100", 1, "call|latency"),
    ("sum", "fastmath", "100", 1, "call"),
    ("sum", "fastmath", "1e7", 1, "memory"),
    ("sum", "parallel_range", "1e4", 1, "latency"),
    ("sum", "parallel_prange", "100", 2, "threads|call"),
    ("division", "njit", "1e4", 1, "throughput"),
    ("nbody", "njit", "256", 1, "throughput"),
    ("matmul", "njit_ijk", "100", 1, "latency|unknown"),
    ("prefix_sum", "njit", "1e4", 1, "latency"),
    ("negative_index", "njit_from", "1e4", 1, "throughput|unknown"),
    ("temporaries", "njit_vectors", "1000", 1, "allocation"),
    ("transcendental", "njit", "1e4", 1, "throughput"),
    ("kmeans", "njit_store", "1e5", 1, "unknown"),
    ("mandelbrot", "parallel", "256", 2, "threads"),
    ("histogram", "parallel_interleaved", "1e5", 2, "threads"),
    ("histogram", "parallel_private", "1e5", 2, "threads|unknown"),
    ("first_touch", "njit", "1e7", 1, "memory|unknown|allocation"),
    ("triad", "njit", "1e7", 1, "memory"),
    ("dot", "njit", "1e4", 1, "latency"),
)


def ask(kernel, variant, size, threads):
    command = [sys.executable, "-m", "explorer", "why", kernel, "--variant", variant]
    command += ["--size", size, "--threads", str(threads), "--json"]
    began = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    took = perf_counter() - began
    return (json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()), took


def main():
    right = asked = 0
    for kernel, variant, size, threads, label in KNOWN:
        if sys.argv[1:] and kernel not in sys.argv[1:]:
            continue
        found, took = ask(kernel, variant, size, threads)
        if isinstance(found, str):
            print(f"{kernel} {variant} {size}: {found}")
            continue
        verdict = found["verdict"] or {"limit": "none", "sentence": "", "over_bound": None}
        asked += 1
        right += verdict["limit"] in label.split("|")
        mark = "" if verdict["limit"] in label.split("|") else "  <-- not as labelled"
        helps = [
            f"{a['change']} {a['ratio']['median']:.2f}×"
            for a in found["advice"] or ()
            if a["helps"]
        ]
        print(f"{kernel} {variant} n={size} threads={threads}: {label} / {verdict['limit']}{mark}")
        over = verdict["over_bound"]
        print(f"    over bound {over:.2f}" if over else "    no bound", f"in {took:.1f} s")
        print(f"    {verdict['sentence']}")
        print(f"    helps: {', '.join(helps) or 'nothing that was tried'}")
        print(f"    SIMD {[loop['simd_share'] for loop in found['loops'] or ()]}")
    print(f"{right} of {asked} as labelled")


if __name__ == "__main__":
    main()
