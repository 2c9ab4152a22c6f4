"""One argument of a function of the user's own: what is written for it, and what grows with n."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from explorer.desktop.look.buttons import link, narrow
from explorer.desktop.look.label import Label, Note, tip
from explorer.desktop.look.laid import in_row
from explorer.desktop.look.theme import code_font
from explorer.desktop.setup.array_popup import ArrayPopup
from explorer.desktop.setup.field import CalmWheel
from explorer.kernels.arrays import Array, array_of
from explorer.kernels.expressions import problem_in
from explorer.kernels.own_data import is_call
from explorer.kernels.presets import PRESETS, in_words
from explorer.units import count

if TYPE_CHECKING:
    from explorer.measure.capturing import Captured

LONGEST = 8
"""Letters of a name that are shown: a longer one would widen the setup."""


class Row(QObject):
    """A label, a field and a button beside each other, and a line about them below the field.

    The parts are made as children of the table: one without a parent would be a window of its own,
    and take the focus. They are read in the order in which they are made. `changed` comes after
    every change of the field.
    """

    changed = Signal()

    @abstractmethod
    def _parts(self) -> tuple[Label, QWidget, QToolButton, Note]:
        """The label, the field, the button and the line."""

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the parts into a grid, two rows of it."""
        *beside, note = self._parts()
        for column, part in enumerate(beside):
            grid.addWidget(part, row, column)
        grid.addWidget(note, row + 1, 1)

    def remove(self) -> None:
        """Take the parts out of their grid."""
        for part in self._parts():
            part.hide()
            part.deleteLater()
        self.deleteLater()


class ArgumentRow(Row):
    """A parameter's name, its expression with presets to choose from, and a line about it.

    A button opens what puts an array together by clicking.
    """

    def __init__(self, name: str, text: str, names: Collection[str] | None, table: QWidget) -> None:
        super().__init__(table)
        self.name = name
        self._names = names
        self.problem = ""
        self.label = Label("", table)
        self.label.setFont(code_font())
        self.label.setToolTip(name)
        room = QFontMetrics(code_font()).horizontalAdvance("0") * LONGEST
        self.label.setText(
            QFontMetrics(code_font()).elidedText(name, Qt.TextElideMode.ElideMiddle, room + 1)
        )
        self.box = QComboBox(table)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.edit = QLineEdit()
        self.box.setLineEdit(self.edit)
        self.box.setCompleter(None)  # type: ignore[arg-type]
        self.edit.setFont(code_font())
        self.box.setAccessibleName(f"Argument {name}")
        narrow(self.box)
        CalmWheel(self.box)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for words, expression in PRESETS.items():
            self.box.addItem(words, expression)
            self.box.setItemData(self.box.count() - 1, expression, Qt.ItemDataRole.ToolTipRole)
        self.box.view().setMinimumWidth(self.box.view().sizeHintForColumn(0) + 32)
        self.note = Note("", table)
        self.label.setBuddy(self.box)
        self.shape = link("⋯", "Choose what the array holds, its shape, dtype and order", table)
        self.shape.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shape.setAccessibleName(f"The array {name}: contents, shape, dtype, order")
        self.shape.clicked.connect(self.put_together)
        self.set_text(text)
        self.box.activated.connect(self._on_preset)
        self.box.editTextChanged.connect(self._on_edited)

    def _parts(self) -> tuple[Label, QWidget, QToolButton, Note]:
        return self.label, self.box, self.shape, self.note

    def text(self) -> str:
        return self.box.currentText().strip()

    def set_text(self, text: str) -> None:
        """Show an expression, without telling that it changed."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(-1)
            self.box.setEditText(text)
            self.edit.setCursorPosition(0)
        self._look()

    def put_together(self) -> ArrayPopup:
        """Open what puts an array together by clicking."""
        popup = ArrayPopup(self.name, array_of(self.text()) or Array(), self.box)
        popup.changed.connect(self._on_array)
        popup.adjustSize()
        below, screen = self.box.mapToGlobal(QPoint(0, self.box.height() + 2)), self.box.screen()
        last = screen.availableGeometry().bottomRight() - popup.rect().bottomRight()
        popup.move(min(below.x(), last.x()), min(below.y(), last.y()))
        popup.show()
        popup.holds.setFocus()
        return popup

    def _on_array(self, array: Array) -> None:
        self.set_text(array.expression)
        self.changed.emit()

    def _on_preset(self, index: int) -> None:
        self.set_text(str(self.box.itemData(index)))
        self.changed.emit()

    def _on_edited(self) -> None:
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        self.problem = problem_in(self.text(), self._names)
        said = self.problem or in_words(self.text())
        self.note.say(said, wrong=bool(self.problem))
        self.note.setVisible(bool(said))
        self.box.setAccessibleDescription(said)
        self.box.setToolTip(tip(self.text()))


EXPLAINED = (
    "A variant with other data of the same function, or another function of the file: a name for "
    "it, and a call with what is other, as in lists = njit(x=list(x))"
)


class OwnDataRow(Row):
    """A variant with data of its own; `left` comes when its button takes it away."""

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

    def _parts(self) -> tuple[Label, QWidget, QToolButton, Note]:
        return self.label, self.edit, self.remove_button, self.note

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


class Growing(QWidget):
    """A box to tick for each axis, or for a number; `changed` carries the argument's expression.

    With none ticked the argument is at every size as the script gave it.
    """

    changed = Signal(str)

    def __init__(self, name: str, found: Captured) -> None:
        super().__init__()
        self._name, self._found = name, found
        self.boxes: list[QCheckBox] = []
        row = in_row(of=self, spacing=16, margins=(0, 0, 0, 8))
        axes = found.axes(name)
        how = "Cut to n items along this axis, or laid end to end until there are n"
        for axis, length in enumerate(axes):
            which = f" of axis {axis}" if len(axes) > 1 else ""
            box = QCheckBox(f"n in place of the {count(length)}{which}")
            box.setToolTip(how if name in found.shapes else "The size n, as of an array beside it")
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.toggled.connect(self._on_toggled)
            self.boxes.append(box)
            row.addWidget(box)
        row.addStretch(1)

    def _on_toggled(self) -> None:
        axes = [axis for axis, box in enumerate(self.boxes) if box.isChecked()]
        as_given = self._found.arguments[self._name]
        self.changed.emit(self._found.scaled(self._name, *axes) if axes else as_given)
