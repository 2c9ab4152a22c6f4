"""The window with its real measuring thread: run, pause, stop, run again, close."""

from __future__ import annotations

from functools import partial

import pytest
from measuring_processes import measuring_processes
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.desktop.evidence.model import COLUMNS
from explorer.desktop.running.session import IDLE, PAUSED, RUNNING, Session
from explorer.desktop.shell.window import MainWindow
from explorer.measure.machine import facts
from explorer.results.columns import column
from explorer.results.journal import Journal


@pytest.fixture
def window(qtbot, tmp_path, settings, undressed):
    session = Session(partial(Journal, tmp_path / "journal"))
    found = MainWindow(session, settings, undressed, facts(), 2)
    undressed.dress()
    qtbot.addWidget(found)
    found.setup.restore(
        {"sizes": "100, 1000, 10000", "variants": ["python", "numpy"], "threads": "1"}
    )
    found.setup.more.spins["precision"].setValue(50)
    found.resize(1200, 800)
    with qtbot.waitExposed(found):
        found.show()
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    yield found
    assert session.close()


def measured(window):
    run = window.shown.run
    return 0 if run is None else sum(r.estimate is not None for r in run.points.values())


def test_from_run_to_done(qtbot, window):
    QTest.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: window.session.state == IDLE)
    assert window.shown.run.finished in ("precise", "unsteady", "budget")
    assert measured(window) == 6
    window.evidence.turn_to("Table")
    assert window.evidence.table.model().rowCount() == 6
    assert "n = 10,000" in window.tabs.chart.headline()
    assert not window.messages.messages()


def test_pause_stop_and_run_again(qtbot, window):
    window.setup.more.spins["budget_s"].setValue(60)
    window.setup.more.spins["precision"].setValue(0.1)
    QTest.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: measured(window) == 6)
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.session.state == PAUSED
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.session.state == RUNNING
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.session.state == IDLE)
    assert window.shown.run.finished == "stopped"
    assert measured(window) == 6
    QTest.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: not window.shown.run.finished)
    assert window.close()
    assert window.closed_cleanly


def test_a_process_is_started_ahead_where_it_is_needed_and_ends_with_the_window(qtbot, window):
    assert not measuring_processes()
    window.session.warm_up()  # as when the window was seen
    window.setup.more.spins["repeats"].setValue(2)
    qtbot.waitUntil(lambda: len(measuring_processes()) == 1)
    (spare,) = measuring_processes()
    QTest.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: measured(window) > 0)
    assert measuring_processes() == [spare]
    qtbot.waitUntil(lambda: window.session.state == IDLE)
    assert not spare.is_running()
    assert window.shown.run.finished in ("precise", "unsteady", "budget")
    assert window.shown.run.points
    window.evidence.turn_to("Table")
    assert not window.evidence.table.isColumnHidden(COLUMNS.index(column("spread")))
    qtbot.waitUntil(lambda: len(measuring_processes()) == 1)  # for the next run
    window.setup.more.spins["repeats"].setValue(1)
    qtbot.waitUntil(lambda: not measuring_processes())

    window.setup.more.spins["repeats"].setValue(2)
    qtbot.waitUntil(lambda: len(measuring_processes()) == 1)
    assert window.close()
    assert not measuring_processes()
