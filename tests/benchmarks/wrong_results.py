"""Measures the whole zoo of right and wrong variants: `python tests/benchmarks/wrong_results.py`.

Prints each variant whose verdict is not as it should be, and the counts. Exits with 1 where a wrong
one is shown as right, or a right one is called wrong.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "measure"))

from zoo import GROUPS, Group, measured, misjudged

from explorer.results.record import Run

BUDGET_S, MOST_S = 0.4, 60.0
"""Seconds for a group; more where other programs took so much of them that points are missing."""


def whole(group: Group) -> Run:
    """Measure a group with as much of a budget as reaches all of its points."""
    budget_s = BUDGET_S
    while True:
        with tempfile.TemporaryDirectory() as folder:
            found = measured(group, Path(folder), budget_s)
        budget_s *= 2
        if budget_s > MOST_S or all(r.status != "skipped" for r in found.points.values()):
            return found


def main() -> int:
    """Measure all groups and report."""
    shown, called, counts = 0, 0, [0, 0]
    for name, group in GROUPS.items():
        passed, blamed = misjudged(group, whole(group))
        shown, called = shown + len(passed), called + len(blamed)
        counts = [counts[0] + len(group.wrong), counts[1] + len(group.right)]
        for one in passed:
            print(f"{name}: {one} is wrong and may win")
        for one in blamed:
            print(f"{name}: right, but {one}")
    print(f"{counts[0]} wrong variants, {shown} shown as right")
    print(f"{counts[1]} right variants, {called} called wrong")
    return 1 if shown or called else 0


if __name__ == "__main__":
    raise SystemExit(main())
