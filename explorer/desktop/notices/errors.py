"""What happens when the program itself has a bug: one dialog, details to copy, a log file."""

import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as pyside
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    QUrl,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QWidget

from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import in_column
from explorer.desktop.look.theme import font
from explorer.version import __version__

_OURS = "Numba Explorer came across an error of its own. What was measured so far is kept."


class ErrorReporter(QObject):
    """Shows the first error in a dialog; those that come while it is open are only logged."""

    _happened = Signal(str, str)

    def __init__(self, log_file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log_file = log_file
        self.window: QWidget | None = None
        self.dialog: ErrorDialog | None = None
        # Queued, so that an error inside a paint event does not open a dialog there.
        self._happened.connect(self.show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over what nobody caught, in all threads."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Leave it to Python again."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def report(self, sentence: str, details: str) -> None:
        """Log an error and show it, from any thread."""
        log.error("%s\n%s", sentence, details)
        self._happened.emit(sentence, details)

    @Slot(str, str)
    def show(self, sentence: str, details: str) -> None:
        """Open the dialog, unless it is open."""
        if self.dialog is not None:
            return
        self.dialog = ErrorDialog(sentence, details, self.log_file, self.window)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()

    @Slot()
    def _on_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        sys.__excepthook__(kind, error, trace)
        self.report(_OURS, "".join(traceback.format_exception(kind, error, trace)))

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)


class ErrorDialog(QDialog):
    """A sentence, the details, and ways to hand them to somebody."""

    def __init__(
        self, sentence: str, details: str, log_file: Path | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Numba Explorer: error")
        self.sentence = Label(sentence, wraps=True)
        self.details = QPlainTextEdit(f"{_versions()}\n\n{details}".strip())
        self.details.setReadOnly(True)
        self.details.setAccessibleName("Details")
        self.details.setFont(font("small"))
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._log_file = log_file
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.copy = buttons.addButton("&Copy Details", role)
        self.copy.clicked.connect(self._copy)
        if log_file is not None:
            opener = buttons.addButton("Open &Log File", role)
            opener.clicked.connect(self._open_log)
        buttons.rejected.connect(self.reject)
        column = in_column(
            self.sentence, (self.details, 1), of=self, spacing=12, margins=(16, 16, 16, 16)
        )
        if log_file is not None:
            where = Label(f"Log file: {log_file}", role="quiet", size="small")
            where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(where)
        column.addWidget(buttons)
        self.resize(640, 400)

    def _copy(self) -> None:
        text = f"{self.sentence.text()}\n\n{self.details.toPlainText()}\n"
        QGuiApplication.clipboard().setText(text)

    def _open_log(self) -> None:
        if self._log_file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_file)))


def _versions() -> str:
    return (
        f"Numba Explorer {__version__}, Python {platform.python_version()}, PySide6 {pyside}, "
        f"{platform.system()} {platform.release()}"
    )


log = logging.getLogger("explorer")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def open_log(folder: Path) -> Path | None:
    """Begin to log to a file in a folder; return its path, None where it cannot be written."""
    path = folder / "numba-explorer.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=500_000, backupCount=1, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").addHandler(handler)
    qInstallMessageHandler(_on_qt_message)
    return path


def close_log() -> None:
    """End what `open_log` began."""
    qInstallMessageHandler(None)
    logging.captureWarnings(False)
    for logger in (log, logging.getLogger("py.warnings")):
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s (%s)", text, context.category)
