"""Which axis of an argument that a script gave grows with n."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from explorer.desktop.look.laid import in_row
from explorer.measure.capturing import Captured
from explorer.units import count


class Growing(QWidget):
    """A box to tick for each axis, one at most; `changed` carries the argument's expression.

    With none ticked the argument is at every size as the script gave it.
    """

    changed = Signal(str)

    def __init__(self, name: str, found: Captured) -> None:
        super().__init__()
        self._name, self._found = name, found
        self.boxes: list[QCheckBox] = []
        row = in_row(of=self, spacing=16, margins=(0, 0, 0, 8))
        shape = found.shapes.get(name, ())
        for axis, length in enumerate(shape):
            which = f" of axis {axis}" if len(shape) > 1 else ""
            box = QCheckBox(f"n in place of the {count(length)}{which}")
            box.setToolTip("Cut to n items along this axis, or laid end to end until there are n")
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.toggled.connect(self._on_toggled)
            self.boxes.append(box)
            row.addWidget(box)
        row.addStretch(1)

    def _on_toggled(self, ticked: bool) -> None:
        for box in self.boxes:
            if ticked and box is not self.sender():
                with QSignalBlocker(box):
                    box.setChecked(False)
        axis = next((i for i, box in enumerate(self.boxes) if box.isChecked()), None)
        as_given = self._found.arguments[self._name]
        self.changed.emit(as_given if axis is None else self._found.scaled(self._name, axis))
