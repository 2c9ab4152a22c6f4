"""What few samples, disturbed ones, and those of other moments leave open."""

import random
from dataclasses import replace

import made_runs as made
import pytest
from made_runs import FAST, LOOP

from explorer.measure.events import Checked, Measured, Update
from explorer.measure.plan import Point
from explorer.measure.statistics import Estimate, Sample, estimate
from explorer.results.facts.facts import facts
from explorer.results.facts.ratios import bounds, ratio
from explorer.results.facts.subject import Subject
from explorer.results.record import PointRecord, Repeat
from explorer.results.words.answer import answer


def test_one_or_two_samples_alone_may_have_been_hit_by_a_burst():
    curves = {("a", 1): {100: 2e-6}, ("b", 1): {100: 1e-6}}
    for rounds, known in ((1, False), (2, False), (3, True)):
        run = made.run(curves, shapes={key: {"rounds": rounds} for key in curves})
        assert [one.decided for one in facts(Subject(run)).regimes] == [known]
    slow = {("a", 1): {100: 2e-2}, ("b", 1): {100: 1e-2}}  # ten calls a batch
    long = made.run(slow, shapes={key: {"rounds": 1} for key in slow})
    assert [one.decided for one in facts(Subject(long)).regimes] == [True]


def test_what_shared_rounds_show_is_decided_where_medians_are_of_other_moments():
    slow, often = Point("a", 100, 1), (*range(9), *range(12, 45))  # b while the machine was slow
    found = tuple(Sample(i, (1.9e-5 if i < 9 else 1e-5) * (1 + i / 1e4)) for i in often)
    more = [Checked(slow, 0.0), Measured(100, (Update(slow, 10, found, estimate(found)),))]
    curves = {("a", 1): {100: None}, ("b", 1): {100: 1.6e-5}}
    run = made.run(curves, shapes={("b", 1): {"rounds": 9}}, more=more)
    (regime,) = facts(Subject(run)).regimes
    assert (regime.decided, regime.best) == (True, (("b", 1),))


A_AND_B = {("a", 1): {100: 1e-6, 1000: 1e-5, 10_000: 1e-4}, ("b", 1): {}}


def test_a_point_without_a_clean_sample_is_no_rival_where_its_curve_is_far_behind_before():
    slow = {100: 8e-6, 1000: 8e-5, 10_000: 2e-4}
    spoilt = {Point("b", 10_000, 1): {"disturbed": range(12)}}
    run = made.run({**A_AND_B, ("b", 1): slow}, shapes=spoilt)
    assert [one.decided for one in facts(Subject(run)).regimes] == [True]
    alone = facts(Subject(run, low=5000))
    assert [one.decided for one in alone.regimes] == [False]


def test_few_samples_as_far_behind_as_at_the_sizes_next_to_them_are_of_no_burst():
    curves = {LOOP: {10: 1e-6, 100: 1e-5, 1000: 1e-4}, FAST: {10: 8e-7, 100: 8e-6, 1000: 8e-5}}
    run = made.run(curves, shapes={Point("loop", 100, 1): {"rounds": 2}})
    assert facts(Subject(run)).open_at(100) == ()
    alone = {curve: {100: times[100]} for curve, times in curves.items()}
    run = made.run(alone, shapes={LOOP: {"rounds": 2}})
    assert facts(Subject(run)).open_at(100) == (LOOP, FAST)


def test_three_rounds_tell_what_is_far_apart_for_how_they_scatter():
    curves = {LOOP: {10: 1.15e-6}, FAST: {10: 1e-6}}
    close, wide = (
        made.run(curves, shapes={c: {"rounds": 3, "spread": s, "shift": c == FAST} for c in curves})
        for s in (0.005, 0.05)
    )
    assert facts(Subject(close)).open_at(10) == ()
    assert facts(Subject(wide)).open_at(10) == (LOOP, FAST)


