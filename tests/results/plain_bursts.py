"""Files of others on a machine that is not quiet: what hits one sample hits the next ones as well.

The costs are those of `plain_truth`; the samples of each point are made anew. A point has a fast
and a slow speed, as where data happen to lie, bursts go on for several rounds and hit one point or
all of the size, and between two blocks of rounds the machine may change its clock rate.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from plain_truth import Made, make_file, timed


def make_bursts(seed: int) -> Made:
    """Return the file of a seed."""
    made = make_file(seed + 500_000)
    chance = random.Random(f"bursts {seed}")
    rounds = chance.choice([2, 5, 7, 12, 25, 60])
    noise = chance.choice([0.002, 0.01, 0.03])
    often, heaps = chance.choice([0.0, 0.02, 0.06]), chance.choice([0.0, 0.0, 0.3])
    shared: dict[int, Sequence[float]] = {}
    points = []
    for point in made.content["points"]:
        if point["median_s"] is None:
            points.append(point)
            continue
        size = point["size"]
        if size not in shared:
            shared[size] = _bursts(chance, rounds, often)
            if chance.random() < 0.2:
                turn, slower = chance.randrange(rounds), chance.uniform(1.05, 1.4)
                shared[size] = [f * slower if i >= turn else f for i, f in enumerate(shared[size])]
        true_s = made.seconds(point["variant"], size, point["threads"])
        own = _bursts(chance, rounds, often / 2)
        samples: list[list[Any]] = []
        for number, slower in enumerate(shared[size]):
            seconds = true_s * slower * own[number] * (1 + abs(chance.gauss(0, noise)))
            seconds *= 1.25 if chance.random() < heaps * 0.8 else 1.0
            samples.append([number, seconds, "switched" if chance.random() < 0.05 else ""])
        points.append({**point, **timed(samples, point["status"] == "wrong", False)})
    return replace(made, content={**made.content, "points": points}, noise=noise)


def _bursts(chance: random.Random, rounds: int, often: float) -> list[float]:
    """How many times as long each round takes: 1, or in a burst of about four more."""
    found, left, slower = [], 0, 1.0
    for _ in range(rounds):
        if not left and chance.random() < often:
            left, slower = chance.randint(1, 7), chance.uniform(1.1, 3)
        found.append(slower if left else 1.0)
        left = max(left - 1, 0)
    return found
