"""How many of the facts that are drawn from runs of known truth are false: `python … [RUNS]`.

Prints, by kind, how many were stated, how many are false, and the first cases of these.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "results"))

from judge import Verdicts, judge
from known_truth import make, without_noise

RUNS = 1000
SHOWN = 3


def main() -> int:
    """Judge so many runs, with their noise and without any."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    for title, prepared in (("with noise", lambda truth: truth), ("without", without_noise)):
        verdicts = Verdicts()
        for seed in range(runs):
            judge(prepared(make(seed)), verdicts, seed)
        print(f"{runs} runs {title}")
        for kind, stated in sorted(verdicts.stated.items()):
            false = verdicts.false[kind]
            print(f"  {kind:16} {stated:7} stated  {false:5} false  {false / stated:8.2%}")
            for case in [case for of, case in verdicts.cases if of == kind][:SHOWN]:
                print(f"    {case}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
