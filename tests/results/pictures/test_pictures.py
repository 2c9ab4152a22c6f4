"""What charts draw, made from runs: where, how marked, beside which lines."""

import math
from dataclasses import replace

import made_runs as made
import pytest
from sample_runs import MACHINE, sum_events, sum_plan, sum_run

from explorer.measure.plan import Baseline
from explorer.results.contrast.sameness import told_apart
from explorer.results.facts.subject import Subject
from explorer.results.facts.threads import best_serial
from explorer.results.fold import fold
from explorer.results.pictures import scales
from explorer.results.pictures.against import against_headline, against_picture
from explorer.results.pictures.caches import bytes_of, cache_guides, interpolated
from explorer.results.pictures.curves import note_of, rank_of
from explorer.results.pictures.picture import GOOD, HOLLOW, WRONG
from explorer.results.pictures.reading import reading
from explorer.results.pictures.speedup import Ratios, speedup_view
from explorer.results.pictures.threads import threads_picture, threads_view
from explorer.results.pictures.time import time_picture
from explorer.results.pictures.view import Scene, conditions

NONE_HIDDEN = frozenset()


@pytest.fixture(scope="module")
def run():
    return sum_run()


def curve_of(picture, variant, threads):
    return next(c for c in picture.curves if c.series == (variant, threads))


def spot_of(picture, variant, threads, size):
    curve = curve_of(picture, variant, threads)
    return next(s for s in curve.spots if s.record.point.size == size)


def times(run, hidden=NONE_HIDDEN, others=()):
    return time_picture(Scene(run, hidden, others))


def speedups(run, hidden=NONE_HIDDEN, others=()):
    return speedup_view().picture(Scene(run, hidden, others))


def by_threads(run, size, others=()):
    return threads_picture(Scene(run, others=others, size=size))


def test_a_variant_that_does_not_thread_is_one_curve(run):
    series = [curve.series for curve in times(run).curves]
    assert series.count(("numpy", 1)) == 1
    assert ("numpy", 2) not in series
    assert ("parallel_prange", 1) in series
    assert ("parallel_prange", 2) in series


def test_a_median_is_where_its_logarithm_says_inside_its_interval(run):
    spot = spot_of(times(run), "fastmath", 1, 1000)
    assert spot.x == 3
    assert spot.y == pytest.approx(math.log10(spot.record.estimate.median_s))
    assert spot.low < spot.y < spot.high


def test_noisy_coarse_and_wrong_points_are_marked_as_such(run):
    picture = times(run)
    assert spot_of(picture, "parallel_prange", 2, 1000).kind == HOLLOW
    assert spot_of(picture, "numpy", 1, 10_000_000).kind == HOLLOW
    assert spot_of(picture, "parallel_prange", 2, 3200).kind == WRONG
    assert spot_of(picture, "fastmath", 1, 3200).kind == GOOD


def test_where_points_begin_not_to_be_measured_is_marked_at_the_edge(run):
    marks = {(m.series, m.record.point.size) for m in times(run).marks}
    assert (("python", 1), 1_000_000) in marks
    assert (("python", 1), 10_000_000) not in marks  # one for all that follow
    assert (("parallel_fastmath", 1), 10_000_000) in marks
    assert (("parallel_prange", 2), 3200) not in marks


def test_hidden_curves_are_left_out_with_their_marks(run):
    picture = times(run, frozenset({("python", 1)}))
    assert ("python", 1) not in {curve.series for curve in picture.curves}
    assert ("python", 1) not in {mark.series for mark in picture.marks}


def test_the_x_axis_covers_the_whole_plan_before_anything_is_measured():
    started = fold(list(sum_events(sum_plan()))[:1])
    picture = times(started)
    assert picture.x_range == times(sum_run()).x_range
    assert picture.y_range is None
    assert not picture.curves


def test_speedups_are_relative_to_the_baseline_and_keep_the_cross(run):
    picture = speedups(run)
    assert {spot.y for spot in curve_of(picture, "jit_nopython", 1).spots} == {0.0}
    wrong = spot_of(picture, "parallel_prange", 2, 3200)
    assert wrong.kind == WRONG
    assert spot_of(picture, "python", 1, 1000).y < 0


def test_another_baseline_moves_all_curves(run):
    picture = speedups(run.with_baseline(Baseline("numpy")))
    assert spot_of(picture, "numpy", 1, 1000).y == 0
    assert "numpy" in picture.y_name


def test_ratios_are_computed_again_only_for_new_samples(run, monkeypatch):
    ratios, asked = Ratios(), []
    monkeypatch.setattr(
        "explorer.results.pictures.speedup.compared", lambda *a: asked.append(a) or None
    )
    records = list(run.points.values())
    for _ in range(2):
        for record in records:
            ratios.speedup(run, record)
    assert len(asked) == len(records)
    ratios.speedup(run, replace(records[0], error=0.5))
    assert len(asked) == len(records) + 1


