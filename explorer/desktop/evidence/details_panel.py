"""All that is known of the selected point."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from explorer.desktop.look.label import Label
from explorer.desktop.look.said import say
from explorer.desktop.look.theme import font
from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.results import analysis, wording
from explorer.results.facts.ratios import efficiency
from explorer.results.facts.speeds import two_speeds
from explorer.results.record import PointRecord, Run
from explorer.units import count, percent, seconds, significant

if TYPE_CHECKING:
    from explorer.desktop.source.refusal_view import RefusalView

NOTHING = "Click a point, or choose a row of the table."
_ROWS = ("Time", "Interval", "Spread", "Minimum", "Speed-up", "Efficiency", "Rate", "Samples",
         "Result", "Compiled")  # fmt: skip


class DetailsPanel(QWidget):
    """The rows are always the same, so that nothing moves; a dash stands for what is not known."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self.title = Label(NOTHING, wraps=True)
        self.reason = Label(role="warning", size="small", wraps=True)
        self.reason.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.title, 0, 0, 1, 2)
        grid.addWidget(self.reason, 1, 0, 1, 2)
        self._grid = grid
        self.values: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        for row, name in enumerate(_ROWS, start=3):
            label, value = Label(name, role="quiet"), Label(wraps=True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            say(value, name, "")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for part in (label, value):
                part.setFont(font("small"))
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
            self.values[name], self._names[name] = value, label
            label.hide()
            value.hide()
        grid.setRowStretch(len(_ROWS) + 3, 1)
        shown.point_changed.connect(self.update_text)
        shown.text_changed.connect(self.update_text)

    @cached_property
    def refusal(self) -> RefusalView:
        """Where a failed point failed; loaded and built when there is a run."""
        from explorer.desktop.source.refusal_view import RefusalView

        made = RefusalView()
        self._grid.addWidget(made, 2, 0, 1, 2)
        return made

    def update_text(self) -> None:
        """Write what is known now."""
        run, record = self._shown.run, self._shown.record()
        if run is None or record is None:
            self.title.setText(NOTHING)
            self.reason.hide()
            values: Mapping[str, str] = {}
        else:
            place = f"{wording.named(run, record)}, {wording.at(run, record.point.size)}"
            self.title.setText(place)
            self.reason.setText(record.reason)
            self.reason.setVisible(bool(record.reason))
            values = described(run, record, self._shown.kernel)
        if run is not None or "refusal" in vars(self):
            self.refusal.show_record(record, self._shown.kernel)
        for name, label in self.values.items():
            say(label, name, values.get(name, ""))
            for part in (self._names[name], label):
                part.setVisible(name in values)

    def value(self, name: str) -> str:
        """Return what is shown in a row."""
        return self.values[name].text()


def described(run: Run, record: PointRecord, kernel: Kernel | None) -> dict[str, str]:
    """Return what is known of a point, a short text for each row."""
    found: dict[str, str] = {}
    estimate = record.estimate
    if estimate is not None:
        found["Time"] = f"{seconds(estimate.median_s)} a call"
        if not math.isinf(estimate.precision):
            found["Time"] += f", ±{percent(estimate.precision)}"
        if estimate.low_s is not None and estimate.high_s is not None:
            found["Interval"] = f"{seconds(estimate.low_s)} to {seconds(estimate.high_s)} (95 %)"
        found["Minimum"] = seconds(estimate.min_s)
        heaps = two_speeds(record, run.plan.precision)
        if heaps is not None and "Interval" in found:
            found["Interval"] += (
                f"; two speeds: {seconds(heaps.fast_s)}, and {seconds(heaps.slow_s)} in "
                f"{percent(heaps.slow_share)} of the samples"
            )
        if wording.between(estimate):
            if "Interval" in found:
                found["Interval"] += " in a typical process"
            found["Spread"] = wording.between(estimate)
            left_out = len(record.repeats) - len(estimate.each_s)
            if left_out:
                found["Spread"] += f"; {left_out} with too few undisturbed samples left out"
        found["Samples"] = count(estimate.clean)
        if estimate.all_disturbed:
            found["Samples"] = f"{count(estimate.disturbed)}, all of them disturbed"
        elif estimate.disturbed:
            found["Samples"] += f"; {count(estimate.disturbed)} disturbed and left out"
    speedup = analysis.speedup(run, record)
    if speedup is not None:
        found["Speed-up"] = f"{wording.times(speedup)} over {wording.baseline(run)}"
    share = efficiency(record, analysis.fewest(run, record.point.variant, record.point.size))
    if share is not None and record.point.threads > 1:
        found["Efficiency"] = f"{percent(share)} of {wording.threads(record.point.threads)}"
        found["Efficiency"] += wording.served(record)
    rates = _rates(run, record, kernel)
    if rates:
        found["Rate"] = rates
    if record.error is not None:
        found["Result"] = _result(record.status, record.error)
    compiled = run.compiled.get(record.point.variant)
    if compiled is not None and compiled.seconds is not None:
        found["Compiled"] = f"in {seconds(compiled.seconds)}"
        if compiled.note:
            found["Compiled"] += f". {compiled.note}"
    return found


def _result(status: str, error: float) -> str:
    """Say whether a result was right, and how far from the reference's where it differs."""
    if status == "wrong":
        return "wrong" if math.isinf(error) else f"wrong, off by {error:.1e}"
    return f"right, to within {error:.1e}" if error else "right, equal to the reference’s"


def _rates(run: Run, record: PointRecord, kernel: Kernel | None) -> str:
    rates = (
        (wording.bytes_per_second(run, kernel, record), "GB/s"),
        (wording.flops_per_second(kernel, record), "Gflop/s"),
    )
    return ", ".join(f"{significant(v / 1e9)} {unit}" for v, unit in rates if v is not None)
