"""Runs of which the truth is known: made up, with the noise that real machines have.

A curve is a fixed cost, a cost per element, steps where caches end, and for some a law of threads.
Samples scatter around it, with bursts, two speeds, lost samples and points that are skipped or
wrong; rounds are shared, so what slows one curve slows the others of its round too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from explorer.measure.events import (
    Checked,
    Compiled,
    Event,
    Failed,
    Finished,
    Measured,
    Skipped,
    Started,
    Update,
)
from explorer.measure.plan import Baseline, KernelRef, Plan, Point
from explorer.measure.statistics import Sample, estimate
from explorer.results.fold import fold
from explorer.results.record import Run


@dataclass(frozen=True)
class Curve:
    """The truth about a variant: what a call takes, and how threads share it."""

    fixed: float
    each: float
    power: float
    steps: tuple[tuple[float, float], ...]
    threaded: bool
    serial: float = 0.0
    coherency: float = 0.0
    start: float = 0.0

    def seconds(self, size: float, threads: int) -> float:
        """Return what a call takes with so many threads."""
        work = self.each * size**self.power
        for at, factor in self.steps:
            if size > at:
                work *= factor
        if not self.threaded:
            return self.fixed + work
        shared = (
            1 + self.serial * (threads - 1) + self.coherency * threads * (threads - 1)
        ) / threads
        return self.fixed + self.start * (threads > 1) * (1 + 0.1 * threads) + work * shared


@dataclass(frozen=True)
class Truth:
    """A made-up run and what is true of it. `wrong` are the variants with a wrong result."""

    run: Run
    curves: dict[str, Curve]
    wrong: frozenset[str]
    noise: float

    def seconds(self, variant: str, size: float, threads: int | None) -> float:
        """Return what a call truly takes."""
        return self.curves[variant].seconds(size, threads or 1)

    def best(self, size: float) -> float:
        """Return the least that a right variant takes at a size, of those with a time there."""
        run = self.run
        return min(
            self.seconds(p.variant, size, p.threads)
            for p, record in run.points.items()
            if p.variant not in self.wrong and p.size == size and record.estimate is not None
        )


def make(seed: int) -> Truth:
    """Return the run of a seed."""
    chance = random.Random(seed)
    names = [f"v{i}" for i in range(chance.randint(2, 12))]
    counts = tuple(sorted(chance.sample([1, 2, 4, 8, 16, 32, 64], chance.randint(1, 7))))
    counts = tuple(sorted({1, *counts})) if chance.random() < 0.9 else counts
    steps = tuple(
        (10 ** chance.uniform(3, 6.5), chance.uniform(1.05, 1.8))
        for _ in range(chance.randint(0, 2))
    )
    power = chance.choice([1.0, 1.0, 1.0, 1.5, 2.0])
    curves = {name: _curve(chance, steps, power) for name in names}
    for name in names[1:]:
        if chance.random() < 0.15:  # the same code under another name
            curves[name] = curves[names[0]]
    sizes = sorted(
        {int(float(f"{10 ** chance.uniform(2, 7):.1e}")) for _ in range(chance.randint(2, 14))}
    )
    plan = Plan(
        KernelRef("made up", variants=tuple(names)),
        tuple(sizes),
        counts,
        tuple(names),
        Baseline(names[0]),
    )
    wrong = frozenset(name for name in names[1:] if chance.random() < 0.08)
    noise = chance.choice([0.002, 0.005, 0.01, 0.03, 0.08])
    run = fold(_events(plan, curves, wrong, noise, chance))
    assert run is not None
    return Truth(run, curves, wrong, noise)


def _curve(chance: random.Random, steps: tuple[tuple[float, float], ...], power: float) -> Curve:
    threaded = chance.random() < 0.5
    return Curve(
        fixed=10 ** chance.uniform(-7, -5.5),
        each=10 ** chance.uniform(-9.7, -8) * 1000 ** (1 - power),
        power=power,
        steps=tuple((at, factor) for at, factor in steps if chance.random() < 0.8),
        threaded=threaded,
        serial=chance.choice([0.0, 0.02, 0.1, 0.3]),
        coherency=chance.choice([0.0, 0.0, 0.001, 0.01]),
        start=10 ** chance.uniform(-6, -5),
    )


def _events(
    plan: Plan, curves: dict[str, Curve], wrong: frozenset[str], noise: float, chance: random.Random
) -> Iterator[Event]:
    machine = {"cpu": "made up", "cores_usable": max(plan.threads), "versions": {}}
    yield Started(plan, "2026-01-01T00:00:00+00:00", "0", "worker thread", machine)
    for name in plan.variants:
        yield Compiled(name, 0.1, curves[name].threaded)
    rounds = chance.choice([3, 8, 12, 20, 40])
    lost = chance.choice([0.0, 0.0, 0.1, 0.4])
    two_speeds = chance.random() < 0.2
    for size in plan.sizes:
        points = [
            Point(name, size, count)
            for name in plan.variants
            for count in (plan.threads if curves[name].threaded else (1,))
        ]
        updates = []
        drift = [1 + abs(chance.gauss(0, noise)) * 2 for _ in range(rounds)]
        if two_speeds:
            drift = [d * (1.3 if i >= rounds // 2 else 1.0) for i, d in enumerate(drift)]
        for point in points:
            if chance.random() < 0.03:
                yield Skipped(point, "One call would take too long.")
                continue
            if chance.random() < 0.01:
                yield Failed(point.variant, "It raised.", size, point.threads)
                continue
            bad = point.variant in wrong
            yield Checked(point, 0.5 if bad else 0.0, "It is off by half." if bad else "")
            truth = curves[point.variant].seconds(size, point.threads)
            samples = tuple(_samples(truth, drift, noise, lost, chance))
            if chance.random() < 0.01:  # beside another program, which not one sample was spared
                slower = chance.uniform(1.5, 50 if point.threads > 1 else 8)
                samples = tuple(Sample(s.round, slower * s.seconds, "waited") for s in samples)
            updates.append(Update(point, 10, samples, estimate(samples)))
        yield Measured(size, tuple(updates))
    yield Finished("precise", "omp", 1.0, 1.0)


def _samples(
    truth: float, drift: list[float], noise: float, lost: float, chance: random.Random
) -> Iterator[Sample]:
    for number, slower in enumerate(drift):
        seconds = truth * slower * (1 + abs(chance.gauss(0, noise)))
        disturbed = ""
        if chance.random() < lost:
            seconds, disturbed = seconds * chance.uniform(1.2, 5), "switched"
        elif chance.random() < 0.03:  # a burst that no signal told of
            seconds *= chance.uniform(1.1, 2)
        yield Sample(number, seconds, disturbed)


def without_noise(truth: Truth) -> Truth:
    """Return the same with every sample at its true time."""
    points = {}
    for point, record in truth.run.points.items():
        if record.estimate is None:
            points[point] = record
            continue
        seconds = truth.seconds(point.variant, point.size, point.threads)
        samples = tuple(Sample(i, seconds) for i in range(12))
        repeat = replace(record.repeats[0], samples=samples, estimate=estimate(samples))
        points[point] = replace(
            record,
            repeats=(repeat,),
            estimate=repeat.estimate,
            status="wrong" if record.status == "wrong" else "ok",
        )
    return replace(truth, run=replace(truth.run, points=points), noise=0.0)
