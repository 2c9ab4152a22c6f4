"""What is rarely changed, folded away: a row for each option that is a number, and where."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QToolButton, QWidget

from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import NONE, in_column
from explorer.desktop.setup.place_field import PlaceField, width_of_boxes
from explorer.measure.options import Option, Options, table

_NUMBERS = {name: option for name, option in table().items() if option.label and not option.choices}


class MoreOptions(QWidget):
    """Precision, budget, limit on call time, how often, and where; `changed` when any is."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._proposed_s = Options.budget_s
        self.fold = QToolButton()
        self.fold.setText("More options")
        self.fold.setCheckable(True)
        self.fold.setProperty("role", "fold")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.toggled.connect(self._on_folded)
        self.spins = {name: _spin(option) for name, option in _NUMBERS.items()}
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row, (name, spin) in enumerate(self.spins.items()):
            spin.valueChanged.connect(self.changed)
            grid.addWidget(Label(_NUMBERS[name].label, of=spin), row, 0)
            grid.addWidget(spin, row, 1)
        self.place = PlaceField()
        self.place.changed.connect(self.changed)
        grid.addWidget(self.place, grid.rowCount(), 0, 1, 2)
        self._rows.hide()
        in_column(self.fold, self._rows, of=self, spacing=4, margins=NONE)
        self.show_values({})

    def _on_folded(self, opened: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        self._rows.setVisible(opened)

    def values(self) -> dict[str, Any]:
        """Return the values by the names of `Options`."""
        numbers = {name: _value(name, spin) for name, spin in self.spins.items()}
        return {**numbers, **self.place.values()}

    def propose_budget(self, budget_s: float) -> None:
        """Show a budget in place of the one that was proposed last; one by hand stays."""
        spin = self.spins["budget_s"]
        if spin.value() == self._proposed_s:
            with QSignalBlocker(spin):  # who proposes it makes the plan
                spin.setValue(budget_s)
            self._proposed_s = spin.value()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show values by those names; missing and damaged ones become the defaults."""
        spin = self.spins["budget_s"]
        proposed_s = self._proposed_s if spin.value() == self._proposed_s else None
        for name, option in _NUMBERS.items():
            value = values.get(name)
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                value = getattr(Options, name)
            self.spins[name].setValue(option.scale * value)
        stays = spin.value() == proposed_s  # as it was proposed, and not chosen by hand
        self._proposed_s = spin.value() if stays else Options.budget_s
        self.place.show_values(values)


def _value(name: str, spin: QDoubleSpinBox) -> float:
    option = _NUMBERS[name]
    value = round(spin.value() / option.scale, option.decimals + 4)  # 2 % are 0.02, not a bit more
    return int(value) if option.read is int else value


def _spin(option: Option) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setDecimals(option.decimals)
    low, high = option.scale * (option.low or 0.0), option.scale * (option.high or 0.0)
    spin.setRange(max(low, 10.0**-option.decimals) if low else 0.0, high)
    spin.setSuffix(option.unit)
    spin.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    spin.setFixedWidth(width_of_boxes(spin))
    explained = option.explained[:1].upper() + option.explained[1:]
    spin.setToolTip(explained)
    spin.setAccessibleDescription(explained)
    spin.setAccessibleName(option.label.replace("&", ""))
    return spin
