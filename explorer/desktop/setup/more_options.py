"""What is rarely changed, folded away: how precise, how long at most, how often, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from explorer.desktop.setup.place_field import PlaceField, Where
from explorer.measure.plan import MOST_REPEATS, Plan

_REPEATS = (
    "Does all of it again in so many new processes, each with its own compiling and budget, and "
    "shows what they differ by; 6 or more tell it surely"
)


class Values(Where):
    """The options as `make_plan` takes them: a fraction, seconds, and a number of processes."""

    precision: float
    budget_s: float
    call_limit_s: float
    repeats: int


class MoreOptions(QWidget):
    """Precision, budget, limit on call time, how often, and where; `changed` when any is."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fold = QToolButton()
        self.fold.setText("More options")
        self.fold.setCheckable(True)
        self.fold.setProperty("role", "fold")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.toggled.connect(self._on_folded)
        self.precision = _spin(0.1, 50.0, 100 * Plan.precision, 1, " %")
        self.budget = _spin(0.1, 86_400.0, Plan.budget_s, 1, " s")
        self.call_limit = _spin(0.01, 600.0, Plan.call_limit_s, 2, " s")
        self.repeats = _spin(1, MOST_REPEATS, Plan.repeats, 0, "")
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row, (text, spin, explained) in enumerate(
            (
                ("&Precision", self.precision, "A point is done when its interval is ± this"),
                ("B&udget", self.budget, "Seconds of measuring at most, compiling apart"),
                ("&Longest call", self.call_limit, "Calls predicted to take longer are not made"),
                ("Fresh pr&ocesses", self.repeats, _REPEATS),
            )
        ):
            label = QLabel(text)
            label.setBuddy(spin)
            label.setToolTip(explained)
            spin.setToolTip(explained)
            spin.setAccessibleDescription(explained)
            spin.setAccessibleName(text.replace("&", ""))
            spin.valueChanged.connect(self.changed)
            grid.addWidget(label, row, 0)
            grid.addWidget(spin, row, 1)
        self.place = PlaceField()
        self.place.changed.connect(self.changed)
        grid.addWidget(self.place, grid.rowCount(), 0, 1, 2)
        self._rows.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.fold)
        column.addWidget(self._rows)

    def _on_folded(self, opened: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        self._rows.setVisible(opened)

    def values(self) -> Values:
        """Return the values under the names that `make_plan` gives them."""
        return Values(
            precision=round(self.precision.value() / 100, 6),
            budget_s=self.budget.value(),
            call_limit_s=self.call_limit.value(),
            repeats=round(self.repeats.value()),
            **self.place.values(),
        )

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show values under those names; missing ones become the defaults."""
        for spin, name, scale in (
            (self.precision, "precision", 100),
            (self.budget, "budget_s", 1),
            (self.call_limit, "call_limit_s", 1),
            (self.repeats, "repeats", 1),
        ):
            value = values.get(name)
            if not isinstance(value, (int, float)) or isinstance(value, bool):
                value = getattr(Plan, name)
            spin.setValue(scale * value)
        self.place.show_values(values.get("process"), values.get("layer"))


def _spin(low: float, high: float, value: float, decimals: int, suffix: str) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setDecimals(decimals)
    spin.setRange(low, high)
    spin.setValue(value)
    spin.setSuffix(suffix)
    spin.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    spin.setFixedWidth(124)
    return spin
