"""How much a point is measured: as much as it takes, and no more where more would not help."""

import math
import random

import pytest
from fake_clock import AND_ELSEWHERE, CLOCK, FakeStopwatch

from explorer.measure.asking import plan_of
from explorer.measure.enough import FIRST, LOOK, Narrowing, missing
from explorer.measure.ratios import paired_ratios, speedup
from explorer.measure.run import run
from explorer.measure.statistics import Sample, interval

STEADY = """
    from fake_clock import CLOCK
    sizes = "10000,100000"
    def make_args(n): return (n,)
    def base(n):
        CLOCK.take(1e-8 * n)
        return n
    def other(n):
        CLOCK.take(2e-8 * n)
        return n
"""


class Machine(FakeStopwatch):
    """Batches of one variant take as many times as long as `factor` draws."""

    def __init__(self, variant, factor, seed=1):
        super().__init__()
        self._variant, self._factor, self._rng = variant, factor, random.Random(seed)

    def batch(self, timer, calls, limit_s):
        before = CLOCK.seconds
        reading = super().batch(timer, calls, limit_s)
        if self._point.variant == self._variant:
            CLOCK.seconds = before + self._factor(self._rng) * (CLOCK.seconds - before)
        return self._read(before, reading.calls, reading.returned)


def scatters(rng):
    return math.exp(0.06 * rng.gauss(0, 1))


def two_speeds(rng):
    return rng.choice((1.0, 1.5)) * math.exp(0.003 * rng.gauss(0, 1))


@pytest.fixture
def measured_on(kernel, record):
    """Return a function that measures STEADY on a machine."""

    def measure(machine):
        CLOCK.seconds, CLOCK.counts_waiting, CLOCK.disturb = 0.0, True, lambda: 0
        made = kernel(STEADY)
        plan = plan_of(made, 1, threads="1", baseline="base", budget_s=60.0)
        return record(run(plan, made, watch=machine))

    return measure


def samples_of(found, name, size):
    return found.point(name, size, 1).samples


@pytest.mark.parametrize(
    ("clean", "precision", "more"),
    [
        (1, math.inf, FIRST - 1),
        (5, math.inf, FIRST - 5),
        (20, 0.01, 0),
        (20, 0.04, 60),
        (10, 0.03, 13),
    ],
)
def test_what_is_missing_follows_from_the_root_of_the_number(clean, precision, more):
    assert missing(clean, precision, 0.02) == more


@AND_ELSEWHERE
def test_steady_points_are_measured_at_three_moments_and_hardly_more(kernel, simulate, record):
    found = record(simulate(kernel(STEADY), baseline="base"))
    for point in found.points.values():
        assert FIRST <= len(point.samples) <= FIRST + 3


def test_what_scatters_gets_more_than_what_does_not(measured_on):
    found = measured_on(Machine("other", scatters))
    assert found.finished == "precise"
    for size in (10_000, 100_000):
        base, other = samples_of(found, "base", size), samples_of(found, "other", size)
        assert len(other) > 1.5 * len(base)
        assert speedup(other, base).low is not None


def test_a_machine_of_two_speeds_is_recognised_early_and_both_are_in_the_interval(measured_on):
    found = measured_on(Machine("other", two_speeds))
    assert found.finished == "unsteady"
    for size in (10_000, 100_000):
        point = found.point("other", size, 1)
        assert len(point.samples) < 3 * LOOK
        assert point.status == "coarse"
        assert point.estimate.low_s == pytest.approx(2e-8 * size, rel=0.01)
        assert point.estimate.high_s == pytest.approx(3e-8 * size, rel=0.01)


def test_what_was_given_up_is_tried_on_where_it_is_wanted_better():
    rng, narrowing = random.Random(1), Narrowing()
    clean = [two_speeds(rng) for _ in range(2 * LOOK)]

    def look(number):
        narrowing.look(clean[:number], interval(clean[:number]))
        return narrowing.stuck

    assert look(LOOK)
    narrowing.try_on(LOOK)
    assert not look(2 * LOOK - 1)
    assert look(2 * LOOK)


@pytest.mark.parametrize("share", [0.08, 0.15])
def test_of_points_that_become_precise_few_are_given_up(share):
    given_up = 0
    for seed in range(100):
        rng, clean, narrowing = random.Random(seed), [], Narrowing()
        while not clean or interval(clean).precision > 0.02:
            clean += [math.exp(share * rng.gauss(0, 1)) for _ in range(30)]
            narrowing.look(clean, interval(clean))
        given_up += narrowing.stuck
    assert given_up <= 5


def test_rounds_without_the_baseline_have_its_last_time():
    baseline = [Sample(0, 2.0), Sample(3, 4.0), Sample(6, 9.0, "switched")]
    samples = [Sample(number, 1.0) for number in range(9)]
    assert paired_ratios(samples, baseline) == [2.0, 2.0, 2.0, 4.0, 4.0, 4.0]
    assert paired_ratios([Sample(9, 1.0)], baseline) == []


def test_ratios_that_share_a_steady_baselines_times_hold_the_truth():
    held = 0
    for seed in range(200):
        rng = random.Random(seed)
        base = [Sample(n, 2 * math.exp(0.01 * rng.gauss(0, 1))) for n in range(0, 45, 3)]
        mine = [Sample(n, math.exp(0.04 * rng.gauss(0, 1))) for n in range(45)]
        found = speedup(mine, base)
        held += found.low <= 2.0 <= found.high
    assert held >= 0.92 * 200
