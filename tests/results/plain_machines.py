"""Files of others about a machine with caches, cores and hyperthreads, measured in every odd way.

A call computes, or waits for memory, whichever is longer; threads share cores and bandwidth, some
counts are slower than fewer. Variants are near copies of each other or a thousand times apart.
Plans have one size or thirty, any baseline, one process or up to ten, which differ; points have
one sample or a hundred, of a clock with steps, with tails that no mark tells of, or none at all.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plain_truth import Made, timed, untimed

SAME = (1.0, 1.0, 1.002, 1.01, 1.03, 1.045, 1.06, 1.09, 1.15, 1.4)
"""What near copies take, each as a share of the other."""


@dataclass(frozen=True)
class Machine:
    """Cores, hyperthreads on each, the bytes of three caches, and what each brings to a core."""

    cores: int
    each: int
    caches: tuple[float, float, float]
    rates: tuple[float, float, float, float]

    def rate(self, data: float, threads: float) -> float:
        """Return bytes per second: caches of a core's own are as many as threads."""
        own, shared = threads, min(threads, 4.0)
        first, second, third = self.caches
        if data <= first * own:
            return self.rates[0] * own
        if data <= second * own:
            return self.rates[1] * own
        return self.rates[2] * own if data <= third else self.rates[3] * shared


@dataclass(frozen=True)
class Task:
    """What a call takes on a machine. `law` says whether it threads; `share` stays serial."""

    machine: Machine
    floor: float
    each_s: float
    power: float
    bytes_each: float
    law: str = "serial"
    share: float = 0.0
    wake: float = 0.0
    slow: tuple[int, ...] = ()
    times: float = 1.0

    def seconds(self, size: float, threads: int) -> float:
        """Return what a call truly takes."""
        busy = min(threads, self.machine.cores)
        more = min(threads, self.machine.cores * self.machine.each) - busy
        team = busy + 0.25 * more
        work = self.each_s * size**self.power
        work = work * (self.share + (1 - self.share) / team)
        moved = self.bytes_each * size / self.machine.rate(self.bytes_each * size, busy)
        crowd = max(1.0, threads / (self.machine.cores * self.machine.each)) ** 0.5
        start = self.wake * math.log2(threads) if threads > 1 else 0.0
        late = 1.2 if threads in self.slow else 1.0
        return self.times * (self.floor + start + max(work, moved) * crowd * late)


def make_machine(seed: int) -> Made:
    """Return the file of a seed."""
    chance = random.Random(f"machines {seed}")
    cores = chance.choice([1, 2, 4, 8, 16, 32, 64])
    machine = Machine(
        cores,
        chance.choice([1, 2]),
        (chance.choice([32e3, 48e3]), chance.choice([2.5e5, 1e6, 2e6]), chance.choice([8e6, 6e7])),
        (chance.uniform(1e11, 3e11), chance.uniform(5e10, 1e11), chance.uniform(2e10, 4e10),
         chance.uniform(5e9, 1.5e10)),
    )  # fmt: skip
    costs = _tasks(chance, machine)
    names = list(costs)
    counts = _counts(chance, cores)
    sizes = _sizes(chance)
    wrong = {name for name in names[1:] if chance.random() < 0.07}
    processes = chance.choice([1, 1, 1, 2, 3, 5, 6, 10])
    apart = chance.choice([0.0, 0.005, 0.02, 0.06]) if processes > 1 else 0.0
    noise = chance.choice([0.001, 0.004, 0.015, 0.04])
    points = list(_points(chance, costs, sizes, counts, wrong, noise, processes, apart))
    kernel = {"name": "theirs", "file": None, "sha256": "", "function": None, "arguments": None}
    plan = {
        "kernel": kernel, "axis": "n", "sizes": sizes, "threads": counts, "variants": names,
        "dtype": chance.choice(["float64", "float32", "int64"]), "layer": "tbb", "seed": seed,
        "baseline": {"variant": chance.choice(names), "threads": chance.choice(counts)},
        "precision": 0.02, "budget_s": 10.0,
    }  # fmt: skip
    content = {
        "format": "numba-explorer-run", "version": 1, "app_version": "1.0",
        "created": "2026-06-01T12:00:00+02:00", "plan": plan, "where": "separate process",
        "machine": {"cores_usable": cores}, "points": points,
        "compile": [{"variant": name, "seconds": 0.4} for name in names if "njit" in name],
    }  # fmt: skip
    found = Made(content, costs, wrong, max(noise, apart))
    for point in points:
        if point["median_s"] is not None and point["variant"] not in wrong:
            found.timed.setdefault(point["size"], set()).add((point["variant"], point["threads"]))
    return found


