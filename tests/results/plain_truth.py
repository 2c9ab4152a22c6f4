"""Made-up runs as files that others might write: the plain form of the run file, and other shapes.

Only what the format demands is in them. Costs wind about each other, so that curves cross several
times; cost laws have plateaus, thread laws limits and maxima; noise is log-normal, with drift and
outliers that no mark tells of; rounds and whole points are missing.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from scipy.stats import binom

THREADS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
DEMANDED = 6
"""Samples that an interval of 95 % needs."""


@dataclass(frozen=True)
class Cost:
    """What a call takes: a floor, a power of the size, a wave on it, and how threads share it.

    `law` is one of `serial`, `amdahl`, `usl`, `plateau` (no more than `cores` are of use) and
    `steps` (uneven parts: the slowest thread counts). `wake` is what starting each thread costs.
    """

    floor: float
    scale: float
    power: float
    wave: float = 0.0
    phase: float = 0.0
    turns: float = 1.0
    ends: tuple[tuple[float, float], ...] = ()
    law: str = "serial"
    share: float = 0.0
    kappa: float = 0.0
    cores: int = 1
    wake: float = 0.0

    def seconds(self, size: float, threads: int) -> float:
        """Return what a call truly takes."""
        work = self.scale * size**self.power
        work *= math.exp(self.wave * math.sin(self.turns * math.log(size) + self.phase))
        for at, factor in self.ends:
            work *= 1 + (factor - 1) / (1 + (at / size) ** 3)
        if self.law == "serial":
            return self.floor + work
        return self.floor + self.wake * (threads - 1) + work / self._speedup(size, threads)

    def _speedup(self, size: float, threads: int) -> float:
        if self.law == "plateau":
            return float(min(threads, self.cores))
        if self.law == "steps":
            return min(size, 16) / math.ceil(min(size, 16) / threads)
        over = self.share * (threads - 1)
        if self.law == "usl":
            over += self.kappa * threads * (threads - 1)
        return threads / (1 + over)


@dataclass
class Made:
    """A file's content and what is true of it; `noise` is the scatter of a sample, as a share."""

    content: dict[str, Any]
    costs: dict[str, Cost]
    wrong: set[str]
    noise: float
    timed: dict[int, set[tuple[str, int]]] = field(default_factory=dict)

    def seconds(self, variant: str, size: float, threads: int | None) -> float:
        """Return what a call truly takes."""
        return self.costs[variant].seconds(size, threads or 1)


def make_file(seed: int) -> Made:
    """Return the file of a seed."""
    chance = random.Random(f"plain {seed}")
    costs = _costs(chance)
    names = list(costs)
    sizes = _sizes(chance)
    most = chance.choice([1, 2, 4, 8, 16, 64, 128])
    counts = [n for n in THREADS if n <= most]
    counts = sorted({1, *chance.sample(counts, min(len(counts), chance.randint(1, 8)))})
    if chance.random() < 0.08:
        counts = counts[-1:]
    wrong = {name for name in names[1:] if chance.random() < 0.1}
    noise = chance.choice([0.003, 0.01, 0.02, 0.05, 0.12])
    base = chance.choice(names)
    points = list(_points(chance, costs, sizes, counts, wrong, noise))
    content = {
        "format": "numba-explorer-run",
        "version": 1,
        "app_version": "1.0",
        "created": "2026-05-01T12:00:00+02:00",
        "plan": {
            "kernel": {"name": "made", "file": None, "sha256": "0" * 64, "function": None,
                       "arguments": None},
            "axis": "n", "sizes": sizes, "threads": counts, "variants": names, "dtype": "float64",
            "baseline": {"variant": base, "threads": counts[0]}, "precision": 0.02,
            "budget_s": 10.0, "layer": "omp", "seed": seed,
        },
        "where": chance.choice(["worker thread", "separate process"]),
        "machine": {},
        "compile": [{"variant": n, "seconds": round(chance.uniform(0.1, 3), 3)} for n in names],
        "points": points,
    }  # fmt: skip
    found = Made(content, costs, wrong, noise)
    for point in points:
        if point["median_s"] is not None and point["variant"] not in wrong:
            curve = point["variant"], point["threads"]
            found.timed.setdefault(point["size"], set()).add(curve)
    return found


def _sizes(chance: random.Random) -> list[int]:
    low, high = chance.uniform(0.5, 3), chance.uniform(4, 8)
    number = chance.choice([1, 2, 3, 5, 9, 17, 33])
    if chance.random() < 0.5:  # even steps of a logarithmic axis
        steps = [low + (high - low) * i / max(number - 1, 1) for i in range(number)]
    else:
        steps = [chance.uniform(low, high) for _ in range(number)]
    return sorted({round(10**step) for step in steps})


