"""Where to measure, and with which threading layer; and why that takes a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from PySide6.QtCore import QProcess, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.desktop.look.theme import font
from explorer.measure import layers
from explorer.measure.plan import AUTOMATIC, HERE, LAYERS, SEPARATE

PLACES = {
    AUTOMATIC: ("Automatic", "In this program, or in a process of its own where that is needed"),
    HERE: ("This program", "In this program’s own process, wherever that can be done"),
    SEPARATE: ("Own process", "In a process of its own, which can crash or be ended alone"),
}
_LAYERS = {
    None: ("Automatic", "The one that Numba chooses"),
    "tbb": ("tbb", "Intel’s TBB: shares out uneven work, loops in loops too"),
    "omp": ("omp", "OpenMP: the cheapest start of a loop, as a rule"),
    "workqueue": ("workqueue", "Numba’s own: always there, but slow to start a loop"),
}


class Where(TypedDict):
    """The options as `make_plan` takes them."""

    process: str
    layer: str | None


class PlaceField(QWidget):
    """Two choices and a line about them; `changed` when the user takes another one.

    Which layers this machine has is looked up when the field is first seen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.place = _box(PLACES)
        self.layer = _box(_LAYERS)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("role", "note")
        self.note.setFont(font("small"))
        self.note.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row, (text, box, explained) in enumerate(
            (
                ("&Where", self.place, "Where the calls are made"),
                ("Threading la&yer", self.layer, "The library that runs Numba’s parallel loops"),
            )
        ):
            label = QLabel(text)
            label.setBuddy(box)
            label.setToolTip(explained)
            box.setAccessibleName(text.replace("&", ""))
            box.setFixedWidth(124)
            box.activated.connect(self.changed)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(grid)
        column.addWidget(self.note)
        self._known = False
        self._looking = QProcess(self)
        self._looking.finished.connect(self._on_found)

    def values(self) -> Where:
        """Return the choices under the names that `make_plan` gives them."""
        return Where(process=self.place.currentData(), layer=self.layer.currentData())

    def show_values(self, process: object, layer: object) -> None:
        """Show choices; what is not one of them becomes the automatic one."""
        self.place.setCurrentIndex(max(self.place.findData(process), 0))
        self.layer.setCurrentIndex(LAYERS.index(layer) + 1 if layer in LAYERS else 0)

    def say(self, sentence: str) -> None:
        """Say where the plan will be measured and why; nothing where there is nothing to say."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))
        for box in (self.place, self.layer):
            box.setAccessibleDescription(sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Look once which layers there are."""
        super().showEvent(event)
        if not self._known and self._looking.state() == QProcess.ProcessState.NotRunning:
            self._looking.start(layers.COMMAND[0], list(layers.COMMAND[1:]))

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing go on behind a window that closes."""
        super().hideEvent(event)
        self._looking.kill()
        self._looking.waitForFinished()

    @Slot()
    def _on_found(self) -> None:
        self.offer(layers.read(self._looking.readAllStandardOutput().toStdString()))

    def offer(self, lacking: dict[str, str]) -> None:
        """Disable the layers that this machine lacks, given with the reason."""
        model = self.layer.model()
        assert isinstance(model, QStandardItemModel)
        for layer, reason in lacking.items():
            item = model.item(LAYERS.index(layer) + 1)
            self._known = True
            item.setEnabled(not reason)
            item.setText(f"{layer}, not here" if reason else layer)
            item.setToolTip(f"Not on this machine: {reason}." if reason else _LAYERS[layer][1])


def _box(choices: Mapping[Any, tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    for row, (key, (text, explained)) in enumerate(choices.items()):
        box.addItem(text, key)
        box.setItemData(row, explained, Qt.ItemDataRole.ToolTipRole)
    return box
