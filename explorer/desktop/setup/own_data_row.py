"""A variant with arguments of its own, written below the arguments as `lists = njit(x=list(x))`."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from explorer.desktop.look.buttons import link
from explorer.desktop.look.label import Label, Note, tip
from explorer.desktop.look.theme import code_font
from explorer.kernels.own_data import is_call

EXPLAINED = (
    "A variant with other data of the same function, or another function of the file: a name for "
    "it, and a call with what is other, as in lists = njit(x=list(x))"
)


class OwnDataRow(QObject):
    """`changed` comes after every change, `left` when its button takes it away."""

    changed = Signal()
    left = Signal(object)

    def __init__(self, written: str, table: QWidget) -> None:
        super().__init__(table)
        self.label = Label("also", table, role="quiet")
        self.edit = QLineEdit(written, table)
        self.edit.setFont(code_font())
        self.edit.setPlaceholderText("lists = njit(x=list(x))")
        self.edit.setAccessibleName("A variant with data of its own")
        self.edit.setToolTip(tip(EXPLAINED))
        self.edit.setCursorPosition(0)
        self.label.setBuddy(self.edit)
        self.note = Note("", table)
        self.remove_button = link("×", "Measure this variant no more", table)
        self.remove_button.setAccessibleName("Remove the variant with data of its own")
        self.remove_button.clicked.connect(self._on_remove)
        self.edit.textChanged.connect(self._on_edited)
        self._look()

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the parts into a grid, two rows of it."""
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.edit, row, 1)
        grid.addWidget(self.remove_button, row, 2)
        grid.addWidget(self.note, row + 1, 1)

    def remove(self) -> None:
        """Take the parts out of their grid."""
        for part in (self.label, self.edit, self.remove_button, self.note):
            part.hide()
            part.deleteLater()
        self.deleteLater()

    @property
    def written(self) -> tuple[str, str] | None:
        """Its name and its call; None where there is no such thing."""
        name, equals, call = self.edit.text().partition("=")
        name, call = name.strip(), call.strip()
        return (name, call) if equals and name.isidentifier() and is_call(call) else None

    @property
    def problem(self) -> str:
        """What is wrong with it, seen without the file; an empty line is left out."""
        if self.written is not None or not self.edit.text().strip():
            return ""
        return "Not a name and a call; write for example lists = njit(x=list(x))."

    def say(self, sentence: str) -> None:
        """Show what the file says against it."""
        self.note.say(sentence, wrong=bool(sentence))
        self.note.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(sentence)

    def _on_edited(self) -> None:
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        self.say(self.problem)

    def _on_remove(self) -> None:
        self.left.emit(self)
