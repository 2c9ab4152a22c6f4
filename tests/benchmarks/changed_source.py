"""Whether a change of the source is told from none, through the command line, for real.

    python tests/benchmarks/changed_source.py [EQUAL [SLOWER]]

Files are changed in ways that change nothing (comments, names, blank lines, a docstring), and in
one that makes a variant do a tenth more of the same work, and are measured beside what they were
(`measure --before`). Two variants at two sizes each; the other variant is never changed.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SOURCE = """
import math

import numba
import numpy as np

baseline = "other"


def make_args(n):
    return (np.random.default_rng(1).random(n),)


@numba.njit
def changed(values):
    total = 0.0
    for i in range(len(values)):
        total += math.sin(values[i])
    return total


@numba.njit
def other(values):
    total = 0.0
    for value in values:
        total += math.sin(value)
    return total
"""
LOOP = "    for i in range(len(values)):\n        total += math.sin(values[i])\n"
EQUAL = {
    "a comment": SOURCE.replace(LOOP, f"    # add up\n{LOOP}"),
    "a local name": SOURCE.replace("[i]", "[place]").replace("for i in", "for place in"),
    "an argument's name": SOURCE.replace("changed(values)", "changed(xs)").replace(
        LOOP, LOOP.replace("values", "xs")
    ),
    "blank lines above": SOURCE.replace("def make_args", "\n" * 40 + "def make_args"),
    "a docstring": SOURCE.replace("changed(values):\n", 'changed(values):\n    """Add up."""\n'),
    "a function that nobody calls": SOURCE + "\n\ndef unused(n):\n    return 2 * n\n",
}  # fmt: skip
SLOWER = SOURCE.replace(
    LOOP,
    LOOP
    + "    for i in range(len(values) // 10):\n"
    + "        total += 1e-300 * math.sin(values[i])\n",
)
"""Every tenth value once more, which the check of results does not see."""
SIZES = "2000,50000"


def trial(folder, text):
    """Measure a source beside what it was; what was said, and the exit status."""
    before, now = folder / "before.py", folder / "now.py"
    before.write_text(SOURCE)
    now.write_text(text)
    return subprocess.run(
        [sys.executable, "-m", "explorer", "measure", str(now), "--before", str(before),
         "--sizes", SIZES, "--variants", "changed,other", "--budget", "0.4",
         "--fail-above", "1.05"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def main():
    equal = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    slower = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    ways = list(EQUAL.items())
    trials = [ways[number % len(ways)] for number in range(equal)]
    trials += [("a tenth more work", SLOWER)] * slower
    false = found = points = other = 0
    with TemporaryDirectory() as folder:
        for number, (what, text) in enumerate(trials, 1):
            done = trial(Path(folder), text)
            print(f"\n{number}: {what}: exit {done.returncode}")
            sure = [line for line in done.stdout.splitlines() if line.endswith(", surely")]
            table = [line for line in done.stdout.splitlines() if "×" in line and "n =" in line]
            print(*table[:4], *([] if table else [done.stderr]), sep="\n", flush=True)
            if text == SLOWER:
                points += sum(line.startswith("changed ") for line in sure)
                found += done.returncode == 1
                other += any(line.startswith("other ") for line in sure)
            else:
                false += bool(sure)
    print(f"\nequal sources: {false} of {equal} trials call any of 4 points changed")
    print(f"a tenth more work: {found} of {slower} name it, and fail ({points} of", end=" ")
    print(f"{2 * slower} points);", end=" ")
    print(f"{other} call the other variant changed")


if __name__ == "__main__":
    main()
