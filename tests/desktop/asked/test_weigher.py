"""The roofline, turned to as a person does: what it needs is counted then, and not before."""

from dataclasses import replace

import pytest
from sample_runs import sum_events, sum_plan, sum_run

from explorer.desktop.asked.weigher import NOT_AT_HAND, NOT_NOW
from explorer.kernels.finding import find
from explorer.measure.machine import facts
from explorer.measure.plan import Baseline
from explorer.results.fold import fold


def of_the_sum(run):
    """The run as one of the sum as it is now."""
    plan = replace(run.plan, kernel=replace(run.plan.kernel, sha256=find("sum").sha256))
    return replace(run, plan=plan)


@pytest.fixture
def here(window):
    """A run that says it was made on this machine."""
    run = of_the_sum(sum_run(sizes="100,1000"))
    points = {p: record for p, record in run.points.items() if p.variant == "jit_nopython"}
    return replace(run, machine={**run.machine, "cpu": facts()["cpu"]}, points=points)


@pytest.mark.usefixtures("ceilings")
def test_it_is_counted_when_it_is_turned_to(qtbot, window, here):
    window.session.show(here, find("sum"))
    assert not window.tabs.weigher.running
    window.tabs.turn_to("roofline")
    assert window.tabs.weigher.running
    qtbot.waitUntil(lambda: window.shown.weighed is not None)
    assert "flop per byte" in window.tabs.chart.headline()
    window.shown.hide(frozenset(list(here.series())[:1]))
    assert not window.tabs.weigher.running


def test_without_its_source_it_says_so(window, here):
    window.session.show(here, None)
    window.tabs.turn_to("roofline")
    assert window.tabs.chart.plot.figure.picture.note == NOT_AT_HAND


def test_of_another_machine_it_says_so(qtbot, window):
    window.session.show(of_the_sum(sum_run()), find("sum"))
    window.tabs.turn_to("roofline")
    qtbot.waitUntil(lambda: not window.tabs.weigher.running)
    assert "what that can do at best is not known" in window.shown.weighing
    window.tabs.turn_to("time")
    window.tabs.turn_to("roofline")
    assert not window.tabs.weigher.running


def test_nothing_is_counted_while_a_run_goes_on(window):
    window.session.show(fold(list(sum_events(sum_plan()))[:-1]), find("sum"))
    window.tabs.turn_to("roofline")
    assert window.shown.weighing == NOT_NOW
    assert not window.tabs.weigher.running


@pytest.mark.usefixtures("ceilings")
def test_with_another_baseline_it_is_counted_once(qtbot, window, here):
    window.session.show(here, find("sum"))
    window.shown.compare_with(Baseline("fastmath"))
    window.tabs.turn_to("roofline")
    qtbot.waitUntil(lambda: not window.tabs.weigher.running)
    assert window.shown.weighed is not None
    assert not window.tabs.weigher.running


def test_what_failed_once_is_not_tried_again_with_another_baseline(qtbot, window):
    window.session.show(of_the_sum(sum_run()), find("sum"))
    window.shown.compare_with(Baseline("fastmath"))
    window.tabs.turn_to("roofline")
    qtbot.waitUntil(lambda: not window.tabs.weigher.running)
    assert "what that can do at best is not known" in window.shown.weighing
    window.tabs.turn_to("time")
    window.tabs.turn_to("roofline")
    assert not window.tabs.weigher.running
