"""Whether asking Why between two runs of the same code changes what the second one measures.

    python tests/benchmarks/why_untouched.py [PAIRS]

Pairs of runs by turns with a question in between, and without one; of each pair, how many points
are called surely changed, and the ratio of all points' times.
"""

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

KERNEL, VARIANTS, SIZES = "sum", "jit_nopython,fastmath", "1000,10000,100000"


def program(*words):
    command = [sys.executable, "-m", "explorer", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def measured(path):
    program("measure", KERNEL, "--variants", VARIANTS, "--sizes", SIZES, "--budget", "3",
            "--output", str(path))  # fmt: skip
    points = json.loads(path.read_text())["points"]
    return {(p["variant"], p["size"]): p for p in points if p["median_s"]}


def main():
    pairs = int(sys.argv[1]) if sys.argv[1:] else 4
    apart = {True: [], False: []}
    outside = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(2 * pairs):
            asks = number % 2 == 0
            before = measured(Path(folder) / f"{number}a.json")
            if asks:
                program("why", KERNEL, "--variant", "jit_nopython", "--size", "1e4", "--anew")
            after = measured(Path(folder) / f"{number}b.json")
            for point, old in before.items():
                new = after.get(point)
                if not (old and new):
                    continue
                apart[asks].append(math.log(new["median_s"] / old["median_s"]))
                known = all(e["low_s"] is not None for e in (old, new))
                outside[asks] += known and (
                    new["low_s"] > old["high_s"] or new["high_s"] < old["low_s"]
                )
    for asks, logs in apart.items():
        middle = math.exp(sorted(logs)[len(logs) // 2])
        widest = math.exp(max(map(abs, logs)))
        print(f"{'with' if asks else 'without'} a question in between: {len(logs)} points, ratio "
              f"{middle:.3f} in the middle, {widest:.2f} at most, intervals apart "
              f"{outside[asks]}")  # fmt: skip


if __name__ == "__main__":
    main()
