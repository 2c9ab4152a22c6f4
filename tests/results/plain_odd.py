"""Files of others about runs that nobody would plan, each with one or two oddities of its kind.

Many variants or two, one size or two hundred times apart, one thread count or 128; curves that
cross twice, thread laws with teeth, threads that pay in the middle only; few samples, single ones,
none in the file; parts that were added in another moment; points that are missing, noisy or wrong
at the ends; a baseline without a time. `odd` says which oddities a file has.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plain_truth import Made, timed, untimed

ODDITIES = (
    "many variants", "two variants", "alike", "one size", "two sizes", "near sizes", "odd sizes",
    "128 counts", "one count", "no single thread", "crossing twice", "steep steps", "teeth",
    "middle", "few rounds", "single samples", "no samples", "own rounds", "another order",
    "extended variants", "extended sizes", "extended counts", "holes at the ends",
    "noisy at the ends", "wrong", "baseless", "no noise", "much noise", "two speeds", "bursts",
    "whole seconds", "bare compile",
)  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """What a call takes: `fixed`, a power of the size with steps and humps, shared by threads.

    `law` is `serial`, `amdahl`, `teeth` (`parts` of one length, and counts that are slow), `socket`
    (little from a second one) or `middle` (from a size on more threads are slower than one).
    """

    fixed: float
    each: float
    power: float
    steps: tuple[tuple[float, float], ...] = ()
    humps: tuple[tuple[float, float, float], ...] = ()
    law: str = "serial"
    share: float = 0.0
    parts: int = 12
    slow: frozenset[int] = frozenset()
    team: float = 0.0
    far: float = math.inf

    def seconds(self, size: float, threads: int) -> float:
        """Return what a call truly takes."""
        work = self.each * size**self.power
        for at, factor in self.steps:
            work *= factor if size > at else 1.0
        for at, width, height in self.humps:
            work *= math.exp(height * math.exp(-((math.log(size / at) / width) ** 2)))
        if self.law == "serial" or threads == 1:
            return self.fixed + work
        start = self.team * (1 + math.log2(threads))
        if self.law == "teeth":
            work *= math.ceil(self.parts / threads) / self.parts
        elif self.law == "socket":
            work /= min(threads, self.parts) + 0.2 * max(threads - self.parts, 0)
        else:
            work *= self.share + (1 - self.share) / threads
        if self.law == "middle":
            work *= 1 + threads * (size / self.far) ** 0.8
        return self.fixed + start + work * (1.35 if threads in self.slow else 1.0)


def oddities(seed: int) -> set[str]:
    """Return which oddities the file of a seed has: one in turn, and up to two more."""
    chance = random.Random(f"oddities {seed}")
    more = chance.sample(ODDITIES, chance.randint(0, 2))
    return {ODDITIES[seed % len(ODDITIES)], *more}


def make_odd(seed: int) -> Made:
    """Return the file of a seed."""
    chance, odd = random.Random(f"odd {seed}"), oddities(seed)
    sizes, counts = _sizes(chance, odd), _counts(chance, odd)
    shapes = _shapes(chance, odd, sizes)
    names = list(shapes)
    ends = {sizes[0], sizes[-1]}
    wrong = {
        name: chance.choice(sorted(ends))
        for name in names[1:]
        if chance.random() < (0.3 if "wrong" in odd else 0.03)
    }
    noise = chance.choice([0.002, 0.008, 0.02])
    noise = 0.0 if "no noise" in odd else 0.1 if "much noise" in odd else noise
    points = list(_points(chance, odd, shapes, sizes, counts, wrong, noise))
    if "another order" in odd:
        chance.shuffle(points)
    base = chance.choice(names)
    if "baseless" in odd:
        points = [point for point in points if point["variant"] != base]
    compiled = [n for n in names if n.startswith(("njit", "fast", "par"))]
    if "bare compile" in odd:
        compiled = []
    kernel = {"name": "odd", "file": None, "sha256": "", "function": None, "arguments": None}
    content = {
        "format": "numba-explorer-run", "version": 1, "app_version": "0.1",
        "created": "2026-07-01T08:00:00+02:00",
        "plan": {
            "kernel": kernel, "axis": "n", "threads": counts,
            "sizes": sizes if "another order" not in odd else chance.sample(sizes, len(sizes)),
            "variants": names, "dtype": "float64", "precision": 0.02, "budget_s": 10.0,
            "baseline": {"variant": base, "threads": chance.choice(counts)}, "layer": "omp",
            "seed": seed,
        },
        "where": "worker thread", "machine": {},
        "compile": [{"variant": name, "seconds": 0.5} for name in compiled],
        "points": points,
    }  # fmt: skip
    found = Made(content, shapes, set(wrong), noise)
    for point in points:
        if point["median_s"] is not None and point["variant"] not in wrong:
            found.timed.setdefault(point["size"], set()).add((point["variant"], point["threads"]))
    return found


def _sizes(chance: random.Random, odd: set[str]) -> list[int]:
    if "one size" in odd:
        return [chance.choice([1, 17, 1000, 123_457])]
    if "two sizes" in odd:
        low = chance.choice([3, 100, 1000])
        return [low, low * chance.choice([2, 10, 1000, 100_000])]
    if "near sizes" in odd:
        low = chance.randint(1000, 9000)
        return sorted({low + chance.randint(0, 900) for _ in range(8)})
    if "odd sizes" in odd:
        return sorted({round(2 ** chance.uniform(1, 22)) | 1 for _ in range(chance.randint(3, 14))})
    low, each = chance.choice([10, 100, 1000]), chance.choice([1, 2, 4])
    return sorted({round(low * 10 ** (i / each)) for i in range(chance.randint(3, 5) * each)})


def _counts(chance: random.Random, odd: set[str]) -> list[int]:
    if "128 counts" in odd:
        return list(range(1, 129))
    if "one count" in odd:
        return [chance.choice([1, 2, 8])]
    if "no single thread" in odd:
        return sorted(chance.sample([2, 3, 4, 6, 8, 12, 16], chance.randint(1, 4)))
    return chance.choice([[1, 2], [1, 2, 4, 8], [1, 2, 3, 4, 5, 6, 7, 8], [1, 4, 16, 64], [1, 6]])


def _shapes(chance: random.Random, odd: set[str], sizes: Sequence[int]) -> dict[str, Shape]:
    number = 12 if "many variants" in odd else 2 if "two variants" in odd else chance.randint(2, 6)
    if "128 counts" in odd:
        number = min(number, 3)
    power, middle = chance.choice([1.0, 1.0, 1.5, 2.0]), math.sqrt(sizes[0] * sizes[-1])
    each = 10 ** chance.uniform(-5.5, -3.5) / middle**power
    if "whole seconds" in odd:
        each *= 1e5
    steps = tuple((middle * 10 ** chance.uniform(-1, 1), chance.uniform(1.2, 3)) for _ in range(2))
    found: dict[str, Shape] = {}
    for place in range(number):
        kind = chance.choice(["python", "numpy", "njit", "fastmath", "parallel", "parallel"])
        kind = "parallel" if place == 1 else kind  # at least one
        laws = ["teeth", "teeth"] if "teeth" in odd else ["amdahl", "amdahl", "socket", "teeth"]
        own = each * (30.0 if kind == "python" else chance.uniform(0.5, 2))
        one = Shape(
            fixed=10 ** chance.uniform(-7, -6),
            each=own,
            power=power * (chance.choice([1, 1, 0.9, 1.1]) if len(sizes) > 2 else 1),
            steps=steps if "steep steps" in odd or chance.random() < 0.2 else (),
            law="serial" if kind != "parallel" else chance.choice(laws),
            share=chance.choice([0.0, 0.02, 0.1, 0.3]),
            parts=chance.choice([4, 6, 12, 100]),
            slow=frozenset(chance.sample([2, 3, 4, 6, 7, 8, 16], 2 if "teeth" in odd else 0)),
            team=10 ** chance.uniform(-6.5, -4.5),
            far=sizes[-1] / chance.uniform(2, 30),
        )  # fmt: skip
        if kind == "parallel" and "middle" in odd:
            one = replace(one, law="middle")
        if "crossing twice" in odd and chance.random() < 0.6:
            hump = (middle, chance.uniform(0.7, 2), chance.uniform(-1.2, 1.2))
            one = replace(one, humps=(hump,))
        if "alike" in odd and found:
            like = chance.choice(list(found.values()))
            one = replace(like, each=like.each * chance.choice([1, 1.001, 1.02, 1.04, 1.08, 1.2]))
            kind = "parallel" if one.law != "serial" else "njit"
        found[f"{kind}_{place}"] = one
    return found


def _points(
    chance: random.Random, odd: set[str], shapes: dict[str, Shape], sizes: Sequence[int],
    counts: Sequence[int], wrong: dict[str, int], noise: float,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    rounds = chance.choice([2, 3, 5]) if "few rounds" in odd else chance.choice([6, 8, 12, 30])
    rounds = 1 if "single samples" in odd else rounds
    moment = chance.choice([0.97, 1.0, 1.04])  # what a call takes in another moment
    own = {"number": 1, "process": 1} if chance.random() < 0.5 else {}
    late = _late(chance, odd, shapes, sizes, counts)
    ends = {sizes[0], sizes[-1]}
    for size in sizes:
        start = chance.randint(0, 500) if "own rounds" in odd else 0
        shared = [math.exp(abs(chance.gauss(0, noise))) for _ in range(rounds)]
        if "bursts" in odd and rounds > 5 and chance.random() < 0.5:
            first = chance.randrange(rounds)
            shared[first : first + 3] = [2 * s for s in shared[first : first + 3]]
        for name, shape in shapes.items():
            for count in counts if shape.law != "serial" else (1,):
                point = {
                    "variant": name, "size": size, "threads": count,
                    "threaded": shape.law != "serial", "layer": "omp", "process": 0,
                }  # fmt: skip
                if size in ends and "holes at the ends" in odd and chance.random() < 0.3:
                    yield {**point, **untimed(chance.choice(["failed", "skipped"]))}
                    continue
                another = late(name, size, count)
                worse = size in ends and "noisy at the ends" in odd and chance.random() < 0.4
                samples: list[list[Any]] = []
                for number, slower in enumerate(shared):
                    seconds = shape.seconds(size, count) * math.exp(abs(chance.gauss(0, noise)))
                    seconds *= moment if another else slower
                    if "two speeds" in odd and chance.random() < 0.4:
                        seconds *= 1.2
                    mark = "switched" if worse and chance.random() < 0.8 else ""
                    seconds *= chance.uniform(1.1, 6) if mark else 1.0
                    if "whole seconds" in odd and seconds > 30:
                        seconds = round(seconds)
                    samples.append([start + number + (rounds if another else 0), seconds, mark])
                bad = name in wrong and size == wrong[name]
                yield {
                    **point,
                    **timed(samples, bad, "no samples" in odd),
                    **(own if another else {}),
                }


def _late(
    chance: random.Random, odd: set[str], shapes: dict[str, Shape], sizes: Sequence[int],
    counts: Sequence[int],
) -> Any:  # fmt: skip
    """Which points were added in another moment."""
    variants = set(chance.sample(list(shapes), 1)) if "extended variants" in odd else set()
    added = set(sizes[-2:]) if "extended sizes" in odd else set()
    more = set(counts[len(counts) // 2 :]) if "extended counts" in odd else set()
    return lambda name, size, count: name in variants or size in added or count in more - {1}
