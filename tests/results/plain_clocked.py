"""Files of others in which noise goes by the clock: a slow moment hits whatever is measured then.

Batches follow one another, in an order that is new in each round; a burst or another clock rate
hits all batches of a stretch of time, so a point may be hit in one round, or in all it has. Costs
are a fixed part and one per element, which computes or waits for the level of memory that the data
fit in; threads follow Amdahl's law, the universal one, or share a bandwidth. What is too long a
call is skipped from a size on, and a variant may fail or be wrong from one on.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from plain_truth import Made, timed, untimed
from scipy.stats import binom

NAMES = (
    "python", "numpy", "njit", "fastmath", "boundscheck_off", "cached", "vectorize",
    "parallel", "parallel_fastmath", "prange", "prange_chunks", "guvectorize_parallel",
)  # fmt: skip
THREADED = ("parallel", "prange", "guvectorize_parallel")
CACHES = (32e3, 1e6, 32e6)
"""Bytes of the levels of memory; beyond the last one there are no more."""


@dataclass(frozen=True)
class Law:
    """What a call takes: `fixed`, and for each element what it computes or waits, if longer.

    `waits` are of L1, L2, L3 and memory. `law` is `serial`, `amdahl`, `usl` or `bandwidth`, of
    which no more than `lanes` threads get more; `team` is what starting threads costs.
    """

    fixed: float
    computes: float
    waits: tuple[float, float, float, float]
    law: str
    share: float
    kappa: float
    lanes: int
    team: float

    def seconds(self, size: float, threads: int) -> float:
        """Return what a call takes on a quiet machine."""
        level = sum(8 * size > end for end in CACHES)
        waits = self.waits[level] * size
        works = self.computes * size
        if self.law == "serial" or threads == 1:
            return self.fixed + max(works, waits)
        if self.law == "bandwidth":
            shared = max(works / threads, waits / min(threads, self.lanes))
        else:
            over = 1 + self.share * (threads - 1)
            over += self.kappa * threads * (threads - 1) if self.law == "usl" else 0.0
            shared = max(works, waits) * over / threads
        return self.fixed + self.team * (1 + 0.2 * threads) + shared


class Clock:
    """How much longer a batch takes now than on a quiet machine, and whether that was noticed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._often = chance.choice([0.0, 0.001, 0.004, 0.015])
        self._longest = chance.choice([3, 12, 60])
        self._turns = chance.choice([0.0, 0.0, 0.002, 0.01])
        self._slow = chance.uniform(1.08, 1.4)
        self._noticed = chance.choice([0.0, 0.5, 0.95])
        self._noise = chance.choice([0.002, 0.006, 0.02, 0.06])
        self._left, self._burst, self._rate = 0, 1.0, 1.0

    @property
    def noise(self) -> float:
        """How far samples scatter in quiet moments, as a share."""
        return self._noise

    def batch(self) -> tuple[float, str]:
        """Go on by a batch."""
        chance = self._chance
        if chance.random() < self._turns:
            self._rate = self._slow if self._rate == 1.0 else 1.0
        if not self._left and chance.random() < self._often:
            self._left = chance.randint(1, self._longest)
            self._burst = chance.choice([1.15, 1.5, 2.0, 4.0])
        slower = self._rate * math.exp(abs(chance.gauss(0, self._noise)))
        if not self._left:
            return slower, ""
        self._left -= 1
        return slower * self._burst, "switched" if chance.random() < self._noticed else ""


def make_clocked(seed: int) -> Made:
    """Return the file of a seed."""
    chance = random.Random(f"clocked {seed}")
    names = [name for name in NAMES if name in chance.sample(NAMES, chance.randint(2, 12))]
    laws = _laws(chance, names)
    most = chance.choice([1, 2, 4, 8, 16, 32, 64])
    counts = [n for n in (1, 2, 4, 8, 16, 32, 64) if n <= most]
    if len(counts) > 2 and chance.random() < 0.4:
        counts = [1, *sorted(chance.sample(counts[1:], chance.randint(1, len(counts) - 1)))]
    low, decades = chance.choice([10, 100, 1000]), chance.choice([2, 3, 4, 5])
    each = chance.choice([1, 1, 2, 3])
    sizes = sorted({round(low * 10 ** (i / each)) for i in range(decades * each + 1)})
    wrong = {name: chance.choice(sizes) for name in names[1:] if chance.random() < 0.06}
    clock = Clock(chance)
    points = list(_points(chance, laws, sizes, counts, wrong, clock))
    base = {"variant": chance.choice(names), "threads": 1}
    _compare(points, base)
    kernel = {"name": "known", "file": None, "sha256": "f" * 64, "function": None,
              "arguments": None}  # fmt: skip
    content = {
        "format": "numba-explorer-run", "version": 1, "app_version": "0.9",
        "created": "2026-03-14T09:26:53+00:00",
        "plan": {"kernel": kernel, "axis": "n", "sizes": sizes, "threads": counts,
                 "variants": names, "dtype": "float64", "baseline": base, "precision": 0.02,
                 "budget_s": 10.0, "layer": "omp", "seed": seed},
        "where": "worker thread", "machine": {"cpu": "known", "cores_usable": most},
        "compile": [{"variant": n, "seconds": chance.uniform(0.2, 2.0)} for n in names
                    if n not in ("python", "numpy")],
        "points": points,
    }  # fmt: skip
    found = Made(content, laws, set(wrong), clock.noise)
    for point in points:
        if point["median_s"] is not None and point["variant"] not in wrong:
            found.timed.setdefault(point["size"], set()).add((point["variant"], point["threads"]))
    return found


