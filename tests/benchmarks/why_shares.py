"""The share of the time at each of three loops, beside the truth: the loops timed one by one.

    python tests/benchmarks/why_shares.py

Alone, and beside a process for each core that does nothing but take it. The goal is 5 points.
"""

import multiprocessing
import tempfile
from pathlib import Path
from time import perf_counter

import numba

from explorer.kernels.finding import open_file
from explorer.measure.machine import usable_cores
from explorer.why.asking import job_of
from explorer.why.job import LOOK, ready
from explorer.why.running import Running

LOOPS = {
    "adds": "        total += x[i]",
    "divides": "        total = x[i] / (total + 1.5)",
    "multiplies": "        total = total * x[i] + 0.25",
}
HEAD = """import numba
import numpy as np

def make_args(n, dtype="float64", seed=0):
    return (np.random.default_rng(seed).random(n),)
"""
FUNCTION = """
@numba.njit(error_model="numpy")
def {name}(x):
    total = 0.0
{loops}
    return total
"""
LOOP = "    for i in range({part}):\n{body}"
PARTS = {"adds": "x.shape[0] // 4", "divides": "x.shape[0] // 8", "multiplies": "x.shape[0]"}
SIZE = 20_000


def text():
    loops = {name: LOOP.format(part=PARTS[name], body=body) for name, body in LOOPS.items()}
    alone = [FUNCTION.format(name=name, loops=loop) for name, loop in loops.items()]
    return HEAD + "".join([FUNCTION.format(name="all", loops="\n".join(loops.values())), *alone])


def truth(kernel):
    """The share of each loop, by its fastest call when it is alone."""
    times = {}
    for name in LOOPS:
        call = ready(job_of(kernel, name, SIZE, numba.get_num_threads(), "float64", LOOK))
        function, arguments = call.variant.function, call.arguments
        function(*arguments)
        best = 1.0
        for _ in range(300):
            began = perf_counter()
            function(*arguments)
            best = min(best, perf_counter() - began)
        times[name] = best
    return {name: took / sum(times.values()) for name, took in times.items()}


def sampled(kernel):
    """The share of the lines of each loop, as Why says it."""
    found = Running(job_of(kernel, "all", SIZE, 1, "float64", LOOK)).answer()
    rows = kernel.path.read_text().splitlines()
    first = kernel.variant("all").line
    heads = [n for n in range(first, first + 20) if rows[n - 1].startswith("    for ")][:3]
    lines = {line["line"]: line["share"] for line in found["lines"]}
    return {name: lines.get(head, 0.0) + lines.get(head + 1, 0.0)
            for name, head in zip(LOOPS, heads, strict=True)}  # fmt: skip


def take():
    while True:
        pass


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "three.py"
        path.write_text(text())
        kernel = open_file(path)
        true = truth(kernel)
        for beside in (0, usable_cores()):
            busy = [multiprocessing.Process(target=take, daemon=True) for _ in range(beside)]
            for one in busy:
                one.start()
            found = sampled(kernel)
            for one in busy:
                one.kill()
                one.join()
            for name, share in found.items():
                print(f"beside {beside} busy: {name} {share:.1%}, truth {true[name]:.1%}")
            print(f"  most apart {max(abs(found[n] - true[n]) for n in true) * 100:.1f} points")


if __name__ == "__main__":
    main()
