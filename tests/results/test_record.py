from dataclasses import replace

import made_runs as made
import pytest

from explorer.measure.events import Finished, Started, Steered
from explorer.measure.plan import Baseline, Point
from explorer.results.fold import apply, fold


def only(run):
    (record,) = run.points.values()
    return record


def test_there_is_no_run_before_it_started():
    assert fold([made.measured("a", 10, 1, 1e-6), Finished("precise")]) is None


def test_samples_of_a_point_come_together():
    more = [made.measured("a", 10, 1, 1e-6, rounds=3)]
    assert len(only(made.run({("a", 1): {10: 1e-6}}, more=more)).samples) == made.ROUNDS + 3


def test_the_points_on_a_curve_are_found_in_a_run_that_grew():
    run = made.sweep(finished="")
    grown = apply(run, made.measured("team", 1000, 2, 3e-6, rounds=3))
    assert set(grown.series()) == {("python", 1), made.LOOP, made.TEAM1, made.TEAM}
    for curve in grown.series():
        for size in grown.plan.sizes:
            assert grown.on(curve, size) is grown.points.get(Point(curve[0], size, curve[1]))
    assert len(grown.on(made.TEAM, 1000).samples) == made.ROUNDS + 3


def test_samples_of_a_later_process_replace_those_of_an_earlier_one():
    more = [made.measured("a", 10, 1, 3e-6, process=1)]
    record = only(made.run({("a", 1): {10: 1e-6}}, more=more))
    assert len(record.samples) == made.ROUNDS
    assert [repeat.process for repeat in record.repeats] == [1]


@pytest.mark.parametrize(
    ("shape", "status", "word"),
    [
        ({}, "ok", ""),
        ({"rounds": 1}, "coarse", "Sampled once so far"),
        ({"rounds": 3}, "coarse", "Sampled 3 times"),
        ({"disturbed": range(9)}, "noisy", "Only 3 of 12"),
        ({"disturbed": range(12)}, "noisy", "All 12 samples were disturbed."),
        ({"rounds": 1, "disturbed": range(1)}, "noisy", "Its only sample was disturbed."),
    ],
)
def test_how_well_a_point_is_known_is_said_with_the_reason(shape, status, word):
    record = only(made.run({("a", 1): {10: 1e-6}}, shapes={("a", 1): shape}))
    assert record.status == status
    assert record.reason.startswith(word)
    assert bool(record.reason) == bool(word)


@pytest.mark.parametrize("event", [made.wrong("a", 10), made.failed("a", 10, 1)])
def test_neither_more_samples_nor_a_skip_make_wrong_or_failed_good(event):
    more = [event, made.measured("a", 10, 1, 1e-6), made.skipped("a", 10)]
    record = only(made.run({("a", 1): {10: None}}, more=more))
    assert record.status in ("wrong", "failed")
    assert not record.usable


def test_a_right_check_does_not_make_a_wrong_result_good():
    right = made.Checked(Point("a", 10, 1), 0.0)
    assert only(made.run({("a", 1): {10: 1e-6}}, more=[made.wrong("a", 10), right])).status == (
        "wrong"
    )


def test_a_skipped_point_that_is_measured_after_all_is_ok():
    more = [made.skipped("a", 10), made.measured("a", 10, 1, 1e-6)]
    record = only(made.run({("a", 1): {10: None}}, more=more))
    assert (record.status, record.reason) == ("ok", "")


def test_a_variant_that_does_not_compile_fails_at_every_point():
    run = made.run({("a", 1): {10: None, 20: None}, ("a", 2): {10: None}}, more=[made.failed("a")])
    assert {point.size for point in run.points} == {10, 20}
    assert {record.status for record in run.points.values()} == {"failed"}


def test_a_variant_that_does_not_thread_is_one_curve():
    run = made.sweep()
    assert run.series() == (("python", 1), ("loop", 1), ("team", 1), ("team", 2))
    assert run.point("loop", 100, 2) is run.point("loop", 100, 1)
    assert run.point("team", 100, 2) is not run.point("team", 100, 1)


def test_the_end_is_recorded():
    run = made.sweep()
    assert (run.finished, run.layer, run.seconds, run.timed_s) == ("precise", "omp", 9.5, 8.0)
    assert run.overhead_s == 5e-8
    assert run.data_bytes[1000] == 8000


def test_another_baseline_changes_nothing_else():
    run = made.sweep()
    other = run.with_baseline(Baseline("team", 2))
    assert other.plan.baseline == Baseline("team", 2)
    assert other.points == run.points


def test_a_run_in_a_process_of_its_own_says_why():
    started = next(made.events({("a", 1): {10: 1e-6}}))
    run = apply(None, Started(**{**vars(started), "reason": "you chose so"}))
    assert run.reason == "you chose so"


def test_the_whole_of_what_is_wanted_is_known_beside_an_extension():
    run = made.sweep(finished="")
    plan = run.plan
    fewer = replace(plan, variants=plan.variants[1:])
    ended = [Steered(fewer), Finished("precise")]
    more = replace(fewer, sizes=(300,), precision=plan.precision / 2)
    extended = fold([*ended, Started(more, "later", "0", "here", {}, continues=True)], run)
    assert extended.wanted == more
    assert extended.whole.variants == fewer.variants
    assert extended.whole.sizes == tuple(sorted({*plan.sizes, 300}))
    assert extended.whole.precision == plan.precision
    steered = fold(
        [Steered(replace(more, variants=more.variants[1:])), Finished("precise")], extended
    )
    assert steered.whole.variants == fewer.variants[1:]
    assert steered.whole.sizes == extended.whole.sizes