def test_an_earlier_run_is_drawn_behind_the_present_one(run):
    earlier = fold(sum_events(sum_plan(), created="2024-01-01T00:00:00+00:00", slower=2.0))
    for picture in (
        times(run, others=(earlier,)),
        speedups(run, others=(earlier,)),
        by_threads(run, 1_000_000, (earlier,)),
    ):
        numbers = [curve.other for curve in picture.curves]
        assert numbers == sorted(numbers, reverse=True)
        assert set(numbers) == {0, 1}


def test_any_number_of_runs_is_compared_and_each_curve_is_told_apart(run):
    others = tuple(
        fold(sum_events(sum_plan(), created=f"2024-01-0{day}T00:00:00+00:00", slower=day))
        for day in (2, 3)
    )
    for picture in (times(run, others=others), speedups(run, others=others)):
        keys = [curve.key for curve in picture.curves]
        assert len(keys) == len(set(keys))
        assert {number for _, number in keys} == {0, 1, 2}
    said = conditions(Scene(run, others=others))
    assert " · dashed: an earlier run, 2024-01-02 00:00 · dash-dotted: an earlier run, " in said
    assert " · dashed: another run, 20" in conditions(Scene(others[0], others=(run,)))


def test_the_legend_says_what_another_run_has_and_this_one_has_not(run):
    machine = {**run.machine, "versions": {**run.machine["versions"], "numba": "0.61.2"}}
    kernel = replace(run.plan.kernel, sha256="other", arguments={"a": "rng.random(n)"})
    other = replace(run, machine=machine, layer="tbb", created="2024-01-02T00:00:00+00:00",
                    plan=replace(run.plan, kernel=kernel, dtype="float32"))  # fmt: skip
    assert told_apart(run, run) == ""
    there = replace(run, machine={**run.machine, "host": "left"})
    assert told_apart(run, there) == "the host left"
    assert told_apart(there, run) == "no host of a cluster"
    assert told_apart(run, other) == (
        "an earlier source, a = rng.random(n), float32, tbb, Numba 0.61.2"
    )
    assert conditions(Scene(run, others=(other,))).endswith(f"dashed: {told_apart(run, other)}")


def test_against_another_run_twice_as_fast_is_two(run):
    slower = fold(sum_events(sum_plan(), created="2024-01-01T00:00:00+00:00", slower=2.0))
    picture = against_picture(Scene(run, others=(slower,)))
    heights = [spot.y for curve in picture.curves for spot in curve.spots]
    assert sum(heights) / len(heights) == pytest.approx(math.log10(2), abs=0.05)
    for curve in picture.curves:
        assert all(s.low is None or s.low <= s.y <= s.high for s in curve.spots)
    assert against_headline(Scene(run, others=(slower,))).endswith("seen in one process each")
    assert against_picture(Scene(run)).note.startswith("No variant has a time in both")


def test_the_headline_against_another_run_is_about_what_is_in_sight(run):
    slower = fold(sum_events(sum_plan(), created="2024-01-01T00:00:00+00:00", slower=2.0))
    scene = Scene(run, others=(slower,))
    named = against_headline(scene).split(" was ")[0].split(" with ")[0]
    hidden = frozenset(curve for curve in run.series() if curve[0] == named)
    assert not against_headline(replace(scene, hidden=hidden)).startswith(named + " ")
    assert "at n = 100," in f"{against_headline(scene.between(90, 110))},"
    everything = replace(scene, hidden=frozenset(run.series()))
    assert against_headline(everything) == "Nothing in sight has a time in both runs"


def test_threads_have_a_curve_for_each_variant_that_uses_them(run):
    picture = by_threads(run, 1_000_000)
    assert [c.series[0] for c in picture.curves] == ["parallel_prange", "parallel_fastmath"]
    curve = picture.curves[0]
    assert [spot.record.point.threads for spot in curve.spots] == [1, 2]
    assert curve.spots[0].y == 0
    assert 0 < curve.spots[1].y < math.log10(2.05)
    assert ("parallel_prange", 1) in curve.covers


def test_the_ideal_line_doubles_with_the_threads():
    run = sum_run(threads=(1, 2, 4))
    ideal = next(g for g in by_threads(run, 100_000).guides if g.name == "ideal")
    assert (ideal.start, ideal.end) == ((0.0, 0.0), (math.log10(4), math.log10(4)))


def test_where_no_variant_threads_the_chart_says_so():
    run = sum_run(variants=("python", "numpy"), baseline=Baseline("numpy"))
    assert "threads" in by_threads(run, 1000).note


def test_one_thread_count_gives_nothing_to_compare():
    assert "two thread counts" in by_threads(sum_run(threads=(2,)), 1000).note


def test_caches_end_where_the_data_of_a_call_fill_them(run):
    ends = {guide.name: 10 ** guide.start[0] for guide in cache_guides(run)}
    assert ends["L1"] == pytest.approx(49_152 / 8)
    assert list(ends) == ["L1", "L2", "L3"]
    groups = {**MACHINE, "topology": {"l3_groups": 2}}
    both = [guide.name for guide in cache_guides(replace(run, machine=groups))]
    assert both == ["L1", "L2", "L3", "all L3"]