def _tasks(chance: random.Random, machine: Machine) -> dict[str, Task]:
    power = chance.choice([1.0, 1.0, 1.0, 1.3, 2.0])
    each_s, bytes_each = 10 ** chance.uniform(-10, -8), chance.choice([0.0, 8.0, 24.0])
    found: dict[str, Task] = {}
    for place in range(chance.randint(2, 12)):
        kind = chance.choice(["njit", "njit", "parallel_njit", "parallel_njit", "numpy", "python"])
        threads = kind == "parallel_njit" and chance.random() < 0.9
        one = Task(
            machine,
            floor=10 ** chance.uniform(-7.3, -5.5),
            each_s=each_s * chance.choice([0.3, 1.0, 1.0, 2.0]),
            power=power,
            bytes_each=bytes_each,
            law="threads" if threads else "serial",
            share=chance.choice([0.0, 0.0, 0.02, 0.1, 0.4]),
            wake=10 ** chance.uniform(-6.5, -4.5),
            slow=tuple(chance.sample([2, 4, 8, 16, 32, 64], chance.choice([0, 0, 1, 2]))),
            times=10 ** chance.uniform(1, 3) if kind == "python" else 1.0,
        )
        if found and chance.random() < 0.35:
            like = chance.choice(list(found.values()))
            one = Task(**{**like.__dict__, "times": like.times * chance.choice(SAME)})
        found[f"{kind}_{place}"] = one
    return found


def _counts(chance: random.Random, cores: int) -> list[int]:
    most = chance.choice([1, cores, 2 * cores, 64])
    some = sorted({1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64} & set(range(1, most + 1)) | {most})
    counts = sorted(chance.sample(some, min(len(some), chance.randint(1, 7))))
    return counts if chance.random() < 0.2 else sorted({1, *counts})


def _sizes(chance: random.Random) -> list[int]:
    number = chance.choice([1, 1, 2, 3, 5, 8, 12, 30])
    low, high = sorted((chance.uniform(1, 4), chance.uniform(4, 7.5)))
    return sorted({round(10 ** chance.uniform(low, high)) for _ in range(number)})


def _points(
    chance: random.Random, costs: dict[str, Task], sizes: list[int], counts: list[int],
    wrong: set[str], noise: float, processes: int, apart: float,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    rounds = chance.choice([1, 2, 4, 6, 8, 10, 20, 50])
    gone, tails = chance.choice([0.0, 0.0, 0.1, 0.6]), chance.choice([0.0, 0.03, 0.1])
    marked, bare = chance.choice([0.0, 0.05, 0.7]), chance.random() < 0.15 and processes == 1
    limit_s, step_s = chance.choice([0.1, 1.0, math.inf]), chance.choice([0.0, 1e-9, 4e-8])
    ends_early, in_one_list = chance.random() < 0.2, chance.random() < 0.5
    own: dict[tuple[str, int, int], float] = {}
    for size in sizes:
        now = max(1, rounds // 8) if ends_early and size > sizes[len(sizes) // 2] else rounds
        slower = [_walk(chance, now, noise) for _ in range(processes)]
        for name, cost in costs.items():
            for count in counts if cost.law != "serial" else (1,):
                point = {
                    "variant": name, "size": size, "threads": count,
                    "threaded": cost.law != "serial", "layer": "tbb",
                }  # fmt: skip
                true_s = cost.seconds(size, count)
                if true_s > limit_s or chance.random() < 0.02:
                    status = "skipped" if true_s > limit_s else chance.choice(["skipped", "failed"])
                    yield {**point, **untimed(status), "process": 0}
                    continue
                each = []
                for process in range(processes):
                    key = (name, count, process)
                    factor = own.setdefault(key, math.exp(chance.gauss(0, apart)))
                    samples = []
                    for number in range(now):
                        if number and chance.random() < gone:
                            continue
                        seconds = true_s * factor * slower[process][number]
                        seconds *= math.exp(abs(chance.gauss(0, noise)))
                        if chance.random() < tails:
                            seconds *= chance.paretovariate(2.5)
                        mark = "waited" if chance.random() < marked else ""
                        seconds *= chance.uniform(1.0, 3.0) if mark else 1.0
                        if step_s:
                            seconds = max(round(10 * seconds / step_s), 1) * step_s / 10
                        samples.append([number, seconds, mark])
                    bad = name in wrong and (size == sizes[0] or chance.random() < 0.3)
                    each.append({**timed(samples, bad, bare), "process": process})
                if processes > 1 and in_one_list:
                    repeats = [{**one, "number": place} for place, one in enumerate(each)]
                    yield {**point, **each[0], "repeats": repeats}
                else:
                    yield from ({**point, **one} for one in each)


def _walk(chance: random.Random, rounds: int, noise: float) -> list[float]:
    """How much slower the machine is in each round, than it is at its quietest."""
    found, level = [], 0.0
    for _ in range(rounds):
        level = 0.8 * level + abs(chance.gauss(0, noise))
        found.append(math.exp(level))
    return found
