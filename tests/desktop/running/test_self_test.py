"""The self-test's dialog: a process that goes on beside the window and never outlives it."""

import os

import pytest
from PySide6.QtCore import QEvent, QObject, QProcess, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from explorer.desktop.own_program import own_process
from explorer.desktop.running import self_test

REPORT = """
import sys, time
print("cpu  a fine one", flush=True)
print("1/2 reading the clock", file=sys.stderr, flush=True)
print("2/2 comparing loops", file=sys.stderr, flush=True)
{then}
print("smallest difference to be trusted now, with one thread: 0.3 %", flush=True)
"""


@pytest.fixture
def says(monkeypatch):
    """Return a function that lets the self-test be a process that does this in between."""

    def instead(then=""):
        monkeypatch.setattr(self_test, "COMMAND", ("-c", REPORT.format(then=then)))

    return instead


def test_an_empty_entry_of_pythonpath_is_not_handed_to_a_process(qapp, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", ":/somewhere:")
    parent = QObject()
    assert own_process(parent).processEnvironment().value("PYTHONPATH") == "/somewhere"


def test_its_report_is_shown_and_can_be_copied(window, qtbot, says):
    says()
    window.actions_by_name["self_test"].trigger()
    dialog = window.self_test
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.running)
    assert (
        dialog.headline.text()
        == "With one thread, differences of 0.3 % and more can be trusted now."
    )
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("cpu  a fine one\nsmallest difference")
    assert dialog.bar.value() == dialog.bar.maximum() == 1


def test_it_says_what_it_does_and_can_be_stopped(window, qtbot, says):
    says("time.sleep(600)")
    window.machine.self_test.click()
    dialog = window.self_test
    qtbot.waitUntil(lambda: dialog.step.text() == "Comparing loops … (step 2 of 2)")
    assert (dialog.bar.value(), dialog.bar.maximum()) == (1, 2)
    assert dialog.again.text() == "&Stop"
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert not dialog.running
    assert dialog.headline.text() == "The self-test was stopped."
    assert dialog.text.toPlainText() == "cpu  a fine one"


@pytest.mark.parametrize("how", ["window", "dialog", "run"])
def test_it_never_goes_on_unseen_or_beside_a_run(window, qtbot, says, how):
    says("time.sleep(600)")
    window.actions_by_name["self_test"].trigger()
    dialog = window.self_test
    qtbot.waitUntil(lambda: dialog.text.toPlainText() != "")
    process = dialog.findChild(QProcess).processId()
    if how == "run":
        assert window.start()
        assert not window.actions_by_name["self_test"].isEnabled()
        window.session.begin()
        window.session.end("stopped")
        assert window.actions_by_name["self_test"].isEnabled()
        dialog.hide()
    else:
        (window if how == "window" else dialog).close()
    assert not dialog.running
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_one_that_fails_says_so(window, qtbot, says):
    says("raise SystemExit('nothing works')")
    window.self_test.begin()
    qtbot.waitUntil(lambda: not window.self_test.running)
    assert window.self_test.headline.text() == "The self-test ended with status 1."
    assert window.self_test.step.text() == "nothing works"
    window.self_test.close()


def test_one_that_cannot_be_started_says_so(window, monkeypatch, qtbot):
    monkeypatch.setattr(self_test.sys, "executable", "/no/such/python")
    window.self_test.begin()
    qtbot.waitUntil(lambda: "could not be started" in window.self_test.headline.text())
    window.self_test.close()


def test_pointing_at_the_link_leaves_it_where_it_is(window):
    """A message in the status bar would hide the line, and the link with it."""
    link = window.machine.self_test
    QApplication.sendEvent(link, QEvent(QEvent.Type.Enter))
    assert not window.statusBar().currentMessage()
    assert link.isVisible()
    window.actions_by_name["self_test"].setEnabled(False)
    assert not link.isEnabled()
    assert link.text() == "self-test"
