"""What speed-ups are relative to: one of the variants to measure, with a thread count."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from explorer.desktop.look.buttons import Narrow
from explorer.desktop.setup.field import Field
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import default_baseline
from explorer.measure.plan import Baseline


class BaselineField(Field):
    """A choice among the ticked variants; the kernel's own baseline until the user chooses."""

    chosen = Signal(object)

    def __init__(self) -> None:
        self.box = Narrow()
        super().__init__("&Baseline", self.box)
        self._wished: Baseline | None = None
        self.box.activated.connect(self._on_activated)

    def offer(self, kernel: Kernel, variants: Sequence[str], threads: Sequence[int]) -> None:
        """Offer what will be measured; keep the choice where that is among it."""
        choices = [
            Baseline(name, count)
            for name in variants
            for count in (threads if kernel.is_threaded(name) else (1,))
        ]
        shown = [self.box.itemData(row) for row in range(self.box.count())]
        if choices != shown:
            self.box.clear()
            for choice in choices:
                self.box.addItem(_words(choice), choice)
        if choices:
            wished = self._wished if self._wished in choices else None
            current = wished or default_baseline(kernel, variants)
            found = choices.index(current) if current in choices else 0
            self.box.setCurrentIndex(found)

    def wish(self, baseline: Baseline | None) -> None:
        """Choose this one as soon as it is offered; None leaves the choice to the kernel."""
        self._wished = baseline

    def choice(self) -> Baseline | None:
        """Return what is chosen; None where there is nothing to choose from."""
        found = self.box.currentData()
        return found if isinstance(found, Baseline) else None

    def _on_activated(self) -> None:
        self._wished = self.box.currentData()
        self.chosen.emit(self._wished)


def _words(baseline: Baseline) -> str:
    if baseline.threads == 1:
        return baseline.variant
    return f"{baseline.variant}, {baseline.threads} threads"
