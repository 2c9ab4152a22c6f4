"""What is watched: a size that can be dragged, thread counts and variants to tick."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLineEdit, QSlider, QToolButton, QVBoxLayout, QWidget

from explorer.desktop.look import buttons
from explorer.desktop.look import theme as themes
from explorer.desktop.look.allowing import ONE_SIZE, allow
from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import NONE, Flow, in_row
from explorer.desktop.look.swatch import SIZE, swatch
from explorer.kernels.kernel import Kernel
from explorer.kernels.made_variants import PYTHON
from explorer.measure.plan import MAX_SIZE, Baseline, Plan
from explorer.results.wording import threads
from explorer.units import count, parse_count

STEPS = 40
"""Of the slider for each power of ten: about as many as there are sizes of two digits."""


class SizeSlider(QWidget):
    """A size between two others, on a logarithmic scale, or one of a few; any can be typed."""

    changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.size_now = 1
        self._low, self._high = 1, 1
        self._few: tuple[int, ...] = ()
        self.name = Label("n")
        self.edit = QLineEdit()
        self.edit.setFixedWidth(round(6.5 * self.edit.fontMetrics().height()))
        self.edit.setAccessibleName("Size")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Size")
        self.slider.setPageStep(STEPS // 4)
        self.name.setBuddy(self.edit)
        in_row(self.name, self.edit, (self.slider, 1), of=self, spacing=8, margins=NONE)
        self.slider.valueChanged.connect(self._on_slid)
        self.edit.editingFinished.connect(self._on_typed)

    def offer(self, name: str, low: int, high: int, few: Sequence[int] = ()) -> None:
        """Let sizes from one to another be chosen, or only a `few`."""
        self.name.setText(name)
        self._low, self._high, self._few = low, max(high, low), tuple(few)
        self.edit.setReadOnly(bool(few))
        with QSignalBlocker(self.slider):
            most = len(few) - 1 if few else round(STEPS * math.log10(self._high / low))
            self.slider.setRange(0, max(most, 0))
            self.slider.setPageStep(1 if few else STEPS // 4)
            allow(self.slider, "" if most > 0 else ONE_SIZE)

    def show_size(self, size: int) -> None:
        """Show this size; the slider goes next to it."""
        self.size_now = size
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._place(size))
        if not self.edit.hasFocus() or not self.edit.isModified():
            self.edit.setText(count(size))
        self.slider.setAccessibleDescription(f"{self.name.text()} = {count(size)}")

    def _place(self, size: int) -> int:
        if self._few:
            return min(range(len(self._few)), key=lambda i: abs(self._few[i] - size))
        return round(STEPS * math.log10(max(size, 1) / self._low))

    @Slot(int)
    def _on_slid(self, place: int) -> None:
        if self._few:
            size = self._few[place]
        else:
            size = min(max(_round(self._low * 10 ** (place / STEPS)), self._low), self._high)
        if size != self.size_now:
            self.edit.setModified(False)
            self.size_now = size
            self.edit.setText(count(size))
            self.changed.emit(size)

    @Slot()
    def _on_typed(self) -> None:
        """Take a size as people write it; what is none goes back to what it was."""
        try:
            size = parse_count(self.edit.text().replace(",", ""))
        except ValueError:
            size = 0
        self.edit.setModified(False)
        if self._few or not 1 <= size <= MAX_SIZE or size == self.size_now:
            self.edit.setText(count(self.size_now))
            return
        self.show_size(size)
        self.changed.emit(size)


class Chips(QWidget):
    """Thread counts and variants that are ticked or not; one of each at least is."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[int, QToolButton] = {}
        self.variants: dict[str, QToolButton] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._flow = Flow(4)
        self._rows.addLayout(self._flow)
        self._roster: tuple[str, ...] = ()

    def offer(self, variants: Sequence[str], counts: Iterable[int]) -> None:
        """Let these be ticked; what is ticked stays so where it is among them."""
        counts = tuple(counts)
        if tuple(variants) == tuple(self.variants) and counts == tuple(self.counts):
            return
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        ticked = set(self.ticked_counts()), set(self.ticked_variants())
        self._roster = tuple(variants)
        self.counts = {number: self._chip(str(number), threads(number)) for number in counts}
        self.variants = {name: self._chip(name, name) for name in variants}
        self._flow.addWidget(_caption("Threads"))
        for chip in self.counts.values():
            self._flow.addWidget(chip)
        self._flow.addWidget(_caption("   Variants"))
        for chip in self.variants.values():
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setIconSize(SIZE)
            self._flow.addWidget(chip)
        self.tick(ticked[1] & set(variants), ticked[0] & set(counts))
        self.take_colours()

    def tick(self, variants: Iterable[str], counts: Iterable[int]) -> None:
        """Tick these and no others."""
        for chips, wanted in ((self.variants, set(variants)), (self.counts, set(counts))):
            for key, chip in chips.items():
                with QSignalBlocker(chip):
                    chip.setChecked(key in wanted)

    def ticked_variants(self) -> tuple[str, ...]:
        return tuple(name for name, chip in self.variants.items() if chip.isChecked())

    def ticked_counts(self) -> tuple[int, ...]:
        return tuple(number for number, chip in self.counts.items() if chip.isChecked())

    def take_colours(self) -> None:
        """Draw the curves’ signs in the colours of the theme."""
        colours = themes.theme_of(self.palette())
        for name, chip in self.variants.items():
            chip.setIcon(swatch(colours, self._roster, name))

    def _chip(self, text: str, said: str) -> QToolButton:
        made = buttons.chip(text, said, f"Measure {said}, or do not")
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.toggled.connect(partial(self._on_chip, made))
        return made

    def _on_chip(self, chip: QToolButton, checked: bool) -> None:
        if not checked and not (self.ticked_variants() and self.ticked_counts()):
            with QSignalBlocker(chip):
                chip.setChecked(True)  # something has to be measured
            return
        self.changed.emit()


