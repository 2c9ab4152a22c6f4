"""Measures the whole zoo of right and wrong variants: `python tests/benchmarks/wrong_results.py`.

Prints each variant whose verdict is not as it should be, and the counts. Exits with 1 where a wrong
one is shown as right, or a right one is called wrong.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "measure"))

from zoo import GROUPS, measured, misjudged

BUDGET_S = 0.4


def main() -> int:
    """Measure all groups and report."""
    shown, called, counts = 0, 0, [0, 0]
    for name, group in GROUPS.items():
        with tempfile.TemporaryDirectory() as folder:
            passed, blamed = misjudged(group, measured(group, Path(folder), BUDGET_S))
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