def _laws(chance: random.Random, names: list[str]) -> dict[str, Law]:
    computes, waits = 10 ** chance.uniform(-9.7, -8), 10 ** chance.uniform(-10.3, -9.3)
    deeper = [1.0, chance.uniform(1, 2), chance.uniform(2, 3), chance.uniform(3, 8)]
    found: dict[str, Law] = {}
    for name in names:
        slower = {"python": chance.uniform(20, 90), "numpy": chance.uniform(0.7, 4)}
        own = computes * slower.get(name, chance.choice([0.1, 0.25, 0.5, 1.0, 1.0, 1.1]))
        threaded = name.startswith(THREADED)
        law = Law(
            fixed=chance.choice([1e-7, 2e-7, 4e-7, 1.2e-6]),
            computes=own,
            waits=tuple(waits * step for step in deeper),  # type: ignore[arg-type]
            law=chance.choice(["amdahl", "usl", "bandwidth"]) if threaded else "serial",
            share=chance.choice([0.0, 0.01, 0.05, 0.2]),
            kappa=chance.choice([0.0001, 0.001, 0.01]),
            lanes=chance.choice([2, 3, 6]),
            team=10 ** chance.uniform(-6.3, -4.8),
        )
        same = [one for other, one in found.items() if other.startswith(THREADED) == threaded]
        found[name] = chance.choice(same) if same and chance.random() < 0.12 else law
    return found


def _points(
    chance: random.Random, laws: dict[str, Law], sizes: list[int], counts: list[int],
    wrong: dict[str, int], clock: Clock,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    rounds, limit_s = chance.choice([3, 6, 8, 12, 25, 50]), chance.choice([0.01, 0.2, math.inf])
    lost, fails = chance.choice([0.0, 0.0, 0.05, 0.3]), chance.choice([0.0, 0.0, 0.01])
    for size in sizes:
        keys = [(n, c) for n, law in laws.items() for c in (counts if law.law != "serial" else [1])]
        samples: dict[tuple[str, int], list[list[Any]]] = {key: [] for key in keys}
        for number in range(rounds):
            for name, count in chance.sample(keys, len(keys)):
                slower, mark = clock.batch()
                if number == 0 or chance.random() >= lost:
                    seconds = laws[name].seconds(size, count) * slower
                    samples[name, count].append([number, seconds, mark])
        for name, count in keys:
            point = {
                "variant": name, "size": size, "threads": count,
                "threaded": laws[name].law != "serial", "layer": "omp", "process": 0,
            }  # fmt: skip
            if laws[name].seconds(size, count) > limit_s:
                yield {**point, **untimed("skipped"), "reason": "One call would take too long."}
            elif chance.random() < fails:
                yield {**point, **untimed(chance.choice(["failed", "skipped"]))}
            else:
                bad = name in wrong and size >= wrong[name]
                yield {**point, **timed(samples[name, count], bad, False)}


def _compare(points: list[dict[str, Any]], base: dict[str, Any]) -> None:
    """Write into each point how many times faster than the baseline it is, round by round."""
    known = {(p["variant"], p["size"], p["threads"]): p["samples"] for p in points}
    for point in points:
        against = {
            number: seconds
            for number, seconds, mark in known.get((base["variant"], point["size"], 1), ())
            if not mark
        }
        ratios = sorted(
            against[n] / s for n, s, mark in point["samples"] if not mark and n in against
        )
        if not ratios:
            continue
        rank = int(binom.ppf(0.025, len(ratios), 0.5)) if len(ratios) > 5 else 0
        ends = (ratios[rank - 1], ratios[-rank]) if rank else (None, None)
        point["speedup"] = {"median": median(ratios), "low": ends[0], "high": ends[1]}
