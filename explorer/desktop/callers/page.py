"""The page that says how the selected variant serves several Python threads at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.callers.facts import Callers
from explorer.callers.text import sentence
from explorer.desktop.callers.chart import CallersChart
from explorer.desktop.look.ask_head import AskHead
from explorer.desktop.look.label import Label
from explorer.desktop.own_program import OwnProgram, naming
from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.measure.machine import most_threads
from explorer.measure.plan import Point
from explorer.measure.topology import default_threads
from explorer.results import wording
from explorer.results.called import called

EXPLAINED = (
    "A web server, Dask’s workers and thread pools call a compiled function from several Python "
    "threads at once. Whether more of them get more done depends on whether it holds the "
    "interpreter’s lock, and on threads of its own. Ask how the selected variant serves them: it "
    "is called in processes of their own, which takes some seconds; nothing is measured for a run "
    "meanwhile."
)
NOT_AT_HAND = "The source of this run is not at hand, so nothing can be called."
MOST_CALLERS = 16


class CallersPage(QWidget):
    """Asks when it is told to, in a process that can be ended."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._free = True
        self._asked = ""
        self._known: dict[str, Callers] = {}
        head = AskHead("As&k", "Find out how several callers are served")
        self.title, self.ask, self.stop = head.title, head.ask, head.stop
        self._head = head
        self.text = Label()
        self.text.setWordWrap(True)
        self.chart = CallersChart()
        self._program = OwnProgram(self)
        self._program.over.connect(self._on_over)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addWidget(self.chart, 1)
        self.ask.clicked.connect(self._on_ask)
        self.stop.clicked.connect(self.end)
        shown.point_changed.connect(self.update_text)
        shown.run_changed.connect(self.update_text)

    @property
    def running(self) -> bool:
        """Whether something is being found out."""
        return self._program.running

    def set_free(self, free: bool) -> None:
        """Say whether nothing is measured; only then it can be asked."""
        self._free = free
        if free:
            self.update_text()
        else:
            self.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while it was out of sight."""
        super().showEvent(event)
        self.update_text()

    @Slot()
    def update_text(self) -> None:
        """Show what is known of the selected variant and size, and whether it can be asked for."""
        if not self.isVisible():
            return
        point, words = self._point(), self._words()
        known = (self._known.get(repr(words)) if words else None) or self._of_run(point)
        self._head.show_state(self.running, bool(words) and self._free)
        run = self._shown.run
        self.title.setText("Several callers")
        if run is not None and point is not None:
            at = wording.at(run, point.size)
            self.title.setText(f"Several callers of {point.variant} at {at}")
        self.chart.show_known(known if known is not None and not known.failed else None)
        if self.running:
            self.text.setText("Calling …")
        elif known is not None:
            self.text.setText(" ".join([sentence(known), *known.left_behind]))
            self.chart.setAccessibleDescription(sentence(known))
        else:
            at_hand = run is None or self._shown.kernel is not None
            self.text.setText(EXPLAINED if at_hand else NOT_AT_HAND)

    def take(self, found: Callers) -> None:
        """Keep what was found out about what is selected, and show it."""
        self._known[repr(self._words())] = found
        self.update_text()

    @Slot()
    def end(self) -> None:
        """Give it up; it is over when this returns."""
        self._program.give_up()
        self.update_text()

    @Slot()
    def _on_ask(self) -> None:
        words = self._words()
        if words and not self.running:
            self._asked = repr(words)
            self._program.begin(words)
            self.update_text()

    def _point(self) -> Point | None:
        """The selected point, else one of the baseline at the largest size."""
        run = self._shown.run
        if run is None or self._shown.point is not None:
            return self._shown.point
        return Point(run.plan.baseline.variant, run.plan.sizes[-1], 1)

    def _of_run(self, point: Point | None) -> Callers | None:
        """What the shown run knows of a point already."""
        run = self._shown.run
        if run is None or point is None:
            return None
        wanted = (point.variant, point.size)
        return next((one for one in called(run) if (one.variant, one.size) == wanted), None)

    def _words(self) -> Sequence[str]:
        """The command that asks about the selected variant; nothing where that cannot be done."""
        kernel, point = self._shown.kernel, self._point()
        if kernel is None or point is None or point.variant not in kernel.variant_names:
            return ()
        return _command(kernel, point)

    @Slot(bytes, str)
    def _on_over(self, answer: bytes, trouble: str) -> None:
        found: list[Callers] = []
        with suppress(msgspec.DecodeError):  # it said why not instead
            found = msgspec.json.decode(answer, type=list[Callers])
        if found:
            self._known[self._asked] = found[0]
        self.update_text()
        if not found:
            self.text.setText(trouble)


def _command(kernel: Kernel, point: Point) -> list[str]:
    numbers = default_threads(min(most_threads(), MOST_CALLERS))
    words = ["--json", "--variants", point.variant, "--size", str(point.size)]
    words += ["--threads", str(most_threads()), "--callers", ",".join(map(str, numbers))]
    return [*naming(kernel, "callers"), *words]
