from dataclasses import replace
from itertools import permutations

import made_runs as made
import pytest
from made_runs import FAST, LOOP, TEAM, TEAM1

from explorer.measure.plan import Baseline
from explorer.results import analysis
from explorer.results.facts.ratios import bounds, efficiency, ratio


def two(first, second, **options):
    """A run of two curves, `a` and the baseline `b`, over the same sizes."""
    return made.run({("b", 1): second, ("a", 1): first}, **options)


def test_a_speedup_is_paired_by_round():
    drifting = {made.Point(v, 10, 1): {"spread": 0.5, "shift": 0} for v in "ab"}
    run = two({10: 1e-6}, {10: 3e-6}, shapes=drifting)
    ratio = analysis.speedup(run, run.point("a", 10, 1))
    assert (ratio.low, ratio.median, ratio.high) == pytest.approx((3, 3, 3))


def test_a_speedup_can_be_against_any_curve():
    run = made.sweep()
    ratio = analysis.speedup(run, run.point("loop", 100, 1), Baseline("python"))
    assert ratio.median == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize(
    "event", [made.wrong("a", 10), made.wrong("b", 10), made.failed("b", 10, 1)]
)
def test_what_is_wrong_or_failed_is_not_compared(event):
    run = two({10: 1e-6}, {10: 3e-6}, more=[event])
    assert analysis.speedup(run, run.point("a", 10, 1)) is None


def test_there_is_no_speedup_where_the_baseline_was_not_measured():
    run = made.sweep(baseline=Baseline("python"))
    assert analysis.speedup(run, run.point("loop", 100_000, 1)) is None


def test_rounds_of_two_processes_are_not_paired():
    run = two({10: 1e-6}, {10: None}, more=[made.measured("b", 10, 1, 2e-6, process=1)])
    ratio = analysis.speedup(run, run.point("a", 10, 1))
    assert ratio.median == pytest.approx(2, rel=0.01)
    assert ratio.low is None


def test_where_too_few_rounds_have_both_the_ratio_has_what_either_alone_allows():
    shapes = {LOOP: {"disturbed": range(9), "rounds": 16}, FAST: {"disturbed": range(7, 16)}}
    run = made.run(
        {LOOP: {10: 2e-6}, FAST: {10: 1e-6}},
        shapes={**shapes, FAST: {**shapes[FAST], "rounds": 16}},
    )
    mine, other = run.on(FAST, 10), run.on(LOOP, 10)
    found = analysis.compared(mine, other)
    one, two = mine.estimate, other.estimate
    assert found.low == pytest.approx(two.low_s / one.high_s)
    assert found.high == pytest.approx(two.high_s / one.low_s)


@pytest.mark.parametrize(("rounds", "shorter"), [(2, 3.0), (3, 1.1), (5, 1.1)])
def test_a_few_samples_leave_room_beyond_the_least_and_the_greatest_of_them(rounds, shorter):
    run = made.run({LOOP: {10: 1e-6}}, shapes={LOOP: {"rounds": rounds, "spread": 0.01}})
    record = run.on(LOOP, 10)
    times = [sample.seconds for sample in record.samples]
    assert bounds(record) == pytest.approx((min(times) / shorter, max(times) * 1.1))


def test_facts_and_tables_have_one_ratio():
    run = made.sweep(shapes={LOOP: {"rounds": 3}, FAST: {"disturbed": range(8)}})
    for size in run.plan.sizes:
        records = [r for c in run.series() if (r := run.on(c, size)) and r.has_time]
        for mine, other in permutations(records, 2):
            shown, drawn = analysis.compared(mine, other), ratio(mine, other)
            assert shown.median == drawn.median
            assert shown.low is None or (shown.low, shown.high) == (drawn.low, drawn.high)


def test_efficiency_is_against_the_fewest_threads():
    run = made.sweep()
    one, two, loop = (run.on(curve, 100_000) for curve in (TEAM1, TEAM, LOOP))
    assert analysis.fewest(run, "team", 100_000) is one
    assert efficiency(two, one) == pytest.approx(0.97, rel=0.03)
    assert efficiency(one, one) == pytest.approx(1)
    assert efficiency(loop, loop) is None


def test_efficiency_counts_from_two_threads_where_one_was_not_measured():
    curves = {("t", 2): {10: 2e-6}, ("t", 4): {10: 1e-6}}
    run = made.run(curves, threaded=("t",), baseline=Baseline("t", 2))
    fewest = analysis.fewest(run, "t", 10)
    assert efficiency(run.point("t", 10, 4), fewest) == pytest.approx(1, rel=0.05)
    assert efficiency(fewest, fewest) is None


def test_one_thread_that_is_hardly_known_has_no_efficiency():
    curves = {("t", 1): {10: 4e-6}, ("t", 2): {10: 2e-6}}
    noisy = {("t", 1): {"disturbed": range(12)}}
    run = made.run(curves, threaded=("t",), shapes=noisy)
    assert run.point("t", 10, 1).status == "noisy"
    assert efficiency(run.point("t", 10, 2), run.point("t", 10, 1)) is None


def test_a_baseline_whose_threads_were_not_measured_counts_with_the_fewest():
    curves = {("t", 2): {10: 2e-6}, ("t", 4): {10: 1e-6}}
    run = made.run(curves, threaded=("t",), baseline=Baseline("t", 1))
    assert analysis.speedup(run, run.point("t", 10, 4)).median == pytest.approx(2, rel=0.05)


def test_the_fastest_wins_unless_it_is_wrong_anywhere():
    fast = {100: 1e-8, 1000: 1e-8}
    curves = {LOOP: {100: 1e-7, 1000: 1e-6}, FAST: fast}
    assert analysis.contenders(made.run(curves), 100)[0].point.variant == "fast"
    racing = made.run(curves, more=[made.wrong("fast", 1000)])
    assert analysis.contenders(racing, 100)[0].point.variant == "loop"
    assert analysis.wrong_variants(racing) == ("fast",)


def test_nothing_wins_where_nothing_was_measured():
    run = made.run({LOOP: {100: None}})
    assert analysis.contenders(run, 100) == ()


def test_break_even_is_compile_time_over_time_saved():
    run = made.sweep()
    calls = analysis.break_even(run, run.on(TEAM, 100_000), run.on(LOOP, 100_000))
    assert calls == pytest.approx((0.6 - 0.1) / (1e-4 - 5.2e-5), rel=0.05)


def test_break_even_is_at_once_where_compiling_is_no_longer():
    run = made.sweep(compile_s={"loop": 1.0})
    assert analysis.break_even(run, run.on(TEAM, 100_000), run.on(LOOP, 100_000)) == 0


def test_compiling_never_pays_where_it_is_not_faster():
    run = made.sweep()
    assert analysis.break_even(run, run.on(TEAM, 100), run.on(LOOP, 100)) is None


def test_nothing_is_concluded_from_a_noisy_point():
    sizes = [100, 1000]
    curves = {LOOP: dict.fromkeys(sizes, 1e-3), FAST: dict.fromkeys(sizes, 1e-6)}
    quiet = made.run(curves)
    assert analysis.contenders(quiet, 1000)[0].point.variant == FAST[0]
    record = quiet.point(FAST[0], 1000, FAST[1])
    noisy = replace(quiet, points={**quiet.points, record.point: replace(record, status="noisy")})
    assert analysis.contenders(noisy, 1000)[0].point.variant == LOOP[0]
    assert noisy.point(FAST[0], 1000, FAST[1]).usable
