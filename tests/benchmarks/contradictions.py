"""Whether a run says two things of one comparison, in its sentences, tables, readings and facts.

    python tests/benchmarks/contradictions.py [RUNS [FIRST]] [RUN.json ...]

Looks through so many made-up runs of each of four makers, whole and with some curves hidden or
some sizes out of sight, or through the runs that are named.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "results"))

from agreement import contradictions
from known_truth import make
from plain_bursts import make_bursts
from plain_machines import make_machine
from plain_truth import make_file

from explorer.results import runfile
from explorer.results.opening import open_run
from explorer.results.record import Run

RUNS = 100
SHOWN = 3


def made_up(seed: int) -> dict[str, Run]:
    """Return a run of each maker."""
    found = {"noise": make(seed).run}
    for name, maker in {
        "files": make_file,
        "bursts": make_bursts,
        "machines": make_machine,
    }.items():
        found[name] = runfile.parsed(json.dumps(maker(seed).content).encode(), name)
    return found


def looked(name: str, run: Run, chance: random.Random) -> bool:
    """Look at a run and at a part of it, and print what is said in two ways."""
    sizes, series = run.plan.sizes, run.series()
    hidden = frozenset(chance.sample(series, len(series) // 3))
    low, high = sorted(chance.choices(sizes, k=2))
    found = [*contradictions(run), *contradictions(run, hidden, low, high)]
    if found:
        print(f"{name}: {len(found)}", *(f"   {one}" for one in found[:SHOWN]), sep="\n")
    return bool(found)


def main() -> int:
    """Look through them; the exit status is 1 where anything is said in two ways."""
    numbers = [int(text) for text in sys.argv[1:] if text.isdecimal()]
    files = [Path(text) for text in sys.argv[1:] if not text.isdecimal()]
    runs, first = (*numbers, *(RUNS, 0)[len(numbers) :])
    chance, looked_at, found = random.Random(first), 0, 0
    for path in files:
        looked_at, found = looked_at + 1, found + looked(path.name, open_run(path), chance)
    for seed in range(first, first + runs) if not files else ():
        for name, run in made_up(seed).items():
            looked_at, found = looked_at + 1, found + looked(f"{name} {seed}", run, chance)
    print(f"{found} of {looked_at} runs say two things of one comparison")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
