"""The program itself, asked on its command line: what may crash or never return is in there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot

from explorer.kernels.kernel import Kernel
from explorer.measure.pipes import Lines
from explorer.starting import command, environment

ENDING_MS = 2000
"""A process that is asked to end and does not within this is killed."""


def naming(kernel: Kernel, *before: str) -> list[str]:
    """Return the words that name a kernel with its arguments, these before the name."""
    words = [*before, kernel.address]
    for argument, text in (kernel.arguments or {}).items():
        words += ["--argument", f"{argument}={text}"]
    return words


def end(process: QProcess, within_ms: int = ENDING_MS) -> None:
    """End a process; it is over when this returns."""
    process.terminate()
    if not process.waitForFinished(within_ms):
        process.kill()
        process.waitForFinished(within_ms)


class OwnProgram(QObject):
    """One command of the program at a time, in a process that can be ended.

    `over` carries what it wrote, and a sentence that says why it did not end well, empty where it
    did. It does not come where it was given up. Before that, `heard` carries each line.
    """

    over = Signal(bytes, str)
    heard = Signal(bytes)

    def __init__(self, parent: QObject, within_ms: int = ENDING_MS) -> None:
        super().__init__(parent)
        self._within_ms = within_ms
        self._wanted = False
        self._process = QProcess(self)
        self._content, self._lines = bytearray(), Lines()
        self._process.readyReadStandardOutput.connect(self._on_more)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def begin(self, words: Sequence[str]) -> None:
        """Start it with these words of a command line."""
        where = QProcessEnvironment()
        for name, value in environment().items():
            where.insert(name, value)
        self._process.setProcessEnvironment(where)
        program, *arguments = command("explorer", *words)
        self._wanted = True
        self._content, self._lines = bytearray(), Lines()
        self._process.start(program, arguments)

    def give_up(self) -> None:
        """End it; it is over when this returns."""
        if self.running:
            self._wanted = False
            end(self._process, self._within_ms)

    @Slot()
    def _on_more(self) -> None:
        piece = bytes(self._process.readAllStandardOutput().data())
        self._content += piece
        for line in self._lines.of(piece):
            if self._wanted:
                self.heard.emit(line)

    @Slot(int)
    def _on_finished(self, status: int) -> None:
        self._on_more()
        content = bytes(self._content)
        said = self._process.readAllStandardError().toStdString().strip()
        if self._wanted:
            self._wanted = False
            sentence = said.rpartition("numba-explorer: ")[2] or f"It ended with status {status}."
            well = status == 0 and self._process.exitStatus() is QProcess.ExitStatus.NormalExit
            self.over.emit(content, "" if well else sentence)

    @Slot(object)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._wanted = False
            self.over.emit(b"", f"It could not be started: {self._process.errorString()}.")
