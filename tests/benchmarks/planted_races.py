"""Planted races: whether every racing parallel function is flagged, and no right one.

The kernel files in the folder `races` hold functions whose names say what they are. Each file is
measured as a user's own file is, in a process of its own, several times; a function is flagged in
a run when any of its points is called wrong. `--busy` keeps one more process running beside it,
because a race is right by luck more often when the threads do not run at the same time.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from trials import Trial, parser, trials

from explorer.kernels.finding import open_file
from explorer.measure.asking import plan_of
from explorer.measure.options import SEPARATE
from explorer.measure.place import placed, start
from explorer.measure.transport import received
from explorer.results.fold import fold

FILES = sorted(Path(__file__).with_name("races").glob("*.py"))
THREADS = 2
QUICK_SIZES = "1e4"
BUDGET_S = 5.0
RACE = "A race"


def flagged(path: Path, sizes: str | None) -> dict[str, str]:
    """Measure a file once; returns for each variant why it was called wrong, empty if it was not.

    A variant that the budget left no time for is not among them. Raises RuntimeError when one
    failed.
    """
    kernel = open_file(path)
    plan = plan_of(
        kernel,
        most_threads=THREADS,
        sizes=sizes,
        threads=str(THREADS),
        budget_s=BUDGET_S,
        process=SEPARATE,
    )
    run = fold(received(start(plan, kernel, placed(plan, kernel, THREADS))))
    assert run is not None
    found: dict[str, str] = {}
    for point, record in sorted(run.points.items()):
        if record.status == "failed":
            raise RuntimeError(f"{point}: {record.reason}")
        if record.status != "skipped":
            found.setdefault(point.variant, "")
        if record.status == "wrong" and not found[point.variant].startswith(RACE):
            found[point.variant] = record.reason
    return found


def main() -> None:
    made = parser(__doc__, 20)
    made.add_argument("--busy", action="store_true", help="keep another process running")
    options = made.parse_args()
    sizes = QUICK_SIZES if options.quick else None

    def trial(number: int) -> Trial:
        began = time.perf_counter()
        found = {path.stem: flagged(path, sizes) for path in FILES}
        print(f"run {number + 1} took {time.perf_counter() - began:.1f} s", flush=True)
        return {"flagged": found}

    hog = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if options.busy else None
    try:
        known = trials(options, trial)
    finally:
        if hog is not None:
            hog.kill()
            hog.wait()
    report(known)


def report(known: Sequence[Trial]) -> None:
    """Print how often each function was called wrong, of the runs in which it was called."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for trial in known:
        for name, variants in trial["flagged"].items():
            for variant, why in variants.items():
                reasons.setdefault((name, variant), []).append(why)
    print(f"{'file':<12}{'function':<24}{'wrong in':>13}{'of these called a race':>25}")
    totals = {"right": [0, 0], "racing": [0, 0]}
    for (name, variant), found in sorted(reasons.items()):
        wrong = sum(bool(why) for why in found)
        races = sum(why.startswith(RACE) for why in found)
        print(f"{name:<12}{variant:<24}{wrong:>6} of {len(found):<4}{races:>25}")
        total = totals[variant.partition("_")[0]]
        total[0] += wrong
        total[1] += len(found)
    print(
        f"races flagged: {totals['racing'][0]} of {totals['racing'][1]} (goal: all); "
        f"right ones flagged: {totals['right'][0]} of {totals['right'][1]} (goal: none)"
    )


if __name__ == "__main__":
    main()
