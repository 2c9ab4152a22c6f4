"""The program itself, asked on its command line: what may crash or never return is in there."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot

from explorer.desktop.in_thread import InThread, Task
from explorer.kernels.kernel import Kernel
from explorer.measure.pipes import Lines
from explorer.measure.scratch import Scratch
from explorer.results import runfile
from explorer.results.record import Run
from explorer.starting import command, environment

ENDING_MS = 2000
"""A process that is asked to end and does not within this is killed."""


def naming(kernel: Kernel, *before: str) -> list[str]:
    """Return the words that name a kernel with its arguments, these before the name."""
    words = [*before, kernel.address]
    for argument, text in (kernel.arguments or {}).items():
        words += ["--argument", f"{argument}={text}"]
    return words


def own_process(parent: QObject) -> QProcess:
    """Return a process for a command of `starting`, which finds what that says is set."""
    process, where = QProcess(parent), QProcessEnvironment()
    for name, value in environment().items():
        where.insert(name, value)
    process.setProcessEnvironment(where)
    return process


def end(process: QProcess, within_ms: int = ENDING_MS) -> None:
    """End a process; it is over when this returns."""
    process.terminate()
    if not process.waitForFinished(within_ms):
        process.kill()
        process.waitForFinished(within_ms)


class OwnProgram(QObject):
    """One command of the program at a time, in a process that can be ended.

    `over` carries what it wrote, and a sentence that says why it did not end well, empty where it
    did. It does not come where it was given up. Before that, `heard` carries each line. `changed`
    comes when it began, and after all that once it is over.
    """

    over = Signal(bytes, str)
    heard = Signal(bytes)
    changed = Signal()

    def __init__(self, parent: QObject, within_ms: int = ENDING_MS) -> None:
        super().__init__(parent)
        self._within_ms = within_ms
        self._wanted = False
        self._process = own_process(self)
        self._content, self._lines = bytearray(), Lines()
        self._scratch: Scratch | None = None
        self._writing = InThread(self)
        self._process.readyReadStandardOutput.connect(self._on_more)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    @property
    def running(self) -> bool:
        """Whether it is under way, or about to be."""
        not_running = self._process.state() == QProcess.ProcessState.NotRunning
        return self._writing.under_way or not not_running

    def begin_within(self, words: Callable[[Path], Sequence[str]]) -> None:
        """Start it with words that name files of a folder of its own, which is gone after `over`.

        It is over at once, with a sentence that says why, where no folder can be made.
        """
        folder = self._folder()
        if folder is not None:
            self.begin(words(folder))

    def begin_about(self, run: Run, words: Callable[[Path], Sequence[str]]) -> None:
        """Start it with words that name the file of a run, which is written first, in a thread."""
        folder = self._folder()
        if folder is None:
            return
        file = folder / "run.json"

        def written(_: object, sentence: str) -> None:
            if sentence:
                self._fail(sentence)
            else:
                self.begin(words(file))

        def write(task: Task) -> None:
            text = runfile.dumped(run)
            task.go_on()
            file.write_text(text, encoding="utf-8")

        self._writing.begin(write, "writing a run", written)
        self.changed.emit()

    def begin(self, words: Sequence[str]) -> None:
        """Start it with these words of a command line."""
        program, *arguments = command("explorer", *words)
        self._wanted = True
        self._content, self._lines = bytearray(), Lines()
        self._process.start(program, arguments)
        self.changed.emit()

    def give_up(self) -> None:
        """End it; it is over when this returns."""
        if self._writing.under_way:
            self._writing.give_up()
            self.changed.emit()
        elif self.running:
            self._wanted = False
            end(self._process, self._within_ms)
        if self._scratch is not None:
            self._scratch.cleanup()

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
            sentence = said.rpartition("numba-explorer: ")[2] or f"It ended with status {status}."
            well = status == 0 and self._process.exitStatus() is QProcess.ExitStatus.NormalExit
            self._say_over(content, "" if well else sentence)
        self.changed.emit()

    @Slot(object)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._fail(f"It could not be started: {self._process.errorString()}.")

    def _folder(self) -> Path | None:
        try:
            self._scratch = Scratch()
        except OSError as error:
            self._fail(f"No folder for a while can be written: {error.strerror or error}.")
            return None
        return Path(self._scratch.name)

    def _fail(self, sentence: str) -> None:
        """Tell why it never began."""
        self._say_over(b"", sentence)
        self.changed.emit()

    def _say_over(self, content: bytes, sentence: str) -> None:
        """Tell, with the folder still there; who is told may begin anew."""
        self._wanted = False
        scratch, self._scratch = self._scratch, None
        self.over.emit(content, sentence)
        if scratch is not None:
            scratch.cleanup()
