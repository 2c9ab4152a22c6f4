"""How many of the facts that are drawn from runs of known truth are false: `python … [RUNS]`.

Prints, by kind, how many were stated, how many are false, and the first cases of these: of runs as
this program makes them, with their noise and without any, and, through `answer --json`, of files
as others may write them, with samples that are independent and with such as bursts hit in a row.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "results"))

from judge import Verdicts, judge
from known_truth import make, without_noise
from plain_bursts import make_bursts
from plain_judge import answered, judge_plain
from plain_truth import Made, make_file

RUNS = 1000
SHOWN = 3


def of_files(runs: int, make_one: Callable[[int], Made] = make_file) -> Verdicts:
    """Judge what the command says of so many files."""
    verdicts = Verdicts()
    with TemporaryDirectory() as folder:
        for seed in range(runs):
            one = make_one(seed)
            judge_plain(one, answered(one, Path(folder) / "run.json"), verdicts, seed)
    return verdicts


def tell(title: str, verdicts: Verdicts) -> None:
    """Print the counts, and the first false facts of each kind."""
    print(title)
    for kind, stated in sorted(verdicts.stated.items()):
        false = verdicts.false[kind]
        print(f"  {kind:20} {stated:7} stated  {false:5} false  {false / stated:8.2%}")
        for case in [case for of, case in verdicts.cases if of == kind][:SHOWN]:
            print(f"    {case}")


def main() -> int:
    """Judge so many runs of either generator."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    for title, prepared in (("with noise", lambda truth: truth), ("without", without_noise)):
        verdicts = Verdicts()
        for seed in range(runs):
            judge(prepared(make(seed)), verdicts, seed)
        tell(f"{runs} runs {title}", verdicts)
    tell(f"{runs} files", of_files(runs))
    tell(f"{runs} files with bursts", of_files(runs, make_bursts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
