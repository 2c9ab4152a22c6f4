"""How many of the facts that are drawn from runs of known truth are false.

    python tests/benchmarks/conclusions.py [RUNS [FIRST [NAME ...]]]

Prints, by kind, how many were stated, how many are false, and the first cases of these, then all
that were stated as sure together: of runs as this program makes them, with their noise (`noise`)
and without any (`quiet`), and, through `answer --json`, of files as others may write them, with
samples that are independent (`files`), with such as bursts hit in a row (`bursts`), of another
maker's machine, plans and processes (`machines`), with noise by the clock (`clocked`), and about
runs that nobody would plan (`odd`). Of files each sentence is held against the truth as well; its
kinds are in quotes. FIRST is the first seed.
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
from plain_clocked import make_clocked
from plain_judge import answered, judge_plain, misshapen
from plain_machines import make_machine
from plain_odd import make_odd
from plain_truth import Made, make_file
from sentences import judge_sentences

from explorer.results import runfile

RUNS = 1000
SHOWN = 3
UNSURE = "undecided"
"""The kind that says that something is not sure."""


def of_runs(seeds: range, quiet: bool = False) -> Verdicts:
    """Judge what is drawn from so many of this program's runs."""
    verdicts = Verdicts()
    for seed in seeds:
        truth = make(seed)
        judge(without_noise(truth) if quiet else truth, verdicts, seed)
    return verdicts


def of_files(seeds: range, make_one: Callable[[int], Made]) -> Verdicts:
    """Judge what the command says of so many files."""
    verdicts = Verdicts()
    with TemporaryDirectory() as folder:
        for seed in seeds:
            one = make_one(seed)
            path = Path(folder) / "run.json"
            answer = answered(one, path)
            said = misshapen(one, answer)
            verdicts.judge("form", not said, (seed, said))
            judge_plain(one, answer, verdicts, seed)
            judge_sentences(one, answer, runfile.read(path), verdicts, seed)
    return verdicts


GENERATORS: dict[str, Callable[[range], Verdicts]] = {
    "noise": of_runs,
    "quiet": lambda seeds: of_runs(seeds, quiet=True),
    "files": lambda seeds: of_files(seeds, make_file),
    "bursts": lambda seeds: of_files(seeds, make_bursts),
    "machines": lambda seeds: of_files(seeds, make_machine),
    "clocked": lambda seeds: of_files(seeds, make_clocked),
    "odd": lambda seeds: of_files(seeds, make_odd),
}


def tell(title: str, verdicts: Verdicts) -> None:
    """Print the counts, and the first false facts of each kind."""
    print(title)
    for kind, stated in sorted(verdicts.stated.items()):
        false = verdicts.false[kind]
        print(f"  {kind:20} {stated:7} stated  {false:5} false  {false / stated:8.2%}")
        for case in [case for of, case in verdicts.cases if of == kind][:SHOWN]:
            print(f"    {case}")
    sure = [kind for kind in verdicts.stated if kind != UNSURE]
    stated, false = (sum(of[kind] for kind in sure) for of in (verdicts.stated, verdicts.false))
    share = verdicts.share(*sure)
    print(f"  {'all that is sure':20} {stated:7} stated  {false:5} false  {share:8.2%}")


def main() -> int:
    """Judge so many runs of each generator, or of those that are named."""
    runs, first = (int(text) for text in (*sys.argv[1:3], *(str(RUNS), "0")[len(sys.argv[1:3]) :]))
    for name in sys.argv[3:] or GENERATORS:
        tell(f"{runs} of {name}, from {first} on", GENERATORS[name](range(first, first + runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