@pytest.mark.parametrize("rounds", [3, 4, 5])
def test_few_rounds_rarely_exclude_what_is_true_though_bursts_hit_half_of_them(rounds):
    chances = random.Random(rounds)

    def point(name):
        hit = [chances.choice((1.0, 1.5)) * chances.gauss(1, 0.003) for _ in range(rounds)]
        found = tuple(Sample(i, 1e-6 * slower) for i, slower in enumerate(hit))
        repeat = Repeat(0, 0, 10, found, estimate(found))
        return PointRecord(Point(name, 10, 1), repeats=(repeat,), estimate=repeat.estimate)

    found = [ratio(point("a"), point("b")) for _ in range(300)]
    assert sum(not one.low <= 1 <= one.high for one in found) <= 0.05 * len(found)


def test_rounds_of_another_moment_tell_less():
    one = made.measured("loop", 10, 1, 1.03e-6)
    later = made.measured("fast", 10, 1, 1e-6)
    (update,) = later.updates
    moved = tuple(sample._replace(round=sample.round + 100) for sample in update.samples)
    later = replace(later, updates=(replace(update, samples=moved),))
    run = made.run({LOOP: {10: None}, FAST: {10: None}}, more=[one, later])
    slow, quick = run.point("loop", 10, 1), run.point("fast", 10, 1)
    assert ratio(quick, slow).low < 1 < ratio(quick, slow).median
    run = made.run({LOOP: {10: 1.03e-6}, FAST: {10: 1e-6}})
    assert ratio(run.point("fast", 10, 1), run.point("loop", 10, 1)).low > 1


def test_points_of_which_a_file_does_not_say_how_many_samples_they_have_are_not_of_few():
    curves = {LOOP: {10: 1e-6, 100: 2e-5, 1000: 1e-4}, FAST: {10: 2e-6, 100: 1e-5, 1000: 2e-4}}
    run = made.run(curves)
    bare = {
        point: replace(
            record,
            repeats=tuple(replace(r, samples=()) for r in record.repeats),
            estimate=replace(record.estimate, clean=0),
        )
        for point, record in run.points.items()
    }
    assert facts(Subject(replace(run, points=bare))).undecided == ()


@pytest.mark.parametrize(("rounds", "known"), [(7, False), (12, True)])
def test_few_samples_that_are_slow_where_the_curve_leads_on_either_side_may_be_of_a_burst(
    rounds, known
):
    hit = {100: 8e-7, 1000: 2e-5, 10_000: 8e-5}
    shapes = {Point("b", 1000, 1): {"rounds": rounds}}
    found = facts(Subject(made.run({**A_AND_B, ("b", 1): hit}, shapes=shapes)))
    assert [one.decided for one in found.regimes] == ([True] * 3 if known else [True, False, True])


@pytest.mark.parametrize(
    ("sizes", "steady", "known"),
    [
        ((1000, 3000, 10_000), 1.0, False),  # at an end, where both sizes next to it say the same
        ((1000, 3000, 10_000), 1.5, True),  # or not
        ((30, 700, 1000, 90_000), 1.5, False),  # the next size is near on one side, and far on one
    ],
)
def test_a_burst_may_have_hit_few_samples_of_a_curve_that_leads_at_the_sizes_next_to_them(
    sizes, steady, known
):
    a, b = {n: 1e-8 * n for n in sizes}, {n: 0.8e-8 * n for n in sizes}
    b |= {1000: 2e-5, sizes[-1]: b[sizes[-1]] * steady}
    run = made.run({("a", 1): a, ("b", 1): b}, shapes={Point("b", 1000, 1): {"rounds": 7}})
    assert (facts(Subject(run)).open_at(1000) == ()) == known


def test_a_time_of_which_every_sample_was_disturbed_tells_nothing_of_other_sizes():
    """Else b, far behind a's spoilt time at 10,000, would be ahead of it at 1,000 as well."""
    curves = {("a", 1): {1000: 1e-5, 10_000: 8e-4}, ("b", 1): {1000: 2e-5, 10_000: 1e-4}}
    curves["a", 1][100], curves["b", 1][100] = 1.02e-6, 1e-6
    spoilt = {Point("a", 10_000, 1): {"disturbed": range(12)}, Point("b", 1000, 1): {"rounds": 7}}
    assert facts(Subject(made.run(curves, shapes=spoilt))).open_at(1000) == ()


