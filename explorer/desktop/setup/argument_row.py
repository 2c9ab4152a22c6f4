"""One argument of a function of the user's own, and what is written for it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSizePolicy, QWidget

from explorer.desktop.look.buttons import link, narrow
from explorer.desktop.look.label import Label, Note, tip
from explorer.desktop.look.theme import code_font
from explorer.desktop.setup.array_popup import ArrayPopup
from explorer.desktop.setup.calm_wheel import CalmWheel
from explorer.kernels.arrays import Array, array_of
from explorer.kernels.expressions import problem_in
from explorer.kernels.presets import PRESETS, in_words

LONGEST = 8
"""Letters of a name that are shown: a longer one would widen the setup."""


class ArgumentRow(QObject):
    """A parameter's name, its expression with presets to choose from, and a line about it.

    A button opens what puts an array together by clicking. The parts are made as children of the
    table: one without a parent would be a window of its own, and take the focus.
    """

    changed = Signal()

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

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put the parts into a grid, two rows of it."""
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.box, row, 1)
        grid.addWidget(self.shape, row, 2)
        grid.addWidget(self.note, row + 1, 1)

    def remove(self) -> None:
        """Take the parts out of their grid."""
        for part in (self.label, self.box, self.shape, self.note):
            part.hide()
            part.deleteLater()
        self.deleteLater()

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
