"""The window as a person meets it: before a run, during one, and when it is closed."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter_ns

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from sample_runs import sum_events, sum_run

from explorer.desktop.look.theme import theme_of
from explorer.desktop.running.session import IDLE, PAUSED, STOPPING
from explorer.kernels.finding import find
from explorer.measure.events import Compiling, Measured, Overhead, Progress
from explorer.units import seconds

LEFT = Qt.MouseButton.LeftButton


def press(window, keys):
    """Press keys as on the keyboard, wherever the focus is."""
    QTest.keySequence(window, QKeySequence(keys))


def choose(window, *path):
    """Choose from the menus by their texts, as far as they can be chosen."""
    level = window.menuBar().actions()
    for text in path[:-1]:
        action = next(a for a in level if a.text().replace("&", "") == text)
        level = action.menu().actions()
    action = next(a for a in level if a.text().replace("&", "") == path[-1])
    assert action.isEnabled(), path
    action.trigger()


def run_in(window, *first, **changes):
    """Start a run by hand and let it come to its end; these events come first."""
    press(window, "Ctrl+R")
    window.session.begin()
    plan, _ = window.session.started[-1]
    window.session.happen(*first, *list(sum_events(plan, **changes))[1:])


@pytest.fixture
def finished(window):
    """Return a window with a finished run in it."""
    run_in(window)
    window.session.end()
    return window


def test_before_the_first_run_it_says_what_it_teaches_and_what_run_will_do(qtbot, window):
    kernel = find("sum")
    page = window.tabs.lesson
    text = page.text.toPlainText()
    assert page.isVisible()
    assert kernel.title in text
    assert kernel.question in text
    assert "@numba.njit(parallel=True)" in text
    assert "7 variants at 11 sizes with" in page.forecast.text()
    assert "10 s" in page.forecast.text()
    assert not window.evidence.isVisible()
    assert not any(window.tabs.isTabVisible(page) for page in (1, 2, 3))

    qtbot.mouseClick(window.setup.variants.none, LEFT)
    assert window.tabs.lesson.forecast.text() == ""
    assert "none is ticked" in window.controls.activity.text()
    assert not window.controls.run.isEnabled()
    window.setup.variants.list.setCurrentRow(0, QItemSelectionModel.SelectionFlag.NoUpdate)
    qtbot.keyClick(window.setup.variants.list, Qt.Key.Key_Space)
    assert "1 variant at 11 sizes" in window.tabs.lesson.forecast.text()
    assert window.controls.run.isEnabled()

    window.setup.threads.edit.setText("1, 8")
    assert "in a process of its own" in window.tabs.lesson.forecast.text()


def test_another_kernel_shows_its_lesson(qtbot, finished):
    assert finished.tabs.page_name == "time"
    box = finished.setup.kernels
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert finished.tabs.page_name == "lesson"
    assert finished.setup.kernel.title in finished.tabs.lesson.text.toPlainText()


def test_run_measures_what_is_set_up(qtbot, window):
    plan = window.setup.plan
    for times, start in enumerate(
        (
            lambda: press(window, "Ctrl+R"),
            lambda: press(window, "F5"),
            lambda: qtbot.mouseClick(window.controls.run, LEFT),
            lambda: choose(window, "Run", "Run"),
        ),
        start=1,
    ):
        start()
        assert window.session.started == times * [(plan, find("sum"))]
        assert not window.controls.run.isEnabled()
        press(window, "F5")
        assert len(window.session.started) == times
        window.session.fail("It cannot be measured.")


def test_a_run_turns_to_the_first_chart_once_it_has_begun(window):
    press(window, "F5")
    assert window.tabs.page_name == "lesson"
    window.session.begin()
    assert window.tabs.page_name == "time"
    assert window.evidence.isVisible()
    press(window, "Ctrl+L")
    window.session.happen(Compiling("numpy"))
    assert window.tabs.page_name == "lesson"


def test_it_names_the_machine_and_says_what_it_does_and_how_much_is_left(window):
    assert "Example CPU @ 3.00GHz" in window.machine.machine.text()
    assert "L2 2.0 MiB" in window.machine.machine.text()
    press(window, "F5")
    assert window.machine.load.text() == "measuring"
    window.session.begin()
    window.session.activity_changed.emit("Compiling fastmath …")
    window.session.progressed.emit(Progress(2.5, 10.0, 40, 3, 99))
    assert window.controls.activity.text() == "Compiling fastmath …"
    assert window.controls.progress.text() == "40 of 99 points, at most 8 s left"
    assert window.controls.bar.value() == 250
    window.session.progressed.emit(Progress(6.0, 10.0, 99, 50, 99))
    assert window.controls.progress.text() == "50 of 99 precise, at most 4 s left"
    window.session.end("budget")
    assert window.controls.progress.text() == "Done: the budget is used up"


def test_the_first_times_and_the_whole_picture_are_seen_at_once(window):
    press(window, "F5")
    window.session.begin()
    plan, _ = window.session.started[-1]
    seen = []
    window.session.changed.connect(lambda: seen.append(len(window.shown.run.points)))
    measured = [event for event in sum_events(plan, rounds=2) if isinstance(event, Measured)]
    whole = Progress(1.0, 10.0, 99, 0, 99)
    some = Progress(0.5, 10.0, 50, 0, 99)
    window.session.happen(*measured[:5], some, *measured[5:], whole, measured[-1], Compiling("x"))
    counts = [sum(len(event.updates) for event in measured[:number]) for number in (1, None)]
    assert seen == [*counts, counts[-1]]  # and what came last, as it is due then


def test_nothing_moves_while_it_measures(window):
    press(window, "F5")
    window.session.begin()
    QApplication.processEvents()
    parts = (window.tabs, window.evidence, window.controls, window.setup, window.controls.bar)
    before = [part.geometry() for part in parts]
    plan, _ = window.session.started[-1]
    events = list(sum_events(plan))[1:]
    for first in range(0, len(events), 8):
        window.session.happen(*events[first : first + 8])
        window.session.progressed.emit(Progress(2.5, 10.0, 40, 3, 99))
        window.session.activity_changed.emit("Calling python at n = 10,000,000, about 0.4 s …")
    QApplication.processEvents()
    assert [part.geometry() for part in parts] == before


def test_a_run_is_paused_and_resumed_and_escape_stops_it(qtbot, window):
    assert not window.controls.pause.isEnabled()
    press(window, "F5")
    qtbot.mouseClick(window.controls.pause, LEFT)
    assert window.session.state == PAUSED
    assert window.controls.pause.text() == "Resume"
    window.session.activity_changed.emit("Measuring …")
    assert window.controls.activity.text() == "Paused. Resume goes on where it was."
    assert window.machine.load.text() == "paused"
    press(window, "F6")
    assert window.session.state == "running"
    assert window.controls.pause.text() == "Pause"
    assert window.controls.activity.text() == "Measuring …"
    assert window.machine.load.text() == "measuring"
    window.session.begin()
    press(window, "Esc")
    assert window.session.state == STOPPING
    assert not window.controls.stop.isEnabled()
    assert window.controls.activity.text() == "Stopping …"
    window.session.end("stopped")
    assert window.session.state == IDLE
    assert window.controls.run.isEnabled()
    assert window.controls.progress.text() == "Stopped; what was measured is kept"


def test_the_setup_can_be_changed_while_it_measures(qtbot, window):
    press(window, "F5")
    window.session.begin()
    window.setup.sizes.high.setText("1e3")
    assert window.setup.plan.sizes[-1] == 1000
    assert window.session.run.plan.sizes[-1] == 10**7
    assert window.controls.run.text() == "Apply"
    assert "no more" in window.controls.run.toolTip()
    assert not window.controls.anew.isEnabled()


def test_keys_turn_to_the_charts_and_a_baseline_chosen_in_the_setup_changes_the_run(
    qtbot, finished
):
    for page, name in enumerate(("show_time", "show_speedup", "show_threads"), 1):
        press(finished, f"Ctrl+{page}")
        assert finished.tabs.currentIndex() == page
        assert finished.tabs.chart.headline()
        assert finished.actions_by_name[name].isChecked()
        press(finished, "Ctrl+L")
        assert finished.tabs.currentIndex() == 0

    box = finished.setup.baseline.box
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert finished.shown.run.plan.baseline.variant == "python"
    assert "python" in finished.evidence.legend.topLevelItem(0).text(0)
    assert "baseline" in finished.evidence.legend.topLevelItem(0).text(0)


def test_the_answer_is_about_the_sizes_that_the_chart_shows(qtbot, finished):
    answer, chart = finished.evidence.answer.text, finished.tabs.chart
    whole = answer.text()
    assert "fastmath" in whole
    assert "Of the sizes shown" not in whole
    chart.plot.figure.box.setRange(xRange=(2.9, 4.1), padding=0)
    chart.plot.figure.zoomed.emit()
    assert answer.text() == whole  # words follow the wheel
    finished.actions_by_name["copy_rule"].trigger()  # what is copied waits not
    assert "Measured for n from 1,000 to 10,000;" in QGuiApplication.clipboard().text()
    qtbot.waitUntil(lambda: "Of the sizes shown, n = 1,000 to 10,000: use " in answer.text())
    assert "n = 1,000,000" not in answer.text()
    assert "sizes out of sight are left out of all this." in answer.text()
    finished.tabs.turn_to("speedup")
    qtbot.waitUntil(lambda: answer.text() == whole)
    finished.tabs.turn_to("time")
    qtbot.waitUntil(lambda: "Of the sizes shown" in answer.text())
    press(finished, "Ctrl+0")
    qtbot.waitUntil(lambda: answer.text() == whole)


def test_whatever_is_painted_is_noted_from_its_beginning_to_its_end(qtbot, finished):
    load = finished.session.own_load
    evidence = finished.evidence
    evidence.turn_to("Curves")
    for change in (
        finished.tabs.chart.plot.viewport().update,
        evidence.legend.update,
        lambda: evidence.turn_to("Table"),
        evidence.table.viewport().update,
        finished.controls.update,
        lambda: finished.resize(1300, 800),
    ):
        qtbot.waitUntil(lambda: not load.overlaps(perf_counter_ns(), perf_counter_ns()))
        before = perf_counter_ns()
        change()
        qtbot.waitUntil(lambda before=before: load.overlaps(before, perf_counter_ns()))
    qtbot.waitUntil(lambda: not load.overlaps(perf_counter_ns(), perf_counter_ns()))


def test_a_run_that_was_refused_is_not_done(window):
    run_in(window)
    window.session.end()
    assert window.controls.progress.text().startswith("Done")
    window.actions_by_name["start_anew"].trigger()
    window.session.fail("There is no compiler.")
    assert not window.controls.progress.text().startswith("Done")
    assert window.shown.run is not None  # what was measured before is still there


def test_a_clicked_point_is_selected_everywhere_and_a_curve_pointed_at_is_marked(finished):
    record = next(r for r in finished.shown.run.points.values() if r.estimate is not None)
    finished.tabs.chart.clicked.emit(record)
    assert finished.evidence.details.isVisible()
    finished.evidence.turn_to("Table")
    assert record.point.variant in finished.evidence.details.title.text()
    assert finished.evidence.details.value("Time").startswith(
        f"{seconds(record.estimate.median_s)} a call"
    )
    assert finished.evidence.details.value("Samples") == str(record.estimate.clean)
    assert finished.evidence.details.value("Result").startswith("right, to within ")
    row = finished.evidence.table.currentIndex().row()
    shown = finished.evidence.table.model().index(row, 0).data()
    assert shown == record.point.variant

    finished.tabs.chart.emphasised.emit(("fastmath", 1))
    bold = [leaf.text(0) for leaf in finished.evidence.legend.leaves() if leaf.font(0).bold()]
    assert bold == ["fastmath"]


def test_dark_and_light_can_be_chosen_and_are_remembered(finished):
    for choice, dark in (("Dark", True), ("Light", False)):
        choose(finished, "View", "Appearance", choice)
        assert theme_of(QGuiApplication.palette()).dark is dark
        assert finished.settings.read("theme", "") == choice.lower()
        assert theme_of(finished.tabs.chart.palette()).dark is dark


def test_the_evidence_is_beside_the_charts_or_below_and_words_do_not_move_them(qtbot, make_window):
    window = make_window(width=1024, height=700)
    run_in(window)
    for size, wide in (((1024, 700), False), ((1440, 900), True), ((1024, 700), False)):
        window.resize(*size)
        qtbot.waitUntil(lambda wide=wide: window.workspace.is_wide is wide)
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        tabs, evidence = window.tabs.geometry(), window.evidence.geometry()
        if wide:
            assert evidence.left() >= tabs.right()
            assert tabs.width() > 2 * evidence.width() * 0.8
        else:
            assert evidence.top() >= tabs.bottom()
            assert tabs.height() > evidence.height()
    chart = window.tabs.chart
    before = chart.plot.geometry()
    chart.title.say("One word")
    chart.conditions.say("A long text " * 40)
    chart.layout().activate()
    assert chart.plot.geometry() == before


def test_help_lists_every_shortcut_and_says_the_versions_and_the_environment(qtbot, window):
    choose(window, "Help", "Keyboard Shortcuts")
    page = next(w for w in QApplication.topLevelWidgets() if w.windowTitle().startswith("Keyb"))
    text = page.text.toPlainText()
    for words in ("Ctrl+R or F5", "Esc", "Measure what is set up", "Ctrl+0"):
        assert words in text
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not any(w.isVisible() for w in QApplication.topLevelWidgets() if isinstance(w, QDialog))

    choose(window, "Help", "About Numba Explorer")
    page = next(w for w in QApplication.topLevelWidgets() if w.windowTitle().startswith("About"))
    assert "numba 0.68.1" in page.text.toPlainText()
    page.close()

    choose(window, "Help", "Copy Environment Report")
    text = QGuiApplication.clipboard().text()
    assert "Example CPU" in text
    assert "clipboard" in window.statusBar().currentMessage()


def test_closing_stops_and_asks_nothing(window):
    press(window, "F5")
    window.session.begin()
    assert window.close()
    assert window.session.closed
    assert window.closed_cleanly


def test_closing_says_when_a_call_could_not_be_ended(window):
    window.session.closes = False
    assert window.close()
    assert not window.closed_cleanly


def test_it_opens_as_it_was_closed(make_window):
    window = make_window()
    window.setup.choose(find("matmul"))
    window.setup.sizes.set_text("8, 16")
    window.setup.more.fold.setChecked(True)
    window.halves.setSizes([400, 1000])
    window.resize(1300, 800)
    sizes = window.halves.sizes()
    window.close()
    other = make_window(width=1300, height=800)
    assert other.halves.sizes() == sizes
    assert other.setup.kernel.name == "matmul"
    assert other.setup.plan.sizes == (8, 16)
    assert other.setup.more.fold.isChecked()


def test_a_failed_run_says_so_in_a_sentence_and_an_unexpected_failure_in_a_dialog(qtbot, window):
    window.session.failed.emit("The file “x.py” has no function.", "")
    assert [m.sentence for m in window.messages.messages()] == ["The file “x.py” has no function."]

    with qtbot.waitSignal(window.trouble) as heard:
        window.session.failed.emit("Measuring stopped unexpectedly.", "Traceback …")
    assert heard.args == ["Measuring stopped unexpectedly.", "Traceback …"]


def test_another_run_of_it_hides_what_was_hidden_and_has_no_point_picked_out(finished):
    finished.shown.hide(frozenset({("numpy", 1)}))
    press(finished, "F5")
    finished.session.begin(created="2026-01-01T13:00:00+00:00")
    assert finished.shown.hidden == frozenset({("numpy", 1)})
    assert finished.evidence.details.title.text().startswith("Click a point")


def test_a_run_can_be_shown_that_was_made_elsewhere(window):
    run = sum_run()
    assert window.arrivals.show_run(run)
    assert window.tabs.page_name == "time"
    assert window.setup.plan.sizes == run.plan.sizes
    assert window.windowTitle() == "Adding up an array – Numba Explorer"


def test_a_setup_comes_back_from_that_of_an_opened_run(window):
    window.setup.threads.set_text("3")
    mine = window.setup.state()
    window.arrivals.show_run(sum_run())
    assert window.setup.state() != mine
    assert window.arrivals.own_setup[1] == mine  # which is what the next start finds
    (said,) = window.messages.messages()
    assert said.sentence == "The setup is that of this run now."
    said.buttons[0].click()
    assert window.setup.state() == mine
    window.setup.sizes.set_text("8, 16")
    assert window.arrivals.own_setup[1]["sizes"] == "8, 16"


def test_the_run_that_was_looked_at_last_is_offered_at_the_next_start(make_window):
    window, run = make_window(), sum_run()
    window.tabs.history.archive.keep(run)
    window.arrivals.show_run(run)
    window.close()
    other = make_window()
    (offer,) = other.messages.messages()
    assert offer.sentence == "A run of “Adding up an array” was looked at last."
    offer.buttons[0].click()
    assert other.shown.run.created == run.created
    assert offer not in other.messages.messages()


def test_another_kernel_is_not_taken_for_the_one_that_was_measured(finished):
    assert finished.controls.progress.text()
    finished.arrivals.show_kernel(find("matmul"))
    assert not finished.controls.progress.text()
    title = f"{find('matmul').title} (shown: Adding up an array) – Numba Explorer"
    assert finished.windowTitle() == title
    plan = finished.shown.run.plan
    theirs = replace(plan, kernel=replace(plan.kernel, name="theirs", title=""))
    finished.arrivals.show_run(replace(finished.shown.run, plan=theirs))
    assert "(shown: theirs)" in finished.windowTitle()


def test_the_call_overhead_can_be_left_out_of_what_is_shown_but_not_of_what_is_saved(window):
    run_in(window, Overhead(5e-8))
    window.session.end()
    before = window.shown.run
    choose(window, "View", "Subtract the Call Overhead")
    assert window.shown.run.subtracted_s == before.overhead_s == 5e-8
    assert "less 50.0 ns of calling" in window.tabs.chart.conditions.text()
    window.actions_by_name["copy_table"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1].split("\t")[lines[0].split("\t").index("subtracted_s")] == "5e-08"
    assert window.shown.to_save() == before
    choose(window, "View", "Subtract the Call Overhead")
    assert window.shown.run == before


def test_what_cannot_be_kept_is_said_and_messages_do_not_pile_up(qtbot, window):
    window.session.journal_failed.emit("The run is not kept in case of a crash.")
    message = window.messages.messages()[0]
    qtbot.waitExposed(message)
    qtbot.mouseClick(message.buttons[-1], LEFT)
    assert not window.messages.messages()

    for number in range(5):
        window.messages.warn(f"Number {number}.")
    window.messages.warn("Number 4.")
    assert [m.sentence for m in window.messages.messages()] == [
        "Number 2.",
        "Number 3.",
        "Number 4.",
    ]