def test_threads_are_not_said_to_pay_where_a_burst_may_have_hit_what_needs_none():
    curves = {
        LOOP: {100: 1e-6, 1000: 3e-5, 10_000: 1e-4, 10**5: 1e-3},
        ("team", 1): {100: 2e-6, 1000: 2e-5, 10_000: 2e-4, 10**5: 2e-3},
        ("team", 2): {100: 5e-6, 1000: 1.2e-5, 10_000: 6e-5, 10**5: 5e-4},
    }
    hit = {Point("loop", 1000, 1): {"rounds": 7}}
    found = facts(Subject(made.run(curves, threaded=("team",), shapes=hit)))
    assert found.open_at(1000)
    (paying,) = found.paying
    assert paying.crossing.high > 1000


def test_what_is_far_ahead_of_disturbed_times_may_be_where_it_was_not_measured():
    curves = {("python", 1): {300: 1.36e-2, 3000: 1.36e-1}, ("njit", 1): {300: 1.32e-5, 3000: None}}
    spoilt = {("python", 1): {"disturbed": range(12)}}
    budget = "The budget of 1 s was used up before it."
    left = [made.skipped("njit", 3000, reason=budget)]
    run = made.run(curves, shapes=spoilt, more=left, finished="budget")
    assert facts(Subject(run)).open_at(3000)


def test_where_every_sample_was_disturbed_it_is_open_how_fast_it_is():
    """Two threads on two cores that others use: one waits for the other."""
    curves = {LOOP: {100: 8e-6}, ("team", 1): {100: 8e-6}, ("team", 2): {100: 20e-3}}
    spoilt = {("team", 2): {"disturbed": range(12)}}
    run = made.run(curves, threaded=("team",), shapes=spoilt)
    (regime,) = facts(Subject(run)).regimes
    assert not regime.decided
    assert ("team", 2) in regime.best
    assert "cannot be told that more threads make team faster" in " ".join(answer(run))


def test_a_disturbed_sample_that_is_shorter_than_the_clean_one_shows_that_it_was_spoilt_too():
    point = Point("fast", 100, 1)
    times = [(9e-6, ""), (1e-6, "switched"), (1.1e-6, "switched")]
    samples = tuple(Sample(i, *one) for i, one in enumerate(times))
    record = made.run({FAST: {100: 1e-6}}).point("fast", 100, 1)
    repeat = replace(record.repeats[0], samples=samples, estimate=estimate(samples))
    spoilt = replace(record, point=point, repeats=(repeat,), estimate=repeat.estimate)
    low, high = bounds(spoilt)
    assert low < 1e-6
    assert high > 9e-6


def test_what_a_file_calls_noisy_without_its_samples_may_be_of_disturbed_ones():
    few = Estimate(1e-6, None, None, 1e-6, 0, 0)
    coarse = PointRecord(Point("fast", 10, 1), "coarse", estimate=few)
    assert bounds(replace(coarse, status="noisy"))[0] < 0.2e-6
    assert bounds(coarse)[0] > 0.5e-6


def test_what_is_far_apart_is_told_though_few_rounds_have_both():
    """Of ten rounds two lost the fast one, and two hit it with a disturbance that none noticed."""
    fast = [Sample(i, 9e-6 if i in (3, 7) else 1e-6) for i in range(10) if i not in (0, 1)]
    slow = [Sample(i, 3e-6 + 1e-8 * (i % 3)) for i in range(16) if i not in (4, 5)]
    run = made.run({LOOP: {100: 3e-6}, FAST: {100: 1e-6}})
    found = []
    for name, samples in (("fast", fast), ("loop", slow)):
        record = run.point(name, 100, 1)
        repeat = replace(record.repeats[0], samples=tuple(samples), estimate=estimate(samples))
        found.append(replace(record, repeats=(repeat,), estimate=repeat.estimate))
    alone = ratio(*found)
    assert alone.low < 1  # of the fast one's eight samples two are long
    more = [*fast, *(Sample(i, 1e-6) for i in range(20, 30))]
    repeat = replace(found[0].repeats[0], samples=tuple(more), estimate=estimate(more))
    told = ratio(replace(found[0], repeats=(repeat,), estimate=repeat.estimate), found[1])
    assert told.low > 2.5
