import math
from dataclasses import replace

import made_runs as made
import pytest
from made_runs import LOOP

from explorer.measure.plan import Point
from explorer.results import analysis
from explorer.results.overhead import Subtraction
from explorer.results.pictures.time import time_picture
from explorer.results.pictures.view import Scene
from explorer.results.words.conditions import conditions

OVERHEAD_S = 5e-8  # what made runs say


@pytest.fixture
def run():
    curves = {
        ("numpy", 1): {10: 2e-7, 1000: 1e-6},
        LOOP: {10: 5.1e-8, 1000: 4.5e-7},
    }
    return made.run(curves, compile_s={"loop": 0.1})


def test_only_compiled_variants_lose_the_cost_of_a_call(run):
    less = Subtraction()(run)
    assert less.point("numpy", 1000, 1) == run.point("numpy", 1000, 1)
    before, after = run.point("loop", 1000, 1).estimate, less.point("loop", 1000, 1).estimate
    for name in ("median_s", "low_s", "high_s", "min_s"):
        lost = getattr(before, name) - getattr(after, name)
        assert lost == pytest.approx(OVERHEAD_S)


def test_speedups_are_those_of_what_is_left(run):
    less = Subtraction()(run)
    assert analysis.speedup(less, less.point("loop", 1000, 1)).median == pytest.approx(2.5, 0.01)


def test_a_point_of_which_nothing_is_left_says_so(run):
    record = Subtraction()(run).point("loop", 10, 1)
    assert (record.status, record.estimate) == ("skipped", None)
    assert record.reason == "Its 51.0 ns are the 50.0 ns that a call costs."


def test_the_conditions_say_that_something_was_subtracted(run):
    assert "of calling" not in conditions(run)
    assert conditions(Subtraction()(run)).endswith("less 50.0 ns of calling")


def test_points_that_did_not_change_are_not_computed_again(run):
    subtraction = Subtraction()
    point = Point("loop", 1000, 1)
    assert subtraction(run).points[point] is subtraction(run).points[point]


def test_without_a_measured_overhead_nothing_is_subtracted(run):
    unknown = replace(run, overhead_s=None)
    assert Subtraction()(unknown) is unknown


def test_what_is_left_is_known_as_well_as_it_is_known(run):
    """±4 % of 55 ns are ±44 % of the 5 ns that are left."""
    curves = {LOOP: {1000: 5.5e-8}}
    before = made.run(curves, compile_s={"loop": 0.1}, shapes={LOOP: {"spread": 0.04}})
    assert before.point("loop", 1000, 1).status == "ok"
    after = Subtraction()(before).point("loop", 1000, 1)
    assert after.status == "coarse"
    assert after.reason.startswith("Known to ±")


def test_no_line_of_calling_stands_above_a_call_that_was_measured(run):
    slow_then = replace(run, overhead_s=1e-6)
    fastest = run.point("loop", 10, 1).estimate
    assert slow_then.calling_s == fastest.min_s
    assert run.calling_s == OVERHEAD_S
    picture = time_picture(Scene(slow_then))
    (line,) = (guide for guide in picture.guides if guide.name == "an empty call")
    assert line.start[1] <= math.log10(fastest.median_s)
