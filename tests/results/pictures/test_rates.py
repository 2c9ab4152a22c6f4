"""What is done a second, over size: the times turned upside down."""

import pytest
from sample_runs import sum_run, sum_weighed

from explorer.results import roofline
from explorer.results.pictures.rates import RATES, rate_picture, time_view
from explorer.results.pictures.reading import on_axis
from explorer.results.pictures.scales import rates
from explorer.results.pictures.time import time_picture
from explorer.results.pictures.view import Scene


@pytest.fixture(scope="module")
def run():
    return sum_run()


def spots(picture):
    return {spot.record.point: spot for curve in picture.curves for spot in curve.spots}


@pytest.mark.parametrize("aspect", ["elements", "bytes"])
def test_a_rate_is_the_work_over_the_time_and_its_interval_is_turned(run, aspect):
    times, found = spots(time_picture(Scene(run))), spots(rate_picture(Scene(run, aspect=aspect)))
    assert set(found) == set(times)
    for point, spot in found.items():
        estimate = spot.record.estimate
        work = point.size if aspect == "elements" else run.data_bytes[point.size]
        assert 10**spot.y == pytest.approx(work / estimate.median_s)
        if spot.low is not None:
            assert 10**spot.low == pytest.approx(work / estimate.high_s)
            assert spot.low <= spot.y <= spot.high


def test_flops_are_those_that_were_counted_and_else_it_is_said_where_they_are(run):
    none = rate_picture(Scene(run, aspect="flops"))
    assert none.note == RATES["flops"].missing
    known = sum_weighed()
    found = spots(rate_picture(Scene(run, aspect="flops", weighed=known)))
    assert found
    for point, spot in found.items():
        work = known.of(point.variant, point.size)
        assert 10**spot.y == pytest.approx(work.flops / spot.record.estimate.median_s)


def test_the_share_of_the_machines_best_is_that_of_the_roofline(run):
    assert rate_picture(Scene(run, aspect="share")).note == RATES["share"].missing
    known = sum_weighed()
    found = spots(rate_picture(Scene(run, aspect="share", weighed=known)))
    assert found
    for spot in found.values():
        assert 10**spot.y == pytest.approx(roofline.place(run, spot.record, known).share)


def test_another_run_is_drawn_by_its_own_bytes_and_by_no_flop(run):
    drawn = rate_picture(Scene(run, others=(run,), aspect="bytes"))
    assert any(curve.other for curve in drawn.curves)
    flops = rate_picture(Scene(run, others=(run,), aspect="flops", weighed=sum_weighed()))
    assert flops.curves
    assert not any(curve.other for curve in flops.curves)


def test_a_point_and_a_tick_say_the_rate(run):
    picture = rate_picture(Scene(run, aspect="elements"))
    record = run.point("fastmath", 10_000_000, 1)
    rate = 10_000_000 / record.estimate.median_s
    assert on_axis(picture, record) == f"elements per second: {rate / 1e9:.2f} G"
    assert "1G" in [tick.text for tick in rates(8, 10, 6)]
    assert rates.said(5.0) == "5.00"


def test_what_is_faster_is_higher_and_the_crossing_stays_where_it_is(run):
    view = time_view()
    [time] = view.whole(Scene(run)).crosses
    [rate] = view.whole(Scene(run, aspect="elements")).crosses
    assert (rate.x, rate.text) == (time.x, time.text)
    assert rate.y == pytest.approx(rate.x - time.y, abs=0.1)
