"""What a person sees when the program has a bug: one dialog, details, a log file."""

from __future__ import annotations

import sys
import threading
import warnings

import pytest
from PySide6.QtCore import Qt, QTimer, qWarning
from PySide6.QtGui import QGuiApplication

from explorer.desktop.notices.errors import ErrorReporter, close_log, log, open_log

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def reporter(qtbot, tmp_path, capsys):
    found = ErrorReporter(tmp_path / "numba-explorer.log")
    found.install()
    yield found
    found.uninstall()
    if found.dialog is not None:
        found.dialog.close()
    found.deleteLater()


def raise_here():
    raise ZeroDivisionError("made for a test")


def hook_an_error():
    try:
        raise_here()
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())


def test_an_exception_opens_a_dialog_with_details_to_copy(qtbot, reporter):
    hook_an_error()
    qtbot.waitUntil(lambda: reporter.dialog is not None)
    assert "kept" in reporter.dialog.sentence.text()
    assert "raise_here" in reporter.dialog.details.toPlainText()
    qtbot.mouseClick(reporter.dialog.copy, LEFT)
    assert "made for a test" in QGuiApplication.clipboard().text()
    qtbot.keyClick(reporter.dialog, Qt.Key.Key_Escape)
    assert reporter.dialog is None


def test_a_timer_that_fails_again_and_again_opens_one_dialog(qtbot, reporter):
    seen = []
    timer = QTimer()
    timer.timeout.connect(hook_an_error)
    timer.timeout.connect(lambda: seen.append(reporter.dialog))
    timer.start(1)
    qtbot.waitUntil(lambda: len(seen) > 20)
    timer.stop()
    assert len({id(dialog) for dialog in seen if dialog is not None}) == 1


def test_an_exception_in_another_thread_is_shown_in_this_one(qtbot, reporter):
    thread = threading.Thread(target=raise_here)
    thread.start()
    thread.join()
    assert reporter.dialog is None
    qtbot.waitUntil(lambda: reporter.dialog is not None)
    assert "made for a test" in reporter.dialog.details.toPlainText()


def test_the_log_holds_what_qt_and_python_said(qapp, tmp_path):
    path = open_log(tmp_path / "new" / "folder")
    try:
        log.error("an error")
        qWarning("from Qt")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("from Python", stacklevel=1)
    finally:
        close_log()
    text = path.read_text()
    for words in ("an error", "from Qt", "from Python"):
        assert words in text


def test_a_log_that_cannot_be_written_is_done_without(tmp_path):
    (tmp_path / "file").write_text("")
    assert open_log(tmp_path / "file") is None
