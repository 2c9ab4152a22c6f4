"""Counts the work of the shown run's variants when their roofline is looked at."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Slot

from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.results import runfile
from explorer.results.record import Run
from explorer.starting import command, environment
from explorer.why.work import Weighed

COUNTING = "Counting what each variant does …"
NOT_AT_HAND = "The source of this run is not at hand, so its work cannot be counted."
NOT_NOW = "Its work is counted when the run is over."
ENDING_MS = 2000


class Weigher(QObject):
    """Asks a process that can be ended, never while something is measured."""

    def __init__(self, shown: Shown, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown
        self._free = True
        self._asked: Run | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._process = QProcess(self)
        self._process.finished.connect(self._on_finished)

    @property
    def running(self) -> bool:
        """Whether something is being counted."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def set_free(self, free: bool) -> None:
        """Say whether nothing is measured; only then is anything counted."""
        self._free = free
        if not free:
            self.end()

    @Slot()
    def begin(self) -> None:
        """Count, unless it is known, being counted, or cannot be; then say why not."""
        shown = self._shown
        run, kernel = shown.to_save(), shown.kernel
        if run is None or shown.weighed is not None or self.running:
            return
        if not self._free or not run.finished:
            self._say(NOT_NOW)
        elif kernel is None:
            self._say(NOT_AT_HAND)
        elif self._asked is not run:  # what failed once is not tried again and again
            self._start(run, kernel)

    def end(self) -> None:
        """Give it up; it is over when this returns."""
        if self.running:
            self._asked = None
            self._process.terminate()
            if not self._process.waitForFinished(ENDING_MS):
                self._process.kill()
                self._process.waitForFinished(ENDING_MS)

    def _start(self, run: Run, kernel: Kernel) -> None:
        self._asked = run
        self._folder = TemporaryDirectory(prefix="numba-explorer-")
        file = Path(self._folder.name) / "run.json"
        file.write_text(runfile.dumped(run), encoding="utf-8")
        where = QProcessEnvironment()
        for name, value in environment().items():
            where.insert(name, value)
        self._process.setProcessEnvironment(where)
        source = str(kernel.path) if kernel.function is None else f"{kernel.path}:{kernel.function}"
        words = ["roofline", str(file), "--source", source, "--json"]
        program, *arguments = command("explorer", *words)
        self._process.start(program, arguments)
        self._say(COUNTING)

    def _say(self, why_not: str) -> None:
        if self._shown.weighing != why_not:
            self._shown.weigh(None, why_not)

    @Slot(int)
    def _on_finished(self, status: int) -> None:
        asked = self._asked
        answer = bytes(self._process.readAllStandardOutput().data())
        said = self._process.readAllStandardError().toStdString().strip()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        if asked is not None and asked is self._shown.to_save():
            if status == 0:
                self._shown.weigh(msgspec.json.decode(answer, type=Weighed))
            else:
                self._say(said.rpartition("numba-explorer: ")[2] or f"It ended with {status}.")
