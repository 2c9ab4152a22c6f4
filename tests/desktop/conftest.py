"""A window to use as a person does, and nothing left behind by it."""

from __future__ import annotations

import gc
import traceback
import weakref
from functools import partial

import pytest
from own_hands import SMOOTH
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from sample_runs import MACHINE
from scripted_session import ScriptedSession
from shiboken6 import isValid

from explorer.desktop.look.appearance import Appearance
from explorer.desktop.settings import Settings
from explorer.desktop.shell.window import MainWindow
from explorer.desktop.shown import Shown
from explorer.results.journal import Journal

PATIENT_MS = 120_000


def pytest_collection_modifyitems(items):
    """Let the offscreen platform say of every dialog and menu what it cannot do."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(autouse=True)
def nothing_left_behind(monkeypatch):
    """Fail a test that leaves a thread or timer running, or a window; say where it was started."""
    started = []

    def watch(kind):
        start = kind.start

        def recorded(self, *arguments, **named):
            where = "".join(traceback.format_stack(limit=4)[:-1])
            started.append((weakref.ref(self), where))
            return start(self, *arguments, **named)

        monkeypatch.setattr(kind, "start", recorded)

    watch(QThread)
    watch(QTimer)
    before = set(map(id, QApplication.topLevelWidgets())) if QApplication.instance() else set()
    gc.freeze()  # what was there before is no garbage of this test, and is not searched for it
    yield
    if QApplication.instance() is None:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    left = []
    for reference, where in started:
        found = reference()
        if found is None or not isValid(found):
            continue
        runs = found.isRunning() if isinstance(found, QThread) else found.isActive()
        if runs:
            left.append(f"{type(found).__name__} still runs; it was started at\n{where}")
    left += [
        f"{widget!r} is still there"
        for widget in QApplication.topLevelWidgets()
        if id(widget) not in before and widget.isVisible()
    ]
    assert not left, "\n".join(left)


@pytest.fixture(scope="session")
def qapp(qapp):
    """Leave nothing of Python's on a clipboard that outlives Python, as that of offscreen does."""
    yield qapp
    qapp.clipboard().clear()


@pytest.fixture
def qtbot(qtbot):
    """Wait for what must come as long as a very busy machine takes for it, not for 5 s."""
    for name in ("waitUntil", "waitSignal", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENT_MS))
    return qtbot


@pytest.fixture
def settings(tmp_path):
    """Return settings in a file of the test's own."""
    return Settings(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def undressed(qapp):
    """Return the appearance of a light desktop, for a window that is dressed when it is there.

    As the program does it: in a style sheet, what is put into a window is looked up at each step.
    Afterwards the application is as it was; a window that is still there would be restyled.
    """
    style = qapp.styleSheet()
    found = Appearance(qapp, "light", dressed=False)
    yield found
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.styleHints().colorSchemeChanged.disconnect(found._apply)
    qapp.setPalette(QPalette())
    qapp.setStyleSheet(style)
    found.deleteLater()


@pytest.fixture
def appearance(undressed):
    """Return the same, with the style sheet that parts of the window have."""
    undressed.dress()
    return undressed


@pytest.fixture
def make_window(qtbot, settings, undressed, tmp_path):
    """Return a function that opens a window of a machine that can use so many threads.

    One that was closed is gone then, as at the next start of the program.
    """
    sessions, windows = [], []

    def make(most_threads=4, width=1440, height=900):
        for closed in [window for window in windows if not window.isVisible()]:
            windows.remove(closed)
            closed.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        session = ScriptedSession(partial(Journal, tmp_path / "journal"), MACHINE)
        sessions.append(session)
        window = MainWindow(session, settings, undressed, MACHINE, most_threads)
        undressed.dress()
        windows.append(window)
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()
    for session in sessions:
        session.close()


@pytest.fixture
def shown(qapp):
    """Return what parts of the window follow, without a window."""
    found = Shown()
    yield found
    found.deleteLater()


@pytest.fixture
def window(make_window):
    """Return an open window that measures nothing."""
    return make_window()


@pytest.fixture
def file(tmp_path):
    """Return a Python file with two functions, as a user has it."""
    path = tmp_path / "mine.py"
    path.write_text(SMOOTH, encoding="utf-8")
    return path


@pytest.fixture
def opened(window, file):
    """Return a window with that file open."""
    window.files.open(file)
    return window
