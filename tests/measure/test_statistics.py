import math
import random

import pytest

from explorer.measure.ratios import interval_of_ratios, speedup
from explorer.measure.statistics import (
    Interval,
    Sample,
    estimate,
    interval,
    sign_rank,
    steady_interval,
    together,
)


@pytest.mark.parametrize(
    ("samples", "rank"), [(5, None), (6, 1), (8, 1), (9, 2), (20, 6), (50, 18), (100, 40)]
)
def test_ranks_are_those_of_the_sign_test_tables(samples, rank):
    assert sign_rank(samples) == rank


@pytest.mark.parametrize(
    ("samples", "below"), [(999, 0), (1000, 0), (1001, 1), (1500, 0), (2000, 0), (5000, 0)]
)
def test_ranks_of_many_samples_are_exact_or_the_next_wider_one(samples, below):
    fewer, rank = 0, 0
    while (fewer := fewer + math.comb(samples, rank)) * 40 <= 2**samples:  # 2.5 % below
        rank += 1
    assert sign_rank(samples) == rank - below


@pytest.mark.parametrize("draw", [lambda r: r.gauss(10, 1), lambda r: 10 + r.expovariate(1)])
@pytest.mark.parametrize("samples", [6, 15, 40])
def test_interval_covers_the_true_median_in_95_of_100_cases(draw, samples):
    source = random.Random(1)
    true = sorted(draw(source) for _ in range(100_001))[50_000]
    trials = 2000
    covered = 0
    for _ in range(trials):
        found = interval([draw(source) for _ in range(samples)])
        covered += found.low <= true <= found.high
    assert covered / trials > 0.94


def test_five_samples_have_a_median_but_no_interval():
    found = interval([5, 1, 4, 2, 3])
    assert (found.median, found.low, found.high) == (3, None, None)
    assert found.precision == math.inf


def test_disturbed_samples_are_left_out_and_counted():
    samples = [Sample(i, 1.0 + i / 100) for i in range(7)] + [Sample(9, 50.0, "switched")]
    found = estimate(samples)
    assert found.median_s == pytest.approx(1.03)
    assert (found.clean, found.disturbed, found.status) == (7, 1, "ok")


def test_a_point_whose_samples_are_all_disturbed_is_noisy_and_has_no_interval():
    found = estimate([Sample(i, 2.0, "switched") for i in range(8)])
    assert (found.status, found.low_s, found.median_s) == ("noisy", None, 2.0)


def test_few_samples_are_coarse():
    assert estimate([Sample(0, 1.0)]).status == "coarse"


def test_speedup_pairs_rounds_so_that_drift_cancels():
    drift = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]
    slow = [Sample(i, 3.0 * d) for i, d in enumerate(drift)]
    fast = [Sample(i, 1.0 * d) for i, d in enumerate(drift)]
    found = speedup(fast, slow)
    assert (found.median, found.low, found.high) == (3.0, 3.0, 3.0)


def test_speedup_leaves_out_rounds_in_which_either_was_disturbed():
    slow = [Sample(i, 2.0, "switched" if i == 3 else "") for i in range(9)]
    fast = [Sample(i, 1.0 if i != 5 else 100.0, "painting" if i == 5 else "") for i in range(9)]
    assert speedup(fast, slow).low == 2.0


def test_speedup_without_a_common_round_is_a_ratio_without_interval():
    found = speedup([Sample(0, 1.0)], [Sample(1, 4.0)])
    assert (found.median, found.low) == (4.0, None)
    assert speedup([], [Sample(1, 4.0)]) is None


def test_an_interval_covers_what_the_machine_did_in_different_moments():
    source = random.Random(3)
    before = [source.gauss(1.0, 0.01) for _ in range(40)]
    after = [source.gauss(1.5, 0.01) for _ in range(20)]
    found = steady_interval(before + after)
    assert found.low < 1.01 < 1.49 < found.high
    assert estimate([Sample(0, value) for value in before + after]).status == "coarse"


def test_independent_samples_are_rarely_taken_for_unsteady():
    source = random.Random(4)
    widened = 0
    for _ in range(1000):
        values = [source.expovariate(1) for _ in range(40)]
        widened += steady_interval(values) != interval(values)
    assert widened < 30


@pytest.mark.parametrize(("depends", "most"), [(0.0, 0.04), (0.2, 0.065)])
def test_ratios_that_hang_together_have_wider_intervals(depends, most):
    source, missed, plainly = random.Random(5), 0, 0
    for _ in range(500):
        ratios, last = [], source.gauss(0, 1)
        for _ in range(45):
            last = depends * last + math.sqrt(1 - depends**2) * source.gauss(0, 1)
            ratios.append(last)
        found, plain = interval_of_ratios(ratios), interval(ratios)
        assert found.low <= plain.low < plain.high <= found.high
        missed += not found.low <= 0 <= found.high
        plainly += not plain.low <= 0 <= plain.high
    assert missed <= min(500 * most, plainly)


def test_what_is_known_to_ten_per_cent_only_is_coarse():
    wide = estimate([Sample(i, 1.0 + 0.05 * i) for i in range(8)])
    assert wide.clean == 8
    assert wide.status == "coarse"


def test_processes_together_have_the_median_of_their_medians_and_ends():
    found = together([Interval(3, 2, 4), Interval(5, 4.5, 5.5), Interval(4, 3, 6)])
    assert (found.median, found.low, found.high) == (4, 3, 5.5)
    assert found.each == (3, 5, 4)
    assert found.spread == 0.25
    assert together([Interval(3, 2, 4)]) == Interval(3, 2, 4)


def test_a_process_without_an_interval_counts_only_where_most_have_none():
    sure, coarse = Interval(3, 2, 4), Interval(9)
    assert together([sure, coarse]) == sure
    assert together([sure, coarse, Interval(6)]) == Interval(6, each=(3, 9, 6))


@pytest.mark.parametrize("processes", [3, 4, 7])
def test_the_ends_of_a_typical_process_hold_the_median(processes):
    source = random.Random(processes)
    for _ in range(200):
        each = [interval([source.expovariate(1) for _ in range(9)]) for _ in range(processes)]
        found = together(each)
        assert found.low <= found.median <= found.high
