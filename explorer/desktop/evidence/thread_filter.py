"""Which thread counts are drawn: a chip for each, where there are many."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from explorer.desktop.look import buttons
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import Flow, in_column
from explorer.desktop.shown import Shown
from explorer.results.pictures.bundles import MANY
from explorer.results.record import Run, Series
from explorer.results.wording import threads


class ThreadFilter(QWidget):
    """A chip is down while curves of its count are drawn; variants without threads stay."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._counts: tuple[int, ...] = ()
        self.chips: dict[int, QToolButton] = {}
        label = Label("Threads drawn", role="quiet", size="small")
        self._flow = Flow(4)
        in_column(label, self._flow, of=self, spacing=4, margins=(4, 4, 8, 4))
        self.hide()
        shown.run_changed.connect(self._on_run)
        shown.hidden_changed.connect(self._on_hidden)

    @Slot()
    def _on_run(self) -> None:
        run = self._shown.run
        counts = () if run is None else tuple(sorted({number for _, number in _threaded(run)}))
        counts = counts if len(counts) >= MANY else ()
        if counts != self._counts:
            self._counts = counts
            for chip in self.chips.values():
                chip.hide()
                chip.deleteLater()
            self.chips = {number: self._chip(number) for number in counts}
            for chip in self.chips.values():
                self._flow.addWidget(chip)
            self.setVisible(bool(counts))
        self._on_hidden()  # another run hides nothing

    def _chip(self, number: int) -> QToolButton:
        made = buttons.chip(
            str(number), f"Draw {threads(number)}", f"Draw {threads(number)}, or do not"
        )
        made.toggled.connect(self._on_chip)
        return made

    @Slot()
    def _on_hidden(self) -> None:
        run = self._shown.run
        threaded = frozenset() if run is None else _threaded(run)
        drawn = {number for _, number in threaded - self._shown.hidden}
        for number, chip in self.chips.items():
            with QSignalBlocker(chip):
                chip.setChecked(number in drawn)

    @Slot()
    def _on_chip(self) -> None:
        run = self._shown.run
        if run is None:
            return
        wanted = {number for number, chip in self.chips.items() if chip.isChecked()}
        threaded = _threaded(run)
        others = frozenset(self._shown.hidden - threaded)
        self._shown.hide(others | frozenset(pair for pair in threaded if pair[1] not in wanted))


def _threaded(run: Run) -> frozenset[Series]:
    return frozenset(series for series in run.series() if run.is_threaded(series[0]))
