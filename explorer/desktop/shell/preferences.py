"""What the user prefers: one table of rows, from which the dialog is made and all is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from explorer.desktop.look.label import Label, Note
from explorer.desktop.look.laid import in_column
from explorer.desktop.settings import Settings
from explorer.measure.options import Options, table

LOOK, MEASURING, HISTORY = "Look", "Measured by default", "History and zooming"
PRECISION, LAYER = table()["precision"], table()["layer"]
AS_NEEDED = "as many as the points need"


@dataclass(frozen=True)
class Preference:
    """One row: the key that it is remembered by, its group and words, and what it is unless chosen.

    A number is from `low` to `high` with its `unit`; one of `low` is said to be `least` where that
    is given. `choices` map a value to its words. Other texts are written.
    """

    key: str
    group: str
    label: str
    explained: str
    default: Any
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    decimals: int = 0
    least: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def read(self, settings: Settings) -> Any:
        """Return what is remembered; the default where there is nothing, or nothing allowed."""
        value = settings.read(self.key, self.default)
        if self.choices:
            return value if value in self.choices else self.default
        if self.high:
            return min(max(value, self.low), self.high)
        return value


PREFERENCES = (
    Preference("theme", LOOK, "&Appearance", "Light, dark, or as the desktop is", "system",
               choices={"system": "As the desktop", "light": "Light", "dark": "Dark"}),
    Preference("font_scale", LOOK, "&Text size", "Of all texts, from the next start on", 100.0,
               70, 300, " %"),
    Preference("default/points_per_decade", MEASURING, "Sizes per &decade",
               "How many sizes between 1,000 and 10,000, for each kernel that is chosen",
               2.0, 1, 50),
    Preference("default/threads", MEASURING, "T&hreads", "As in 1,2 or 1-4 or all", "all"),
    Preference("default/precision", MEASURING, "&Precision", PRECISION.explained.capitalize(),
               PRECISION.scale * Options.precision, 0.1, 50, PRECISION.unit, PRECISION.decimals),
    Preference("default/budget_s", MEASURING, "&Budget", "Seconds of measuring at most", 0.0,
               0, 86_400, " s", 1, least=AS_NEEDED),
    Preference("default/layer", MEASURING, "Threading &layer", LAYER.explained.capitalize(), "",
               choices={value or "": words for value, (words, _) in LAYER.choices.items()}),
    Preference("history_mib", HISTORY, "H&istory at most",
               "Beyond that the oldest runs with neither a star nor a name go",
               1024.0, 16, 1_000_000, " MiB"),
    Preference("measure_where_zoomed", HISTORY, "Measure where I &zoom",
               "Add sizes where a chart is zoomed into", True),
)  # fmt: skip
"""The rows, in the order of the dialog."""


class PreferencesDialog(QDialog):
    """Shows the rows as they are remembered. `chosen` carries what is other now, by key."""

    chosen = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self._settings = settings
        self.fields = {row.key: _field(row) for row in PREFERENCES}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        group = ""
        for row in PREFERENCES:
            if row.group != group:
                group = row.group
                heading = Label(group, role="heading")
                heading.setContentsMargins(0, 8 if grid.count() else 0, 0, 0)
                grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            at, shown = grid.rowCount(), self.fields[row.key]
            grid.addWidget(Label(row.label, of=shown), at, 0)
            grid.addWidget(shown, at, 1)
        remark = Note(
            "What is measured by default is taken over into the setup now; the setup itself is "
            "remembered from start to start. Text takes its size from the next start on."
        )
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.RestoreDefaults)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        defaults = self.buttons.button(kinds.RestoreDefaults)
        defaults.setText("De&faults")
        defaults.clicked.connect(self.show_defaults)
        in_column(grid, remark, self.buttons, of=self, spacing=12, margins=(16, 16, 16, 16))
        self.show_values(values(settings))

    def values(self) -> dict[str, Any]:
        """Return what the rows show."""
        return {row.key: _shown(row, self.fields[row.key]) for row in PREFERENCES}

    def show_values(self, wanted: Mapping[str, Any]) -> None:
        for row in PREFERENCES:
            _show(self.fields[row.key], wanted[row.key])

    @Slot()
    def show_defaults(self) -> None:
        """Show what would be without any preferences; nothing is taken over before OK."""
        self.show_values({row.key: row.default for row in PREFERENCES})

    @Slot()
    def _on_accepted(self) -> None:
        before, now = values(self._settings), self.values()
        changed = {key: value for key, value in now.items() if value != before[key]}
        for key, value in changed.items():
            self._settings.write(key, value)
        self._settings.flush()
        self.chosen.emit(changed)
        self.accept()


def values(settings: Settings) -> dict[str, Any]:
    """Return what is preferred, by key."""
    return {row.key: row.read(settings) for row in PREFERENCES}


def for_setup(preferred: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of some preferences a setup is made of, by the names that it is written with."""
    prefix = "default/"
    found = {k.removeprefix(prefix): v for k, v in preferred.items() if k.startswith(prefix)}
    if "precision" in found:
        found["precision"] /= PRECISION.scale
    if "layer" in found:
        found["layer"] = found["layer"] or None
    if not found.get("budget_s", True):
        found["budget_s"] = Options.budget_s
    return found


def _field(row: Preference) -> QWidget:
    made: QWidget
    if row.choices:
        made = QComboBox()
        for value, words in row.choices.items():
            made.addItem(words, value)
    elif row.high:
        made = QDoubleSpinBox()
        made.setDecimals(row.decimals)
        made.setRange(row.low, row.high)
        made.setSuffix(row.unit)
        made.setSpecialValueText(row.least)
        made.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
    elif isinstance(row.default, bool):
        made = QCheckBox()
    else:
        made = QLineEdit()
    made.setToolTip(row.explained)
    made.setAccessibleName(row.label.replace("&", ""))
    made.setAccessibleDescription(row.explained)
    return made


def _shown(row: Preference, shown: QWidget) -> Any:
    match shown:
        case QComboBox():
            return shown.currentData()
        case QDoubleSpinBox():
            return shown.value()
        case QCheckBox():
            return shown.isChecked()
        case QLineEdit():
            return shown.text().strip() or row.default
    raise AssertionError("unreachable")


def _show(shown: QWidget, value: Any) -> None:
    match shown:
        case QComboBox():
            shown.setCurrentIndex(shown.findData(value))
        case QDoubleSpinBox():
            shown.setValue(value)
        case QCheckBox():
            shown.setChecked(value)
        case QLineEdit():
            shown.setText(value)
