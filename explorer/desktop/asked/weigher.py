"""Counts the work of the shown run's variants when their roofline is looked at."""

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from explorer.desktop.own_program import OwnProgram
from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.results.record import Run
from explorer.why.work import Weighed

COUNTING = "Counting what each variant does …"
NOT_AT_HAND = "The source of this run is not at hand, so its work cannot be counted."
NOT_NOW = "Its work is counted when nothing is measured any more."


class Weigher(QObject):
    """Asks a process that can be ended; it gives way to whatever else uses the machine.

    `changed` says that it began or is over.
    """

    changed = Signal()
    doing = ""  # nobody waits for it

    def __init__(self, shown: Shown, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown
        self._waits = self._in_sight = False
        self._asked: object = None
        self._program = OwnProgram(self)
        self._program.over.connect(self._on_over)
        self._program.changed.connect(self.changed)
        shown.run_changed.connect(self._look)

    @property
    def running(self) -> bool:
        """Whether something is being counted."""
        return self._program.running

    def wait_for(self, what: str) -> None:
        """Give it up and count nothing while this is done."""
        self._waits = bool(what)
        if what:
            self.end()
        self._look()

    def show(self, in_sight: bool) -> None:
        """Say whether the roofline is looked at; only then is anything counted."""
        self._in_sight = in_sight
        self._look()

    @Slot()
    def _look(self) -> None:
        """Count, unless it is known, being counted, or cannot be; then say why not."""
        shown = self._shown
        if self.running and (shown.run is None or self._asked != _which(shown.run)):
            self.end()  # nobody looks at that run any more
        run, kernel = shown.to_save(), shown.kernel
        if run is None or self.running or not self._in_sight:
            return
        if self._asked == _which(run) and (shown.weighed is not None or shown.weighing):
            return  # what failed once is not tried again and again
        if self._waits or not run.finished:
            self._say(NOT_NOW)
        elif kernel is None:
            self._say(NOT_AT_HAND)
        else:
            self._start(run, kernel)

    def end(self) -> None:
        """Give it up; it is over when this returns."""
        if self.running:
            self._asked = None
            self._program.give_up()

    def _start(self, run: Run, kernel: Kernel) -> None:
        self._asked = _which(run)
        self._say(COUNTING)
        self._program.begin_about(
            run, lambda file: ["roofline", str(file), "--source", kernel.address, "--json"]
        )

    def _say(self, why_not: str) -> None:
        if self._shown.weighing != why_not:
            self._shown.weigh(None, why_not)

    @Slot(bytes, str)
    def _on_over(self, answer: bytes, trouble: str) -> None:
        if trouble:
            self._say(trouble)
        else:
            self._shown.weigh(msgspec.json.decode(answer, type=Weighed))


def _which(run: Run) -> object:
    """What tells a run from others, and from itself before it was gone on with."""
    return run.created, run.continued
