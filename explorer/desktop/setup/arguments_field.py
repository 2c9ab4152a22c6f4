"""The arguments of a user's own function: one row a parameter, each a Python expression."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from explorer.desktop.look.buttons import Narrow
from explorer.desktop.look.label import Label
from explorer.desktop.look.said import name_choice
from explorer.desktop.setup.argument_row import EXPLAINED, ArgumentRow, OwnDataRow
from explorer.desktop.setup.field import Field
from explorer.kernels.presets import can_be_swept, fixed_size, swept

SIZE = "n"


class ArgumentsField(Field):
    """Says at once what is wrong with an expression; `changed` comes after every change.

    `asked` comes when somebody wants to see where they come from, and try them.

    The axis is normally n. Choosing another argument writes n into its row, and a fixed size
    into the others, where it can be changed.
    """

    changed = Signal()
    asked = Signal()

    def __init__(self) -> None:
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        super().__init__("Arguments", self._table)
        self.rows: dict[str, ArgumentRow] = {}
        self._names: Collection[str] | None = None
        self._guessed: dict[str, str] = {}
        self._as_n: dict[str, str] = {}
        self.axis = SIZE
        self.sweep = Narrow()
        name_choice(self.sweep, "What is on the x axis")
        self.sweep.setToolTip("Sweep the size n, or one number with the size fixed")
        self._sweep_label = Label("&x axis", role="quiet")
        self._sweep_label.setBuddy(self.sweep)
        self.guess = self.add_button("guess", "Guess all arguments again from the code")
        self.guess.clicked.connect(self._on_guess)
        self.ask = self.add_button(
            "try …",
            "Show where each comes from, and call the function with them in a process of its own",
        )
        self.ask.clicked.connect(self.asked)
        self.also = self.add_button("other data …", EXPLAINED)
        self.also.clicked.connect(self.add_own_data)
        self.own_data: list[OwnDataRow] = []
        self.sweep.activated.connect(self._on_sweep)

    def show_arguments(
        self,
        arguments: Mapping[str, str],
        guessed: Mapping[str, str],
        names: Collection[str] | None,
        axis: str = SIZE,
    ) -> None:
        """Make a row for each parameter; `names` are what the file defines, None where unknown.

        Rows of the same parameters stay, with the cursor in them.
        """
        before = list(self.rows), self._names, len(self.own_data)
        self._names, self._guessed, self.axis = names, dict(guessed), axis
        shared = {name: text for name, text in arguments.items() if name in guessed}
        self._as_n = dict(shared) if axis == SIZE else dict(guessed)
        if before == (list(arguments), names, 0) and shared == arguments:
            for name, text in shared.items():
                if self.rows[name].text() != text:
                    self.rows[name].set_text(text)
        else:
            self._make_rows(arguments, shared)
        self._show_axes()
        self._show_guess()

    def _make_rows(self, arguments: Mapping[str, str], shared: Mapping[str, str]) -> None:
        """Make a row for each of those that variants share, and for what one has of its own."""
        for row in self.rows.values():
            row.remove()
        for other in self.own_data:
            other.remove()
        for part in (self._sweep_label, self.sweep):
            self._grid.removeWidget(part)
        self.rows, self.own_data = {}, []
        for number, (name, text) in enumerate(shared.items()):
            row = ArgumentRow(name, text, self._names, self._table)
            row.place(self._grid, 2 * number)
            row.changed.connect(self._on_row)
            self.rows[name] = row
        last = 2 * len(self.rows)
        self._grid.addWidget(self._sweep_label, last, 0)
        self._grid.addWidget(self.sweep, last, 1)
        for name, text in arguments.items():
            if name not in shared:
                self._add_own_data(f"{name} = {text}")

    def add_own_data(self) -> OwnDataRow:
        """Add a line for a variant with arguments of its own."""
        row = self._add_own_data("")
        row.edit.setFocus()
        return row

    def _add_own_data(self, written: str) -> OwnDataRow:
        row = OwnDataRow(written, self._table)
        row.place(self._grid, self._grid.rowCount())
        row.changed.connect(self._on_row)
        row.left.connect(self._on_left)
        self.own_data.append(row)
        return row

    def _on_left(self, row: OwnDataRow) -> None:
        self.own_data.remove(row)
        row.remove()
        self._on_row()

    def take(self, arguments: Mapping[str, str]) -> None:
        """Write other expressions into the rows; those that the file has no more are left out."""
        for name in self.rows.keys() & arguments.keys():
            self.rows[name].set_text(arguments[name])
        self._on_row()

    def arguments(self) -> dict[str, str]:
        """Return the expressions of the function's own arguments."""
        return {name: row.text() for name, row in self.rows.items()}

    def with_own_data(self) -> dict[str, str]:
        """Return the expressions, and the calls that make variants with arguments of their own."""
        own = [row.written for row in self.own_data]
        return {**self.arguments(), **dict(pair for pair in own if pair is not None)}

    def refuse(self, sentence: str) -> None:
        """Show what the file says against the lines of other data."""
        for row in self.own_data:
            written = row.written
            if written is not None:
                about = sentence.startswith(f"{written[0]} = ") or f"“{written[0]}”" in sentence
                row.say(sentence if about else "")

    def before_sweep(self, name: str) -> str:
        """Return what an argument was before it was put on the axis."""
        return self._as_n.get(name, "")

    @property
    def problem(self) -> str:
        """What is wrong with the first row that is wrong; empty when none is."""
        wrong = [f"{row.name}: {row.problem}" for row in self.rows.values() if row.problem]
        wrong += [row.problem for row in self.own_data if row.problem]
        return next(iter(wrong), "")

    def set_axis(self, axis: str) -> None:
        """Put n or an argument on the x axis."""
        if axis == self.axis:
            return
        if self.axis == SIZE:
            self._as_n = self.arguments()
        self.axis = axis
        wanted = self._as_n if axis == SIZE else swept(self._as_n, axis, fixed_size(self._as_n))
        for name, row in self.rows.items():
            row.set_text(wanted[name])
        self._show_axes()
        self.changed.emit()

    def _show_axes(self) -> None:
        numbers = [name for name in self.rows if can_be_swept(self._as_n.get(name, ""))]
        self.sweep.clear()
        self.sweep.addItem("n, the size", SIZE)
        for name in numbers:
            self.sweep.addItem(f"{name}, the size fixed", name)
        self.sweep.setCurrentIndex(max(self.sweep.findData(self.axis), 0))
        for part in (self._sweep_label, self.sweep):
            part.setVisible(bool(numbers))

    def _show_guess(self) -> None:
        self.guess.setVisible(self.axis == SIZE and self.arguments() != self._guessed)

    def _on_row(self) -> None:
        if self.axis == SIZE:
            self._as_n = self.arguments()
            self._show_axes()
        self._show_guess()
        self.changed.emit()

    def _on_sweep(self) -> None:
        self.set_axis(self.sweep.currentData())

    def _on_guess(self) -> None:
        for name, row in self.rows.items():
            row.set_text(self._guessed[name])
        self._on_row()
