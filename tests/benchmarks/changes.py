"""How often a change between two runs is called sure that is none, and how often one is found.

    python tests/benchmarks/changes.py [TRIALS]

Pairs of runs are made up by chance, equal or with one variant 10 % slower; each run has a speed of
its own, each process places code and data in its own way (`tests/process_runs.py`). By turns their
rounds alternate, as with `measure --before`, on a machine that drifts more meanwhile.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from process_runs import by_turns, run_by_chance

from explorer.results.contrast.contrasts import contrasts

TIMES = {"loop": 1e-9, "fast": 3e-10, "numpy": 5e-10, "other": 7e-10}


def apart(seed, processes, factors):
    """Two runs of different moments."""
    before = run_by_chance(seed, TIMES, processes)
    return before, run_by_chance(seed + 10**6, TIMES, processes, factors)


def turns(seed, processes, factors):
    """Two runs whose rounds alternated."""
    return by_turns(seed, TIMES, processes, factors)


def sure(before, now):
    """The variants of which a change is called sure."""
    return {one.curve[0] for one in contrasts(before, now).contrasts if one.sure}


def main():
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{trials} pairs of runs each, 8 points; share of pairs")
    print("processes   equal: any called changed   +10 %: found   +10 %: another called changed")
    for pair, numbers in ((apart, (1, 3, 6, 8, 10, 15)), (turns, (6, 8, 9, 10, 12))):
        print(pair.__doc__)
        for processes in numbers:
            false = sum(bool(sure(*pair(seed, processes, None))) for seed in range(trials))
            found = other = 0
            for seed in range(trials, 2 * trials):
                called = sure(*pair(seed, processes, {"fast": 1.1}))
                found += "fast" in called
                other += bool(called - {"fast"})
            shares = (100 * count / trials for count in (false, found, other))
            print("{:>9}   {:>24.1f} %   {:>11.1f} %   {:>27.1f} %".format(processes, *shares))


if __name__ == "__main__":
    main()
