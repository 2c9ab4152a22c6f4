"""Time per element: the same times, divided by what they are spent on."""

import math
from dataclasses import replace

import pytest
from sample_runs import sum_run

from explorer.results.pictures.cost import cost_picture, cost_view
from explorer.results.pictures.time import time_picture
from explorer.results.pictures.view import Scene


@pytest.fixture(scope="module")
def run():
    return sum_run()


def test_every_spot_is_its_time_over_its_size_with_the_same_interval(run):
    times, costs = time_picture(Scene(run)), cost_picture(Scene(run))
    assert [curve.key for curve in costs.curves] == [curve.key for curve in times.curves]
    for time, cost in zip(times.curves, costs.curves, strict=True):
        for before, after in zip(time.spots, cost.spots, strict=True):
            down = math.log10(before.record.point.size)
            assert after.y == pytest.approx(before.y - down)
            assert after.kind == before.kind
            if before.low is not None:
                assert after.high - after.low == pytest.approx(before.high - before.low)


def test_the_headline_is_about_the_fastest_curve_that_is_shown(run):
    text = cost_view().headline(Scene(run))
    assert text.startswith("parallel_fastmath with 2 threads takes")
    assert "for each of the elements at n = 10,000,000" in text
    hidden = frozenset({("parallel_fastmath", 1), ("parallel_fastmath", 2)})
    assert not cost_view().headline(Scene(run, hidden)).startswith("parallel_fastmath")


def test_what_is_swept_is_named():
    run = sum_run()
    other = cost_picture(Scene(replace(run, plan=replace(run.plan, axis="chunk"))))
    assert other.y_name == "time per chunk"


def test_a_run_without_times_says_so(run):
    view = cost_view()
    empty = replace(run, points={})
    assert view.picture(Scene(empty)).curves == ()
    assert not any(char.isdigit() for char in view.headline(Scene(empty)))