def _caption(text: str) -> Label:
    label = Label(text, role="quiet", size="small")
    label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    label.setMinimumHeight(round(1.9 * label.fontMetrics().height()))
    label.setBackgroundRole(QPalette.ColorRole.NoRole)
    return label


def _round(size: float) -> int:
    """A size of two digits."""
    return max(round(float(f"{size:.1e}")), 1)


MANY = 4
"""Of more thread counts only the fewest and the most are ticked at first."""


class Wanted:
    """Makes a plan of what is `set_up` and of the slider and the chips.

    `base` is what all are compared with, where that is measured.
    """

    def __init__(self, slider: SizeSlider, chips: Chips) -> None:
        self.set_up: Plan | None = None
        self.base: Baseline | None = None
        self._slider, self._chips = slider, chips
        self._offered: tuple[object, ...] = ()

    def offer(self, plan: Plan | None, kernel: Kernel, counts: Sequence[int]) -> bool:
        """Take over what is set up; return whether the choices are others than before."""
        self.set_up = plan
        if plan is None:
            return False
        found = plan.kernel, plan.variants, plan.threads, plan.sizes, plan.baseline
        if found == self._offered:
            return False
        self._offered = found
        self._chips.offer(kernel.variant_names, sorted({*counts, *plan.threads}))
        names = [name for name in plan.variants if name != PYTHON] or list(plan.variants)
        few = plan.threads if len(plan.threads) <= MANY else (plan.threads[0], plan.threads[-1])
        self._chips.tick(names, few)
        self.base = plan.baseline
        if not plan.sizes[0] <= self._slider.size_now <= plan.sizes[-1]:
            self._slider.size_now = plan.sizes[len(plan.sizes) // 2]
        return True

    def plan(self) -> Plan | None:
        """Return the endless plan that is chosen; None where nothing can be measured."""
        plan, base = self.set_up, self.base
        names, counts = self._chips.ticked_variants(), self._chips.ticked_counts()
        if plan is None or not names or not counts:
            return None
        if base is None or base.variant not in names:
            base = Baseline(names[0], counts[0])
        if base.threads != 1 and base.threads not in counts:
            base = replace(base, threads=counts[0])
        return replace(
            plan,
            sizes=(self._slider.size_now,),
            threads=counts,
            variants=names,
            baseline=base,
            repeats=1,
            endless=True,
        )
