"""Runs of several processes made up by chance: what differs between equal runs, and nothing else.

A run has a speed of its own (another moment), each process places code and data in its own way,
for each variant, and each sample has noise. The sizes of these are what machines here showed.
"""

import random
from dataclasses import replace

import made_runs as made

MOMENT, PROCESS, SAMPLE = 0.03, 0.02, 0.01
"""Standard deviations, as shares of the time, of a run's speed, a process's, and a sample's."""


def run_by_chance(seed, times, processes, factors=None, sizes=(1000, 100_000), moments=None):
    """A run of variants with these seconds per element; `factors` slows some of them down.

    `moments` are the machine's speed in each process, the same in all where they are not given.
    """
    chance = random.Random(seed)
    factors = factors or {}
    moments = moments or [chance.lognormvariate(0, MOMENT)] * processes
    first, more = {}, []
    for number, moment in enumerate(moments):
        for variant, each in times.items():
            placed = chance.lognormvariate(0, PROCESS)
            for size in sizes:
                seconds = each * size * factors.get(variant, 1.0) * moment * placed
                seconds *= chance.lognormvariate(0, SAMPLE)
                if number == 0:
                    first.setdefault((variant, 1), {})[size] = seconds
                else:
                    update = made.measured(variant, size, 1, seconds, number).updates[0]
                    more.append(made.Measured(size, (replace(update, repeat=number),)))
    return made.run(first, more=more, repeats=processes)


def by_turns(seed, times, processes, factors=None):
    """Two runs whose rounds alternated, on a machine that gets slower and wanders besides."""
    chance = random.Random(seed)
    speed, speeds = chance.lognormvariate(0, MOMENT), []
    for _ in range(processes):
        speed *= 1.008 * chance.lognormvariate(0, MOMENT)
        speeds.append(speed)
    return tuple(
        replace(
            run_by_chance(
                seed + 1000 * side,
                times,
                processes,
                factors if side else None,
                moments=speeds,
            ),
            beside="the same",
        )
        for side in (0, 1)
    )