def _costs(chance: random.Random) -> dict[str, Cost]:
    number = chance.choice([1, 2, 2, 3, 4, 6, 9, 12])
    power, winding = chance.choice([0.5, 1.0, 1.0, 1.0, 1.5, 2.0]), chance.random() < 0.35
    at = 10 ** chance.uniform(3, 6)  # where all take about as long
    ends = tuple((10 ** chance.uniform(3, 7), chance.uniform(1.1, 3)) for _ in range(2))
    costs: dict[str, Cost] = {}
    for place in range(number):
        own = power * chance.choice([1.0, 1.0, 1.0, 0.85, 1.15])
        cost = Cost(
            floor=10 ** chance.uniform(-7.5, -4.5),
            scale=10 ** chance.uniform(-5, -3.7) / at**own,
            power=own,
            wave=chance.uniform(0.05, 0.5) if winding else 0.0,
            phase=chance.uniform(0, 6.3),
            turns=chance.uniform(0.5, 1.5),
            ends=ends if chance.random() < 0.6 else (),
            law=chance.choice(["serial", "serial", "amdahl", "usl", "plateau", "steps"]),
            share=chance.choice([0.0, 0.01, 0.05, 0.2, 0.5]),
            kappa=10 ** chance.uniform(-4, -1.3),
            cores=chance.choice([2, 4, 8, 16]),
            wake=10 ** chance.uniform(-8, -5.5),
        )
        if costs and chance.random() < 0.15:  # the same code, or all but
            cost = chance.choice(list(costs.values()))
        costs[f"{chance.choice(['njit', 'fast math', 'par'])}_{place}"] = cost
    return costs


def _points(
    chance: random.Random, costs: dict[str, Cost], sizes: Sequence[int], counts: Sequence[int],
    wrong: set[str], noise: float,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    rounds = chance.choice([1, 2, 3, 5, 6, 7, 9, 15, 30, 80])
    drifting = chance.choice([0.0, 0.0, 0.05, 0.4])
    outliers = chance.choice([0.0, 0.02, 0.1])
    marked, absent = chance.choice([0.0, 0.1, 0.5]), chance.choice([0.0, 0.0, 0.2])
    holes, no_samples = chance.choice([0.0, 0.0, 0.05]), chance.random() < 0.1
    baseless = chance.random() < 0.1
    for size in sizes:
        start, end = (chance.gauss(0, drifting) for _ in range(2))
        common = [
            math.exp(start + (end - start) * i / rounds + abs(chance.gauss(0, noise)))
            for i in range(rounds)
        ]
        for name, cost in costs.items():
            for count in counts if cost.law != "serial" else (1,):
                point = {
                    "variant": name, "size": size, "threads": count,
                    "threaded": cost.law != "serial", "layer": "omp", "process": 0,
                }  # fmt: skip
                left = chance.random() < holes or (baseless and name == next(iter(costs)))
                if left and chance.random() < 0.5:
                    continue
                if left:
                    status = chance.choice(["failed", "skipped"])
                    yield {**point, **untimed(status)}
                    continue
                samples = []
                for number, slower in enumerate(common):
                    if chance.random() < absent:
                        continue
                    seconds = cost.seconds(size, count) * slower
                    seconds *= math.exp(chance.gauss(0, noise))
                    if chance.random() < outliers:
                        seconds *= chance.uniform(2, 10)
                    mark = ""
                    if chance.random() < marked:
                        seconds, mark = seconds * chance.uniform(1, 4), "switched"
                    samples.append([number, seconds, mark])
                if not samples:
                    yield {**point, **untimed("skipped")}
                    continue
                bad = name in wrong and (size == sizes[-1] or chance.random() < 0.5)
                yield {**point, **timed(samples, bad, no_samples)}


def untimed(status: str) -> dict[str, Any]:
    """Return what a file says of a point without a time, besides which it is."""
    return {
        "status": status, "reason": "It was too much.", "median_s": None, "low_s": None,
        "high_s": None, "min_s": None, "calls_per_sample": 0, "samples": [], "disturbed": 0,
        "speedup": None, "error": None,
    }  # fmt: skip


def timed(samples: list[list[Any]], wrong: bool, no_samples: bool) -> dict[str, Any]:
    """Return what a file says of a point with these samples, besides which it is."""
    clean = sorted(seconds for _, seconds, mark in samples if not mark)
    times = clean or [min(seconds for _, seconds, _ in samples)]
    low = high = None
    if len(clean) >= DEMANDED:
        rank = int(binom.ppf(0.025, len(clean), 0.5))
        low, high = clean[rank - 1], clean[-rank]
    status = "ok" if low is not None else "coarse" if len(clean) >= len(samples) / 2 else "noisy"
    return {
        "status": "wrong" if wrong else status,
        "reason": "It is off by half." if wrong else None,
        "median_s": median(times), "low_s": low, "high_s": high, "min_s": times[0],
        "calls_per_sample": 10, "samples": [] if no_samples else samples,
        "disturbed": 0 if no_samples else len(samples) - len(clean),
        "speedup": None, "error": 0.5 if wrong else 0.0,
    }  # fmt: skip
