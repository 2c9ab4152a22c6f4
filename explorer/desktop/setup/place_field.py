"""Where to measure, and with which threading layer; and why that takes a process of its own."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QProcess, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from explorer.desktop.look.allowing import allow
from explorer.desktop.look.label import Label, Note, tip
from explorer.desktop.look.laid import NONE, in_column
from explorer.desktop.own_program import own_process
from explorer.desktop.setup.host_field import HostBox
from explorer.layers import LAYERS
from explorer.measure import layers
from explorer.measure.options import Option, table

_OPTIONS = {name: option for name, option in table().items() if option.choices}


def width_of_boxes(like: QWidget) -> int:
    """The pixels of a box that has room for the longest choice, in the font as it is."""
    metrics = like.fontMetrics()
    return metrics.horizontalAdvance("workqueue, not here") + 2 * metrics.height()


class PlaceField(QWidget):
    """Three choices and a line about them; `changed` when the user takes another one.

    Which layers this machine has is looked up when the field is first seen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes = {name: _box(option) for name, option in _OPTIONS.items()}
        self.machine = HostBox()
        self.machine.setFixedWidth(width_of_boxes(self))
        self.machine.changed.connect(self._on_machine)
        self.note = Note()
        self.note.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addWidget(Label("Mach&ine", of=self.machine), 0, 0)
        grid.addWidget(self.machine, 0, 1)
        for row, (name, box) in enumerate(self.boxes.items(), start=1):
            box.activated.connect(self.changed)
            grid.addWidget(Label(_OPTIONS[name].label, of=box), row, 0)
            grid.addWidget(box, row, 1)
        in_column(grid, self.note, of=self, spacing=4, margins=NONE)
        self._known = False
        self._own = True
        self._lacking: dict[str, str] = {}
        self._looking = own_process(self)
        self._looking.finished.connect(self._on_found)

    @Slot()
    def _on_machine(self) -> None:
        self._follow()
        self.changed.emit()

    def measure_with(self, own: bool) -> None:
        """Say whether it is this program's own Python that measures."""
        if own != self._own:
            self._own = own
            self._follow()

    def _follow(self) -> None:
        """Elsewhere it is always a process of its own, and of its layers nothing is known."""
        elsewhere = "Elsewhere it is always a process of its own."
        allow(self.boxes["process"], elsewhere if self._elsewhere else "")
        if self._elsewhere:
            self.offer(dict.fromkeys(LAYERS, ""))
        elif self._lacking:
            self.offer(self._lacking)

    @property
    def _elsewhere(self) -> bool:
        return self.machine.host is not None or not self._own

    def values(self) -> dict[str, Any]:
        """Return the choices by the names of `Options`."""
        return {name: box.currentData() for name, box in self.boxes.items()}

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show choices; what is missing or not one of them becomes the first."""
        for name, box in self.boxes.items():
            known = list(_OPTIONS[name].choices)
            value = values.get(name)
            box.setCurrentIndex(known.index(value) if value in known else 0)

    def say(self, sentence: str) -> None:
        """Say where the plan will be measured and why; nothing where there is nothing to say."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))
        for box in self.boxes.values():
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
        self._known = True
        self._lacking = layers.read(self._looking.readAllStandardOutput().toStdString())
        if not self._elsewhere:
            self.offer(self._lacking)

    def offer(self, lacking: dict[str, str]) -> None:
        """Disable the layers that this machine lacks, given with the reason."""
        model = self.boxes["layer"].model()
        assert isinstance(model, QStandardItemModel)
        choices = _OPTIONS["layer"].choices
        for place, layer in enumerate(choices):
            if layer in lacking:
                item, reason = model.item(place), lacking[layer]
                item.setEnabled(not reason)
                item.setText(f"{layer}, not here" if reason else layer)
                item.setToolTip(
                    tip(f"Not on this machine: {reason}.") if reason else choices[layer][1]
                )


def _box(option: Option) -> QComboBox:
    box = QComboBox()
    for row, (value, (text, explained)) in enumerate(option.choices.items()):
        box.addItem(text, value)
        box.setItemData(row, explained, Qt.ItemDataRole.ToolTipRole)
    box.setToolTip(option.explained[:1].upper() + option.explained[1:])
    box.setAccessibleName(option.label.replace("&", ""))
    box.setFixedWidth(width_of_boxes(box))
    return box
