"""A file of one's own, run from the window in the real separate process."""

from __future__ import annotations

import textwrap
from functools import partial

import pytest
from PySide6.QtTest import QTest
from sample_runs import MACHINE

from explorer.desktop.running.session import IDLE, RUNNING, Session
from explorer.desktop.shell.window import MainWindow
from explorer.results.journal import Journal


@pytest.fixture
def opened(qtbot, settings, undressed, tmp_path):
    """Return a function that opens a file of this text in a window that really measures."""
    windows = []

    def make(text):
        path = tmp_path / "mine.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        session = Session(partial(Journal, tmp_path / "journal"))
        window = MainWindow(session, settings, undressed, MACHINE, 2)
        undressed.dress()
        qtbot.addWidget(window)
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.files.open(path)
        window.setup.sizes.set_text("10, 100")
        window.setup.threads.set_text("1")
        window.setup.variants.tick(["python", "njit"])
        window.setup.more.spins["precision"].setValue(50)
        return window

    yield make
    for window in windows:
        window.close()


def run(qtbot, window):
    assert window.start()
    qtbot.waitUntil(lambda: window.session.state == IDLE)


def test_a_function_is_measured_in_a_process_of_its_own_and_what_numba_refuses_is_explained(
    qtbot, opened
):
    window = opened(
        "import re\nfrom numba import njit\nSTART = print('hi') or 0\n"
        "@njit\ndef f(n):\n    return START + 3\n"
        "@njit\ndef f_found(n):\n    return START + len(re.findall('a', 'banana'))\n"
    )
    window.setup.variants.tick(["python", "njit", "f_found"])
    run(qtbot, window)
    found = window.shown.run
    assert found.where == "separate process"
    assert found.point("python", 100, 1).usable
    assert found.point("njit", 100, 1).usable
    assert window.tabs.page("output").text.toPlainText() == "hi\n"
    window.shown.select(found.point("f_found", 100, 1).point)
    details = window.evidence.details
    assert details.refusal.source.marked == 9
    assert "re.findall" in details.reason.text()


def test_a_file_that_cannot_be_run_is_one_sentence(qtbot, opened):
    window = opened("ONE = 1 / 0\ndef f(a): return a[0] * ONE\n")
    run(qtbot, window)
    said = [message.sentence for message in window.messages.messages()]
    assert any("ZeroDivisionError" in one for one in said)
    assert window.controls.run.isEnabled()


def test_stop_ends_an_endless_call_at_once_and_keeps_what_was_measured(qtbot, opened):
    window = opened("def f(a):\n    while len(a) > 50: pass\n    return a[0]\n")
    window.setup.variants.tick(["python"])
    assert window.start()

    def under_way():
        run = window.session.run
        return run is not None and any(record.usable for record in run.points.values())

    qtbot.waitUntil(under_way)
    qtbot.wait(300)
    assert window.session.state == RUNNING
    QTest.keySequence(window, "Esc")
    qtbot.waitUntil(lambda: window.session.state == IDLE)
    assert window.shown.run.finished == "stopped"
    assert window.shown.run.point("python", 10, 1).usable
