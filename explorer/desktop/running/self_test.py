"""How fine can this machine see today? The self-test, in a process of its own, and its report."""

import sys

from PySide6.QtCore import QProcess, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QProgressBar, QWidget

from explorer.desktop.look.allowing import allow
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import in_column
from explorer.desktop.look.theme import code_font
from explorer.desktop.own_program import end, own_process
from explorer.measure.diagnosis import Doing, headline
from explorer.measure.pipes import Lines
from explorer.starting import command

COMMAND = command("explorer", "doctor", "--progress")[1:]
ENDING_MS = 1000
_EXPLAINED = (
    "The same loop is compiled twice, and two more make 2 % and 5 % more turns. How far the "
    "measured ratios stray from these is how fine this machine can see now. It takes about ten "
    "seconds; measuring anything else meanwhile would disturb it."
)


UNDER_WAY = "The self-test is under way."


class SelfTest(QDialog):
    """Runs the test while it is shown; hiding it ends the test.

    `changed` says that it began or is over.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("How fine can this machine see?")
        self.headline = Label(size="headline", wraps=True)
        self.note = Label(_EXPLAINED, role="quiet", size="small", wraps=True)
        self.step = Label(role="quiet", size="small", wraps=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName("How far the self-test is")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(code_font())
        self.text.setAccessibleName("Report of the self-test")
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.copy = buttons.addButton("&Copy", role.ActionRole)
        self.again = buttons.addButton("", role.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.copy.clicked.connect(self._on_copy)
        self.again.clicked.connect(self._on_again)
        buttons.rejected.connect(self.reject)
        in_column(
            self.headline,
            self.note,
            self.bar,
            self.step,
            (self.text, 1),
            buttons,
            of=self,
            spacing=8,
            margins=(24, 24, 24, 16),
        )
        self.resize(760, 560)

        self._process = own_process(self)
        self._process.readyReadStandardOutput.connect(self._on_report)
        self._process.readyReadStandardError.connect(self._on_progress)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._stopped = False
        self._trouble, self._lines = "", Lines()
        self._waits_for = ""

    @property
    def running(self) -> bool:
        """Whether the test is under way."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def doing(self) -> str:
        """What others wait for."""
        return UNDER_WAY if self.running else ""

    def wait_for(self, what: str) -> None:
        """Begin no test while this is done."""
        self._waits_for = what
        self._show_buttons()

    def begin(self) -> None:
        """Show the dialog and begin the test, where nothing else is under way."""
        self.show()
        self.raise_()
        self.activateWindow()
        if self._waits_for:
            return
        self._stopped, self._trouble, self._lines = False, "", Lines()
        self.text.clear()
        self.bar.setRange(0, 0)
        self._say("Looking how fine this machine can see …", "Starting …")
        self._process.start(sys.executable, list(COMMAND))
        self._show_buttons()
        self.changed.emit()

    def end(self) -> None:
        """End the test; it is over when this returns."""
        if not self.running:
            return
        self._stopped = True
        end(self._process, ENDING_MS)

    def hideEvent(self, event: QHideEvent) -> None:
        """End the test with the dialog; being minimised is no end."""
        if not event.spontaneous():
            self.end()
        super().hideEvent(event)

    @Slot()
    def _on_report(self) -> None:
        while self._process.canReadLine():
            line = self._process.readLine().toStdString().rstrip("\n")
            self.text.appendPlainText(line)

    @Slot()
    def _on_progress(self) -> None:
        for said in self._lines.of(bytes(self._process.readAllStandardError().data())):
            line = said.decode("utf-8", "replace").rstrip()
            try:
                doing = Doing.read(line)
            except ValueError:
                self._trouble = line or self._trouble
                continue
            self.bar.setRange(0, doing.steps)
            self.bar.setValue(doing.number - 1)
            what = doing.what[:1].upper() + doing.what[1:]
            self.step.setText(f"{what} … (step {doing.number} of {doing.steps})")

    @Slot(int)
    def _on_finished(self, status: int) -> None:
        self._on_report()
        self._on_progress()
        self._trouble = self._lines.rest().decode("utf-8", "replace").strip() or self._trouble
        self.bar.setRange(0, 1)
        self.bar.setValue(0 if self._stopped or status else 1)
        if self._stopped:
            self._say("The self-test was stopped.")
        elif status:
            self._say(f"The self-test ended with status {status}.", self._trouble)
        else:
            self._say(headline(self.text.toPlainText()))
        self._show_buttons()
        self.changed.emit()

    @Slot(object)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.bar.setRange(0, 1)
            self._say("The self-test could not be started.", self._process.errorString())
            self._show_buttons()
            self.changed.emit()

    def _on_again(self) -> None:
        if self.running:
            self.end()
        else:
            self.begin()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText() + "\n")

    def _say(self, sentence: str, doing: str = "") -> None:
        self.headline.setText(sentence)
        self.step.setText(doing)

    def _show_buttons(self) -> None:
        self.again.setText("&Stop" if self.running else "Test &Again")
        allow(self.again, "" if self.running else self._waits_for)
        allow(self.copy, self.doing)
        self.copy.setDefault(not self.running)
