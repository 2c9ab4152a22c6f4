"""Where points stand below the roofs of a machine, on a run, work and ceilings that are made up."""

import math
import re
from dataclasses import replace

import pytest
from sample_runs import CEILINGS, sum_run, sum_weighed

from explorer.kernels.finding import find
from explorer.results import roofline
from explorer.results.pictures.roofline import (
    NOTHING,
    roofline_headline,
    roofline_picture,
)
from explorer.results.pictures.view import Scene
from explorer.why.weighing import weigh
from explorer.why.work import Roof, roof_of, roofs

RUN, KNOWN = sum_run(), sum_weighed()


def test_a_roof_is_the_bandwidth_up_to_the_peak():
    roof = Roof("L1", 1e11, 1e11)
    assert (roof.over(0.125), roof.over(8.0)) == (1.25e10, 1e11)
    assert [r.level for r in roofs(CEILINGS)] == ["L1", "L2", "L2 filled", "DRAM"]
    even = replace(CEILINGS, read=((10_000, 1e11), (10_000_000, 8e10)))
    assert [r.level for r in roofs(even)] == ["L1", "L2", "DRAM"]
    assert roof_of(CEILINGS, 1e9).level == "DRAM"


def test_a_point_stands_at_its_flops_over_its_time():
    record = RUN.point("fastmath", 100_000, 1)
    found = roofline.place(RUN, record, KNOWN)
    assert found.intensity == 0.125
    assert found.rate == pytest.approx(100_000 / record.estimate.median_s)
    assert found.share == pytest.approx(found.rate / found.roof.over(0.125))


def test_threads_have_caches_of_their_own_and_share_memory():
    two = RUN.point("parallel_fastmath", 1_000, 2)
    within = roofline.place(RUN, two, KNOWN)
    assert within.roof.level == "L1"
    assert within.share == pytest.approx(within.rate / (2 * within.roof.over(0.125)))
    large = roofline.place(RUN, RUN.point("parallel_fastmath", 10_000_000, 2), KNOWN)
    assert large.share == pytest.approx(large.rate / large.roof.over(0.125))
    assert roofline.said(RUN, large).endswith("of memory’s 10.0 GB/s to one thread")


def test_what_is_not_counted_has_no_place():
    assert roofline.place(RUN, RUN.point("numpy", 1_000, 1), KNOWN) is None
    without = replace(KNOWN, work=tuple(replace(w, flops=0) for w in KNOWN.work))
    picture = roofline_picture(Scene(RUN, weighed=without))
    assert picture.note == "None of these variants does floating-point operations."
    assert "no" not in roofline_picture(Scene(RUN, weighed=KNOWN)).note
    assert roofline_picture(Scene(RUN)).note == NOTHING


def test_the_picture_has_a_spot_for_each_time_and_a_line_for_each_roof():
    picture = roofline_picture(Scene(RUN, weighed=KNOWN))
    loop = next(c for c in picture.curves if c.series[0] == "fastmath")
    assert {round(10**spot.x, 3) for spot in loop.spots} == {0.125}
    assert re.fullmatch(r"[\d.]+ Gflop/s, [\d.]+ % of .*", loop.spots[0].said)
    size = loop.spots[0].record.point.size
    median = loop.spots[0].record.estimate.median_s
    assert 10 ** loop.spots[0].y == pytest.approx(size / median)
    assert loop.spots[0].low <= loop.spots[0].y <= loop.spots[0].high
    slanted = [g for g in picture.guides if g.start[0] is not None]
    assert len(slanted) == 4
    for guide in slanted:
        (x0, y0), (x1, y1) = guide.start, guide.end
        assert y1 - y0 == pytest.approx(x1 - x0)  # bytes/s times flop per byte
        assert y1 == pytest.approx(math.log10(CEILINGS.peak_flops))


def test_the_headline_is_about_the_recommended_variant():
    said = roofline_headline(Scene(RUN, weighed=KNOWN))
    assert said.startswith("At n = 10,000,000, parallel_fastmath with 2 threads does ")
    assert "Gflop/s at 0.125 flop per byte" in said


@pytest.mark.usefixtures("ceilings")
def test_the_work_of_a_call_is_counted_at_each_size():
    found = weigh(find("sum"), {"jit_nopython": (100, 1000), "python": (100,)}, "float64", 1)
    assert [(w.size, w.flops, w.bytes) for w in found.work] == [(100, 100, 800), (1000, 1000, 8000)]
    assert found.failed == {"python": "it is not compiled by Numba"}
    assert found.ceilings.peak_flops > 0


def test_large_machines_are_written_without_exponents():
    peak = replace(CEILINGS, peak_flops=4.24e12)
    picture = roofline_picture(Scene(RUN, weighed=replace(KNOWN, ceilings=peak)))
    assert "4,240 Gflop/s, one thread" in [guide.name for guide in picture.guides]
