"""Many thread counts as one curve: the best at each size, and no change of count by chance."""

from __future__ import annotations

from dataclasses import replace

import made_runs as made
from sample_runs import sum_run

from explorer.measure.plan import Point
from explorer.measure.statistics import Sample, estimate
from explorer.results.pictures.bundles import best_of, bundled, drawn_at, is_fanned
from explorer.results.pictures.picture import WRONG
from explorer.results.pictures.time import time_picture
from explorer.results.pictures.view import Scene

MANY = (1, 2, 4, 8, 16, 32, 64)
NONE = frozenset()


def curve(picture, variant):
    [found] = [curve for curve in picture.curves if curve.series[0] == variant]
    return found


def test_two_thread_counts_have_a_curve_each_and_many_have_one():
    few, many = sum_run(), sum_run(threads=MANY)
    assert is_fanned(few, "parallel_prange", {})
    assert not is_fanned(many, "parallel_prange", {})
    assert is_fanned(many, "parallel_prange", {"parallel_prange": True})
    assert is_fanned(many, "numpy", {"numpy": False})
    assert len(bundled(many, NONE, {})) == len(many.plan.variants)
    assert len(bundled(many, NONE, {"parallel_prange": True})) == len(many.plan.variants) + 6


def test_the_same_series_are_the_same_bundles_however_they_came_about():
    run = sum_run(threads=MANY)
    found = bundled(run, NONE, {})
    assert found is bundled(replace(run, seconds=1.0), NONE, {"parallel_prange": False})
    assert found != type(found)(found)
    assert found != bundled(run, NONE, {"parallel_prange": True})
    assert found != bundled(run, frozenset({("numpy", 1)}), {})


def test_the_curve_goes_through_the_best_count_of_each_size():
    run = sum_run(threads=MANY)
    bundle = next(b for b in bundled(run, NONE, {}) if b[0][0] == "parallel_fastmath")
    for record in best_of(run, bundle):
        times = [run.point("parallel_fastmath", record.point.size, n) for n in MANY]
        least = min(r.estimate.median_s for r in times if r.usable)
        assert record.estimate.median_s <= 1.05 * least
    assert best_of(run, bundle)[0].point.threads == 1
    assert best_of(run, bundle)[-1].point.threads == 64


def test_a_count_is_not_kept_where_every_sample_of_it_was_disturbed():
    times = {n: {100: 1e-5 / n, 1000: 1e-4 / n} for n in (1, 2, 4)}
    times[4][1000] = 9e-4
    spoilt = {Point("team", 1000, 4): {"disturbed": range(12)}}
    curves = {("team", n): sizes for n, sizes in times.items()}
    run = made.run(curves, threaded=("team",), shapes=spoilt)
    assert [record.point.threads for record in best_of(run, tuple(curves))] == [4, 2]


def test_at_a_size_only_what_the_curves_go_through_is_drawn():
    run = sum_run(threads=MANY)
    largest = run.plan.sizes[-1]
    drawn = drawn_at(run, largest, frozenset({("numpy", 1)}), {"parallel_prange": True})
    counts = [threads for variant, threads in drawn if variant == "parallel_prange"]
    assert counts == list(MANY)
    assert [threads for variant, threads in drawn if variant == "parallel_fastmath"] == [64]
    assert "numpy" not in dict(drawn)


def test_the_count_is_written_only_where_it_changes():
    found = curve(time_picture(Scene(sum_run(threads=MANY))), "parallel_fastmath")
    counts = [spot.record.point.threads for spot in found.spots]
    changes = [i for i, n in enumerate(counts) if i == 0 or n != counts[i - 1]]
    assert [i for i, spot in enumerate(found.spots) if spot.tag] == changes
    assert [spot.tag for spot in found.spots if spot.tag] == [str(counts[i]) for i in changes]
    assert found.note == "best of 7"
    assert set(found.covers) == {("parallel_fastmath", n) for n in MANY}


def test_a_count_is_kept_while_no_other_is_surely_faster():
    run = sum_run(threads=(1, 2, 4), sizes="1e3:1e5")
    points = dict(run.points)
    for place, size in enumerate(run.plan.sizes):
        for threads in run.plan.threads:
            luck = 1 + 0.001 * ((place + threads) % 3)  # far less than the interval's width
            samples = tuple(Sample(i, 1e-3 * luck * (1 + 0.01 * i)) for i in range(12))
            point = Point("parallel_fastmath", size, threads)
            record = points[point]
            told = estimate(samples)
            repeat = replace(record.repeats[0], samples=samples, estimate=told)
            points[point] = replace(record, status="ok", estimate=told, repeats=(repeat,))
    run = replace(run, points=points)
    bundle = tuple(("parallel_fastmath", n) for n in run.plan.threads)
    assert len({record.point.threads for record in best_of(run, bundle)}) == 1


def test_a_wrong_result_of_any_count_is_marked():
    found = curve(time_picture(Scene(sum_run(threads=MANY))), "parallel_prange")
    assert [s.record.point.size for s in found.spots if s.kind == WRONG] == [3200]
    assert all(not spot.tag for spot in found.spots if spot.kind == WRONG)


def test_only_what_is_shown_counts():
    run = sum_run(threads=MANY)
    hidden = frozenset(("parallel_fastmath", n) for n in MANY if n != 4)
    found = curve(time_picture(Scene(run, hidden)), "parallel_fastmath")
    assert {spot.record.point.threads for spot in found.spots} == {4}
    assert found.note == "4 threads"
    assert found.rank == 1.0


def test_a_point_is_marked_as_left_out_where_no_count_has_it():
    run = sum_run(threads=MANY)
    marks = time_picture(Scene(run)).marks
    assert {mark.series[0] for mark in marks} == {"python"}  # other counts have the failed point
