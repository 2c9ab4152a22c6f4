"""Steering a run from the window, with the real measuring thread."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtWidgets import QMenu
from sample_runs import sum_run

from explorer.desktop.running.session import IDLE, RUNNING, Session
from explorer.desktop.shell.window import MainWindow
from explorer.history.archive import Archive
from explorer.kernels.finding import find
from explorer.measure.machine import facts
from explorer.measure.plan import Point
from explorer.results.journal import Journal


@pytest.fixture
def window(qtbot, tmp_path, settings, undressed):
    session = Session(partial(Journal, tmp_path / "journal"))
    found = MainWindow(session, settings, undressed, facts(), 2)
    undressed.dress()
    qtbot.addWidget(found)
    found.setup.restore(
        {"sizes": "100, 10000", "variants": ["python", "numpy"], "threads": "1", "budget_s": 2.0}
    )
    found.setup.more.spins["precision"].setValue(50)
    with qtbot.waitExposed(found):
        found.show()
    yield found
    assert session.close()


@pytest.fixture
def ended(qtbot):
    """Return a function that waits until nothing is measured any more."""

    def wait(window):
        qtbot.waitUntil(lambda: window.session.state == IDLE)
        return window.session.run

    return wait


def sizes_of(run, variant):
    return {p.size for p, record in run.points.items() if p.variant == variant and record.estimate}


def run_action(window):
    return window.actions_by_name["run"]


def seen(window):
    controls = window.controls
    buttons = controls.run, controls.anew, controls.pause, controls.stop
    return [button.text() for button in buttons if button.isVisibleTo(window)]


def test_what_is_ticked_while_it_runs_joins_the_run(qtbot, window, ended):
    window.setup.more.spins["precision"].setValue(0.1)
    window.setup.more.spins["budget_s"].setValue(60)
    window.start()
    qtbot.waitUntil(lambda: window.session.run is not None)
    assert run_action(window).text() == "&Run"
    window.setup.sizes.set_text("100, 1000, 10000")
    window.setup.more.spins["precision"].setValue(50)
    assert run_action(window).text() == "&Extend"
    assert seen(window) == ["Extend", "Pause", "Stop"]
    run_action(window).trigger()
    assert window.session.state == RUNNING
    run = ended(window)
    assert sizes_of(run, "numpy") == {100, 1000, 10000}
    assert len(run.steered) == 1
    assert run_action(window).text() == "&Run"


def test_a_run_that_is_over_is_gone_on_with(window, ended):
    window.start()
    before = ended(window)
    assert seen(window) == ["Run"]
    width = window.controls.width()
    window.setup.sizes.set_text("100, 300, 10000")
    assert run_action(window).text() == "&Extend"
    assert seen(window) == ["Extend", "Start Anew"]
    assert window.controls.minimumSizeHint().width() <= width  # nothing moves under the mouse
    window.start()
    run = ended(window)
    assert run.created == before.created
    assert sizes_of(run, "python") == {100, 300, 10000}
    assert run.point("numpy", 100, 1) == before.point("numpy", 100, 1)
    window.start()
    assert ended(window).created != before.created


def test_while_it_runs_it_is_said_why_more_threads_cannot_join(qtbot, window, ended):
    window.setup.variants.tick(["fastmath", "parallel_fastmath"])
    window.setup.more.spins["precision"].setValue(0.1)
    window.setup.more.spins["budget_s"].setValue(60)
    window.start()
    qtbot.waitUntil(lambda: window.session.run is not None)
    window.setup.threads.set_text("1, 3")
    assert not run_action(window).isEnabled()
    assert window.evidence.answer.apart.text() == (
        "Set up now: other thread counts than this run has. The run under way cannot go on with "
        "this: 3 threads are more than the run’s process was started with; Extend can once it is "
        "over."
    )
    window.session.stop()
    ended(window)
    assert run_action(window).text() == "&Extend"
    assert "cannot" not in window.evidence.answer.apart.text()


def test_looking_closer_measures_all_curves_there_also_once_the_run_was_extended(
    qtbot, window, ended
):
    window.start()
    before = ended(window)
    window.shown.select(Point("python", 10000, 1))
    window.actions_by_name["measure_better"].trigger()
    ended(window)
    window.steering.measure_at(200)
    assert sizes_of(ended(window), "numpy") == {100, 200, 10000}
    chart = window.tabs.latest_chart
    chart.plot.figure.box.setRange(xRange=(2.5, 3.5), padding=0)
    chart.plot.figure.zoomed.emit()
    qtbot.waitUntil(lambda: window.session.state == RUNNING)
    run = ended(window)
    for variant in ("python", "numpy"):
        assert sum(316 <= size <= 3163 for size in sizes_of(run, variant)) >= 12
    assert run.wanted.precision == run.plan.precision
    assert run.created == before.created
    assert run_action(window).text() == "&Run"  # the setup does not take it back


def test_what_is_wanted_too_late_for_a_run_is_measured_after_it(qtbot, window, ended, monkeypatch):
    window.start()
    qtbot.waitUntil(lambda: window.session.run is not None)
    monkeypatch.setattr(window.session, "steer", lambda wish: True)  # nobody takes it any more
    window.steering.measure_at(500)
    qtbot.waitUntil(lambda: bool(window.session.run.continued))
    assert sizes_of(ended(window), "numpy") == {100, 500, 10000}


def test_a_run_that_pauses_can_be_steered(qtbot, window, ended):
    window.setup.more.spins["precision"].setValue(0.1)
    window.setup.more.spins["budget_s"].setValue(60)
    window.start()
    qtbot.waitUntil(lambda: window.session.run is not None)
    window.session.pause()
    window.steering.measure_at(500)
    assert not window.messages.messages()
    window.session.resume()
    qtbot.waitUntil(lambda: 500 in sizes_of(window.session.run, "numpy"))
    window.session.stop()
    assert len(ended(window).steered) == 1


def test_a_zoom_that_waits_is_not_measured_once_its_user_stops_what_it_waits_for(
    qtbot, window, ended
):
    window.start()
    ended(window)
    window.setup.more.spins["precision"].setValue(0.1)
    window.setup.more.spins["budget_s"].setValue(60)
    window.setup.sizes.set_text("100, 300, 10000")
    window.start()  # an extension, of which a zoom waits for the end
    qtbot.waitUntil(lambda: bool(window.session.run.continued))
    window.steering._settled.setInterval(0)
    window.steering.look_closer(300.0, 3000.0)
    qtbot.waitUntil(lambda: not window.steering._settled.isActive())
    window.session.stop()
    run = ended(window)
    assert not window.steering._settled.isActive()
    assert sizes_of(run, "numpy") <= {100, 300, 10000}


def test_zooming_into_a_run_that_cannot_be_gone_on_with_says_so_once(window):
    said = []
    window.steering.said.connect(said.append)
    window.shown.show(sum_run())
    for _ in range(2):
        window.steering.look_closer(300.0, 30_000.0)
        window.steering._settled.stop()
        window.steering._on_settled()
    assert len(said) == 1
    assert said[0].startswith("Nothing is measured where you zoom in: only a run that was made")


def choose_in_menu(chart, record, text):
    """Choose from the menu of a curve that is opened at one of its points."""
    series = record.point.variant, record.point.threads
    curve = next(one for one in chart.plot.figure.picture.curves if series in one.covers)
    menu = QMenu(chart)
    chart.menu_opened.emit(menu, curve, record)
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_a_point_is_measured_better_and_kept_but_by_no_zoom_that_is_off(qtbot, window, ended):
    window.start()
    wanted = ended(window).plan.precision
    assert not window.actions_by_name["measure_better"].isEnabled()
    window.shown.select(Point("python", 100, 1))
    assert window.actions_by_name["measure_better"].isEnabled()
    meant = Point("python", 10000, 1)
    before = window.session.run.points[meant]
    choose_in_menu(window.tabs.chart_of("time"), before, "Measure &Better")
    run = ended(window)
    assert len(run.points[meant].samples) > len(before.samples)
    assert run.point("python", 100, 1).repeats[-1].number == 0
    assert run.plan.precision == wanted  # that of all the other points

    archive = Archive()
    (kept,) = map(archive.run, archive.find())
    assert kept.points == run.points

    window.actions_by_name["follow_zoom"].setChecked(False)
    window.steering._settled.setInterval(0)
    window.steering.look_closer(300.0, 3000.0)
    qtbot.waitUntil(lambda: not window.steering._settled.isActive())
    assert window.session.state == IDLE
    assert window.session.run == run

    window.setup.choose(find("triad"))
    assert run_action(window).text() == "&Run"
    assert not window.controls.anew.isVisibleTo(window)
