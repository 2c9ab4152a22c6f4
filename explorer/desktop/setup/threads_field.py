"""The thread counts to measure: text, with a button for each likely count."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QToolButton, QWidget

from explorer.desktop.look import buttons
from explorer.desktop.look.laid import NONE, in_column
from explorer.desktop.setup.field import Field
from explorer.measure import topology
from explorer.measure.plan import OVERSUBSCRIPTION, PlanError
from explorer.measure.topology import default_threads
from explorer.measure.written import parse_threads
from explorer.results.wording import threads

_MOST_BUTTONS = 16
_COLUMNS = 8


class ThreadsField(Field):
    """Thread counts as text for `measure.written.parse_threads`.

    `most` is how many logical cores may be used, `facts` are the machine's (`measure.machine`).
    """

    changed = Signal()

    def __init__(self, most: int, facts: Mapping[str, Any]) -> None:
        self._left_out = ""
        self.edit = QLineEdit()
        content = QWidget()
        column = in_column(self.edit, of=content, spacing=4, margins=NONE)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        column.addLayout(self._grid)
        super().__init__("&Threads", content, self.edit)
        self.edit.setPlaceholderText("such as 1, 2, 4 or 1-4")
        self.all = self.add_button("all", "Measure every thread count that has a button")
        self.none = self.add_button("none", "Measure no thread count")
        self.buttons: dict[int, QToolButton] = {}
        self.presets: dict[str, QToolButton] = {}
        self.all.clicked.connect(self._tick_all)
        self.none.clicked.connect(self.edit.clear)
        self.edit.textChanged.connect(self._on_text)
        self.set_machine(most, facts)

    def set_machine(self, most: int, facts: Mapping[str, Any]) -> None:
        """Offer the thread counts of this machine or another one; the text stays."""
        cores = topology.known(facts)
        self.most, self.offered = most, topology.offered_by(facts, most)
        for button in (*self.buttons.values(), *self.presets.values()):
            button.hide()
            button.deleteLater()
        counts = range(1, most + 1) if most <= _MOST_BUTTONS else self.offered
        self.buttons = {n: self._button(n, cores.named.get(n, "")) for n in counts}
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for place, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        self._grid.setColumnStretch(min(len(self.buttons), _COLUMNS), 1)
        self.edit.setToolTip(
            f"Up to {most * OVERSUBSCRIPTION}, {OVERSUBSCRIPTION} for each core, "
            "to see what too many cost"
        )
        self.presets = {}
        if default_threads(most) != tuple(self.buttons):
            self._add_preset("powers of 2", default_threads(most), "Measure 1, 2, 4 … threads")
        if 1 < cores.physical < most:
            explained = "Measure up to one thread for each physical core"
            self._add_preset("cores", [n for n in self.offered if n <= cores.physical], explained)
        self._tick()

    def move_to(self, most: int, facts: Mapping[str, Any]) -> None:
        """Offer and show the counts of another machine, or those set up by hand that it allows."""
        wanted = self._counts()
        by_hand = wanted and wanted != tuple(self.offered)
        self.set_machine(most, facts)
        self.fit_counts(wanted if by_hand else self.offered)

    def _add_preset(self, text: str, counts: Sequence[int], explained: str) -> None:
        button = self.presets[text] = self.add_button(text, explained)
        button.clicked.connect(partial(self.set_counts, counts))

    def _button(self, count: int, fills: str) -> QToolButton:
        button = buttons.chip(str(count), threads(count), f"{fills[:1].upper()}{fills[1:]}")
        button.setAccessibleDescription(fills)
        button.toggled.connect(self._on_button)
        return button

    def counts(self) -> tuple[int, ...]:
        """Return the thread counts; raises PlanError where they are not allowed."""
        if not self.edit.text().strip():
            raise PlanError("threads", "Threads: none is given; choose at least one count.")
        return parse_threads(self.edit.text(), self.most)

    def set_counts(self, counts: Iterable[int]) -> None:
        """Show these thread counts."""
        self.edit.setText(", ".join(map(str, counts)))

    def fit_counts(self, counts: Iterable[int]) -> None:
        """Show those of a run's thread counts that this machine allows; all of its own for none."""
        wanted = tuple(counts)
        allowed = [number for number in wanted if number <= self.most * OVERSUBSCRIPTION]
        self.set_counts(allowed or self.offered)
        gone = [f"{number}" for number in wanted if number not in allowed]
        self._left_out = f"Left out, too many for this machine: {', '.join(gone)}." if gone else ""

    def forget_left_out(self) -> None:
        """Say nothing more of what could not be shown."""
        self._left_out = ""

    def set_note(self, text: str) -> None:
        """Say something about what is set, after what of a run could not be."""
        super().set_note(f"{self._left_out} {text}".strip())

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show thread counts as they are written on a command line; `all` is spelled out."""
        if text.strip().lower() == "all":
            self.set_counts(self.offered)
        else:
            self.edit.setText(text)

    def _tick_all(self) -> None:
        self.set_counts(self.buttons)

    def _on_button(self) -> None:
        ticked = {count for count, button in self.buttons.items() if button.isChecked()}
        others = set(self._readable()) - set(self.buttons)
        self.set_counts(sorted(ticked | others))

    def _readable(self) -> Iterator[int]:
        """The counts of the parts of the text that can be read."""
        for part in self.edit.text().split(","):
            with suppress(PlanError):
                yield from parse_threads(part, self.most)

    def _on_text(self) -> None:
        self._left_out = ""
        self._tick()
        self.changed.emit()

    def _tick(self) -> None:
        counts = set(self._readable())
        for count, button in self.buttons.items():
            with QSignalBlocker(button):  # the text is what counts; the buttons only show it
                button.setChecked(count in counts)

    def _counts(self) -> tuple[int, ...]:
        try:
            return self.counts()
        except PlanError:
            return ()