@pytest.mark.parametrize("caches", [None, "?", [{}], [{"level": "1", "bytes": 5}], [7]])
def test_a_file_that_says_nonsense_about_caches_has_no_lines(run, caches):
    assert cache_guides(replace(run, machine={**MACHINE, "caches": caches})) == ()


def test_caches_outside_the_swept_sizes_are_not_drawn():
    assert [g.name for g in cache_guides(sum_run(sizes="1e2:1e5"))] == ["L1"]


def test_bytes_between_measured_sizes_are_interpolated_on_logarithms():
    assert interpolated([(10, 100), (1000, 10_000)], 100) == pytest.approx(1000)
    assert interpolated([(10, 100), (20, 400)], 40) == pytest.approx(1600)
    assert interpolated([(10, 100)], 10) is None


def test_a_measured_size_says_exactly_what_its_arrays_occupy(run):
    assert bytes_of(run)(1000) == 8000
    assert bytes_of(fold(list(sum_events(sum_plan()))[:1]))(1000) is None


def test_data_of_one_size_leaves_no_cache_anywhere():
    run = sum_run()
    same = replace(run, data_bytes=dict.fromkeys(run.data_bytes, 8000))
    assert cache_guides(run)
    assert cache_guides(same) == ()


def test_thread_counts_have_a_place_between_the_fewest_and_the_most():
    run = sum_run(threads=(1, 2, 4))
    assert [rank_of(run, ("parallel_prange", t)) for t in (1, 2, 4)] == [0, 0.5, 1]
    assert rank_of(run, ("numpy", 1)) == 1
    assert note_of(run, ("parallel_prange", 4)) == "4 threads"
    assert note_of(run, ("numpy", 1)) == ""


def test_a_point_is_read_out_with_all_that_is_known(run):
    record = run.point("parallel_fastmath", 1_000_000, 2)
    text = " · ".join(reading(run, record, "8× as fast as something"))
    for part in ("parallel_fastmath with 2 threads", "n = 1,000,000 (7.6 MiB)", "min ", "µs (",
                 "8× as fast as something", "12 samples"):  # fmt: skip
        assert part in text


def test_a_point_whose_samples_were_all_disturbed_is_read_out_as_such():
    shapes = {("a", 1): {"disturbed": range(12)}}
    run = made.run({("a", 1): {10: 1e-6}}, shapes=shapes)
    parts = reading(run, run.point("a", 10, 1), "")
    assert parts[2].endswith("(all 12 samples disturbed)")
    assert not any("0 samples" in part or "min " in part for part in parts)


def test_what_was_not_measured_is_read_out_with_its_reason(run):
    skipped = " · ".join(reading(run, run.point("python", 1_000_000, 1), ""))
    assert "not measured: a call would take" in skipped
    wrong = " · ".join(reading(run, run.point("parallel_prange", 3200, 2), ""))
    assert "wrong: the sum is off by 12 %" in wrong


def aspect(name, run, size=10_000_000):
    picture = threads_picture(Scene(run, size=size, aspect=name))
    [found] = [c for c in picture.curves if c.series[0] == "parallel_prange"]
    return picture, {round(10**s.x): 10**s.y for s in found.spots}


def test_threads_can_be_shown_as_time_efficiency_and_against_the_best_serial_variant():
    run = sum_run(threads=(1, 2, 4, 8))
    time = {n: run.point("parallel_prange", 10_000_000, n).estimate.median_s for n in (1, 2, 4, 8)}
    serial = run.point("fastmath", 10_000_000, 1).estimate.median_s
    assert best_serial(Subject(run), 10_000_000).point.variant == "fastmath"
    for name, value in {
        "speedup": lambda n: time[1] / time[n],
        "serial": lambda n: serial / time[n],
        "efficiency": lambda n: time[1] / time[n] / n,
        "time": lambda n: time[n],
        "held": lambda n: time[n] * n,
    }.items():
        picture, shown = aspect(name, run)
        assert shown == {n: pytest.approx(value(n), rel=0.03) for n in time}, name
        assert picture.y_name


def test_the_headline_of_threads_is_about_what_is_compared():
    run, said = sum_run(threads=(1, 2, 4, 8)), {}
    for name in threads_view().aspects:
        said[name] = threads_view().headline(Scene(run, size=1_000_000, aspect=name))
    assert len(set(said.values())) == 5
    assert "as fast as fastmath, the best with one thread" in said["serial"]
    assert " efficient with " in said["efficiency"]
    assert "×" not in said["time"]
    assert "what it takes with 1" in said["held"]


def test_an_axis_of_shares_is_written_in_percent():
    texts = [tick.text for tick in scales.shares(-1.0, 0.0, 6) if tick.text]
    assert texts == ["10 %", "20 %", "50 %", "100 %"]
