"""An earlier source and today's, measured by turns from the window."""

from dataclasses import replace

import made_runs as made
import pytest
from kernel_texts import LOOP_FILE
from made_runs import LOOP
from own_hands import press_button, sentences
from sample_runs import sum_run

from explorer.desktop import own_program
from explorer.desktop.own_program import OwnProgram
from explorer.desktop.running.self_test import UNDER_WAY
from explorer.history.archive import Archive
from explorer.kernels.finding import find, open_path


@pytest.fixture
def changed(window, tmp_path):
    """The window with a run of today's source, and dashed one of the source before."""
    file = tmp_path / "mine.py"
    runs = []
    for text, created in ((LOOP_FILE, "2026-01-01"), (f"{LOOP_FILE}# changed\n", "2026-01-02")):
        file.write_text(text)
        kernel = open_path(str(file))
        run = made.run({LOOP: {100: 1e-6, 200: 2e-6}, ("builtin", 1): {100: 3e-7, 200: 6e-7}})
        ref = replace(run.plan.kernel, name=kernel.name, file=str(file), sha256=kernel.sha256)
        plan = replace(run.plan, kernel=ref, budget_s=20.0, precision=0.5)
        runs.append(replace(run, plan=plan, created=f"{created}T00:00:00+00:00", finished="budget"))
        Archive().keep(runs[-1], text)
    window.session.show(runs[1], kernel)
    window.shown.beside((runs[0],))
    return window


def test_both_are_measured_and_changes_says_that_they_took_turns(qtbot, changed):
    action = changed.actions_by_name["measure_beside"]
    assert action.isEnabled()
    changed.memory.beside.processes = 1
    action.trigger()
    assert changed.memory.beside.running
    assert "by turns" in sentences(changed)[-1]
    qtbot.waitUntil(lambda: not changed.memory.beside.running)
    assert changed.tabs.page_name == "changes"
    assert not sentences(changed)
    now, (before,) = changed.shown.run, changed.shown.others
    assert now.beside == before.beside != ""
    assert now.plan.sizes == (100, 200)


def test_it_can_be_given_up(qtbot, changed):
    changed.actions_by_name["measure_beside"].trigger()
    press_button(qtbot, changed, "Give Up")
    assert not changed.memory.beside.running
    assert not sentences(changed)
    assert not changed.shown.run.beside


def test_without_room_for_its_files_that_is_one_sentence(changed, monkeypatch):
    def no_room():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(own_program, "Scratch", no_room)
    changed.actions_by_name["measure_beside"].trigger()
    assert sentences(changed) == ["No folder for a while can be written: No space left on device."]
    assert not changed.memory.beside.running


def test_what_is_shown_meanwhile_stays(changed):
    changed.memory.beside.processes = 1
    changed.memory.measure_beside()
    changed.memory.beside.end()
    other = replace(sum_run(), created="2026-03-01T00:00:00+00:00")
    changed.arrivals.show_run(other)
    changed.memory.beside.over.emit(made.run({LOOP: {100: 1e-6}}), sum_run())
    assert changed.shown.run is other
    assert "in the history, both sides" in sentences(changed)[-1]


def test_it_is_offered_only_where_there_is_an_earlier_source(window, changed):
    changed.shown.beside(())
    action = changed.actions_by_name["measure_beside"]
    assert not action.isEnabled()
    assert action.toolTip().endswith("placement of threads in the setup.")


def test_while_something_else_is_at_work_that_is_why_it_cannot_be_used(qtbot, changed):
    action = changed.actions_by_name["measure_beside"]
    plain = action.toolTip()
    changed.self_test.begin()
    assert action.toolTip() == f"{plain}. {UNDER_WAY}"
    changed.self_test.close()
    qtbot.waitUntil(action.isEnabled)
    assert action.toolTip() == plain


def test_other_threads_in_the_setup_are_offered_side_by_side(window, monkeypatch):
    kernel, run = find("sum"), sum_run()
    ref = replace(run.plan.kernel, sha256=kernel.sha256)
    window.arrivals.show_run(replace(run, plan=replace(run.plan, kernel=ref)))
    assert not window.controls.beside.isVisibleTo(window)
    box = window.setup.more.place.boxes["layer"]
    box.setCurrentIndex(box.findData("workqueue"))
    box.activated.emit(box.currentIndex())
    assert window.controls.beside.isVisibleTo(window)
    assert not window.controls.pause.isVisibleTo(window)
    begun = []
    monkeypatch.setattr(OwnProgram, "begin", lambda _, words: begun.append(words))
    window.controls.beside.click()
    (words,) = begun
    assert words[words.index("--other") + 1] == "layer=workqueue"
    assert words[words.index("--variants") + 1] == "parallel_prange,parallel_fastmath"
    assert "and with the threading layer workqueue, by turns" in sentences(window)[-1]
