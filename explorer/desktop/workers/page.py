"""The page that says when it pays to spread a call over workers of the connected cluster."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec
from PySide6.QtCore import QTemporaryDir, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from explorer.desktop.look.ask_head import AskHead
from explorer.desktop.look.label import Label
from explorer.desktop.own_program import OwnProgram, naming
from explorer.desktop.shown import Shown
from explorer.desktop.workers.chart import SharesChart
from explorer.kernels.kernel import Kernel
from explorer.measure.hosts import AtHand
from explorer.measure.plan import Plan
from explorer.workers.facts import Spread
from explorer.workers.text import sentences

EXPLAINED = (
    "Each worker computes a share of every call, on data that it makes and keeps. Ask what such "
    "calls take, at the sizes and with the variants of this run: how much of it is computing, "
    "waiting for the slowest, and sending; from which size on it pays, beside the best on one "
    "host; and with as much work for each as one has. It takes about half a minute; nothing is "
    "measured for a run meanwhile."
)
NOT_AT_HAND = "The source of this run is not at hand, so nothing can be called."
BUDGET_S = 20


class WorkersPage(QWidget):
    """Asks when it is told to, in a process that can be ended."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._free = True
        self._asked = ""
        self._folder = QTemporaryDir()
        self._known: dict[str, Spread] = {}
        head = AskHead("Ask", "Find out when several workers pay")
        self.title, self.ask, self.stop = head.title, head.ask, head.stop
        self._head = head
        self.text = Label()
        self.text.setWordWrap(True)
        self.chart = SharesChart()
        self._program = OwnProgram(self)
        self._program.over.connect(self._on_over)
        inside = QWidget()
        below = QVBoxLayout(inside)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(12)
        below.addWidget(self.text)
        below.addWidget(self.chart)
        below.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(area, 1)
        self.ask.clicked.connect(self._on_ask)
        self.stop.clicked.connect(self.end)
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
        """Show what is known of this run's kernel on the cluster, and whether it can be asked."""
        if not self.isVisible():
            return
        run, words = self._shown.run, self._words()
        known = self._known.get(repr(words)) if words else None
        self._head.show_state(self.running, bool(words) and self._free)
        name = run.plan.kernel.name if run is not None else "a call"
        self.title.setText(f"{name} spread over workers")
        self.chart.show_known(known)
        if self.running:
            self.text.setText("Calling …")
        elif known is not None:
            self.text.setText("\n".join((*sentences(known), *known.wrong)))
            self.chart.setAccessibleDescription(self.text.text())
        else:
            at_hand = run is None or self._shown.kernel is not None
            self.text.setText(EXPLAINED if at_hand else NOT_AT_HAND)

    def take(self, found: Spread) -> None:
        """Keep what was found out about what is shown, and show it."""
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
            self._file.unlink(missing_ok=True)
            self._program.begin(words)
            self.update_text()

    @property
    def _file(self) -> Path:
        return Path(self._folder.filePath("found.json"))

    def _words(self) -> list[str]:
        """The command that asks; nothing where that cannot be done."""
        run, kernel, cluster = self._shown.run, self._shown.kernel, self._shown.cluster
        if run is None or kernel is None or cluster is None:
            return []
        return [*_command(kernel, run.plan, cluster), "--output", str(self._file)]

    @Slot(bytes, str)
    def _on_over(self, answer: bytes, trouble: str) -> None:
        found: Spread | None = None
        with suppress(OSError, msgspec.DecodeError):  # it said why not instead
            found = msgspec.json.decode(self._file.read_bytes(), type=Spread)
        if found is not None:
            self._known[self._asked] = found
        self.update_text()
        if found is None:
            self.text.setText(trouble)


def _command(kernel: Kernel, plan: Plan, cluster: AtHand) -> list[str]:
    reach = cluster.reach
    words = [*naming(kernel, "measure"), "--cluster", reach.address]
    for flag, path in (("ca-file", reach.ca_file), ("cert", reach.cert), ("key", reach.key)):
        words += [f"--tls-{flag}", str(path)] if path is not None else []
    words += ["--insecure"] if reach.insecure else []
    if len(cluster.hosts) >= max(cluster.numbers):
        words += ["--hosts", ",".join(host.name for host in cluster.hosts)]
    words += ["--workers", ",".join(map(str, cluster.numbers)), "--dtype", plan.dtype]
    words += ["--sizes", ",".join(map(str, plan.sizes)), "--threads", str(max(plan.threads))]
    known = [name for name in plan.variants if name in kernel.variant_names]
    return [*words, "--variants", ",".join(known), "--budget", str(BUDGET_S)]
