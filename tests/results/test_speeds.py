"""Two heaps are told from one, and named where they keep a time from being known better."""

import math
import random

import made_runs as made
import pytest
from made_runs import LOOP

from explorer.measure.events import Measured, Update
from explorer.measure.plan import Point
from explorer.measure.statistics import Sample, estimate
from explorer.results.facts.facts import facts
from explorer.results.facts.speeds import FEWEST
from explorer.results.facts.subject import Subject
from explorer.results.words.answer import answer
from explorer.units import percent, seconds

ONE_HEAP = {
    "normal": lambda rng: math.exp(0.2 * rng.gauss(0, 1)),
    "exponential": lambda rng: 1 + 0.5 * rng.expovariate(1),
    "uniform": lambda rng: rng.uniform(1, 1.5),
    "long tail": lambda rng: 1 + 0.3 * rng.expovariate(1) ** 2,
}


def alternating(rng, slow_share):
    return (1.25 if rng.random() < slow_share else 1.0) * math.exp(0.005 * rng.gauss(0, 1))


def run_of(draw, seed, number=FEWEST, size=1000):
    """A run of `loop` with a steady and a drawn size."""
    rng = random.Random(seed)
    drawn = tuple(Sample(i, 1.3e-3 * draw(rng)) for i in range(number))
    point = Point("loop", size, 1)
    more = [Measured(size, (Update(point, 10, drawn, estimate(drawn), 0),))]
    return made.run({LOOP: {100: 1e-6, size: None}}, more=more)


def found(run):
    return facts(Subject(run)).two_speeds


@pytest.mark.parametrize("name", ONE_HEAP)
def test_one_heap_however_wide_is_not_called_two(name):
    runs = [run_of(ONE_HEAP[name], seed) for seed in range(100)]
    assert sum(bool(found(run)) for run in runs) <= 1


@pytest.mark.parametrize("slow_share", [0.45, 0.5])
def test_two_heaps_are_found_with_both_speeds_and_their_shares(slow_share):
    known = [
        found(run) for seed in range(20)
        if (run := run_of(lambda rng: alternating(rng, slow_share), seed, 200))
        and run.point("loop", 1000, 1).estimate.precision > run.plan.precision
    ]  # fmt: skip
    assert len(known) >= 5
    for (one,) in known:
        assert one.fast_s == pytest.approx(1.3e-3, rel=0.01)
        assert one.slow_s == pytest.approx(1.625e-3, rel=0.01)
        assert one.slow_share == pytest.approx(slow_share, abs=0.1)


def test_the_answer_names_the_point_and_both_speeds():
    run = next(
        run for seed in range(50)
        if found(run := run_of(lambda rng: alternating(rng, 0.5), seed))
    )  # fmt: skip
    (one,) = found(run)
    (said,) = [text for text in answer(run) if "alternates" in text]
    assert said == (
        f"At n = 1,000 loop alternates between {seconds(one.fast_s)} and {seconds(one.slow_s)} (in "
        f"{percent(one.slow_share)} of its batches): more samples do not tell its time better."
    )


def test_a_time_that_is_known_well_or_from_few_samples_is_not_spoken_of():
    assert not found(run_of(lambda rng: alternating(rng, 0.1), 1, 200))
    assert not found(run_of(lambda rng: alternating(rng, 0.5), 1, FEWEST - 1))
