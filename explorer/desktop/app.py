"""Opening the window: the application around it, and what it leaves behind."""

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QSettings,
    QSocketNotifier,
    QStandardPaths,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from explorer.desktop.files.opening import Sent
from explorer.desktop.look.appearance import Appearance, enlarge
from explorer.desktop.notices.errors import ErrorReporter, close_log, open_log
from explorer.desktop.running.session import Session
from explorer.desktop.settings import Settings
from explorer.desktop.shell.errand import Errand
from explorer.desktop.shell.menu_hint import MenuHint
from explorer.desktop.shell.preferences import values
from explorer.desktop.shell.recovery import Recovery
from explorer.desktop.shell.remembered import KERNEL
from explorer.desktop.shell.window import MainWindow
from explorer.kernels.finding import catalogue, find, shipped
from explorer.kernels.kernel import KernelError
from explorer.measure.machine import facts, most_threads
from explorer.opening import OpenOptions
from explorer.results import journal
from explorer.results.journal import Journal
from explorer.shipped import resource
from explorer.version import __version__

NAME = "numba-explorer"
SWITCH_INTERVAL_S = 5e-4
"""With Python's 5 ms a repaint beside an interpreted variant takes 361 ms; with this, 38 ms."""

SELDOM = 1000
"""How seldom Python looks through all objects for garbage while a run grows. With 10,000 points
that takes 200 ms (measured), in the middle of drawing."""


def open_window(options: OpenOptions, refuse: Callable[[str], object]) -> int:
    """Open the window, wait until it is closed, and return the exit status.

    `refuse` ends the process with the sentence that says why there can be no window.
    """
    folder = journal.default_folder()
    log_file = open_log(folder.parent)  # before Qt has anything to say
    app = make_application(refuse)
    errors = ErrorReporter(log_file, app)
    errors.install()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    settings = Settings(user_settings())
    session = Session(partial(Journal, folder))
    preferred = values(settings)
    enlarge(app, preferred["font_scale"])
    appearance = Appearance(app, preferred["theme"], dressed=False)
    last = shipped(settings.read(KERNEL, "")) or shipped("sum")
    first = [last] if last else None  # the others are read when the window was seen
    window = MainWindow(session, settings, appearance, facts(), most_threads(), first)
    appearance.dress()
    errors.window = window
    window.trouble.connect(errors.report)
    interrupts = Interrupts(window)
    if sys.platform == "darwin":  # elsewhere files come as arguments, and each event would ask
        app.installEventFilter(Sent(window.files))
    preset(window, options)
    first_sight = FirstSight(window)
    first_sight.came.connect(lambda: window.setup.kernels.fill(catalogue()))
    first_sight.came.connect(window.tabs.prepare)
    first_sight.came.connect(session.warm_up)
    if not options.quit:
        MenuHint(settings, window.messages, window)
        Recovery(folder, window.messages, window.arrivals, window.takeaway, window.shown, window)
    window.show()
    gc.enable()  # it was off from the start on
    tidy_after_runs(session)
    errand = Errand(
        options,
        session,
        start=window.start,
        problem=lambda: window.setup.problem,
        save=window.takeaway.save,
        close=window.close,
        parent=window,
    )
    errand.begin()
    app.exec()
    interrupts.end()
    errors.uninstall()
    close_log()
    if not window.closed_cleanly:
        # A call that cannot be interrupted still runs in the measuring thread, and destroying
        # that would abort the process. The journal is on disk.
        sys.stdout.flush()
        os._exit(errand.status)
    return errand.status


def tidy_after_runs(session: Session) -> None:
    """Look for garbage among all objects when a run is over, and seldom before."""
    gc.set_threshold(*gc.get_threshold()[:2], SELDOM)
    session.finished.connect(lambda: gc.collect())


def make_application(refuse: Callable[[str], object] = lambda sentence: None) -> QApplication:
    """Return the application, with the names that the desktop and the settings know it by.

    Where Qt finds no display, it would end the process with a core dump, after `refuse`. Whatever
    else it says goes where it went before.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        said: list[str] = []

        def hear(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
            if before is not None:
                before(kind, context, text)
            if kind is QtMsgType.QtFatalMsg:
                why = (said or text.splitlines())[0].strip()
                refuse(f"The window cannot be opened: {why}.")
            elif context.category.startswith("qt.qpa"):  # of the platform
                said.append(text)

        before = qInstallMessageHandler(hear)
        app = QApplication(sys.argv[:1])
        qInstallMessageHandler(before)
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("Numba Explorer")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(NAME)
    with suppress(FileNotFoundError):
        app.setWindowIcon(QIcon(str(resource("icon.svg"))))
    return app


def user_settings() -> QSettings:
    """Return this user's settings, an INI file on every system."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return QSettings(str(Path(folder) / NAME / "window.ini"), QSettings.Format.IniFormat)


def preset(window: MainWindow, options: OpenOptions) -> None:
    """Fill the setup with what the command line says; the rest stays as it was."""
    try:
        if options.file is not None:
            alone = options == OpenOptions(file=options.file)  # nothing waits for it
            window.files.open(options.file, at_once=not alone)
        if options.kernel is not None:
            window.setup.choose(find(options.kernel))
    except KernelError as error:
        window.messages.warn(str(error))
        return
    window.setup.restore(options.setup)
    if options.save:
        window.chart_choices.forget()


class Interrupts(QObject):
    """Closes the window on Ctrl+C in the terminal and on SIGTERM.

    Python runs a signal's handler only between its own instructions, and Qt's event loop has
    none; so the signal wakes the loop through a socket.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)
        self._before_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._before = {
            number: signal.signal(number, self._on_signal)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._asked = False

    def end(self) -> None:
        """Leave signals as they were."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_fd)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _on_signal(self, number: int, frame: object) -> None:
        self._asked = True

    def _on_woken(self) -> None:
        with suppress(BlockingIOError):
            self._reader.recv(64)
        if self._asked:
            self._window.close()


class FirstSight(QObject):
    """Says once that a window was painted with all that is in it."""

    came = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the first painting; what is in the window is painted before a timer can fire."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self.came.emit)
        return super().eventFilter(watched, event)
