"""What all charts share: headline, conditions, plot, readout, pointing and the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explorer.desktop.theme import Theme
from explorer.measure.plan import Point
from explorer.results.record import Run

Series = tuple[str, int]


class Chart(QWidget):
    """A question, its answer as a headline, and the curves that show it.

    Signals: `hovered` and `clicked` carry a PointRecord or None, `emphasised` a (variant, threads)
    or None, `painted` the start and end of a paint of the plot in `perf_counter_ns`.
    """

    question = ""

    hovered = Signal(object)
    clicked = Signal(object)
    emphasised = Signal(object)
    painted = Signal(object, object)  # Signal(int) is a C int: nanoseconds do not fit

    def __init__(self, parent: QWidget | None = None, *, theme: Theme | None = None) -> None:
        super().__init__(parent)

    def show_run(
        self,
        run: Run | None,
        hidden: frozenset[Series] = frozenset(),
        before: Run | None = None,
    ) -> None:
        """Draw a run without its hidden curves, and an earlier run faintly behind it."""

    def set_emphasis(self, series: Series | None) -> None:
        """Bring one curve forward and dim the others; None treats all alike."""

    def select(self, point: Point | None) -> None:
        """Mark one point as the selected one."""

    def headline(self) -> str:
        """Return the sentence that says what the chart shows now."""
        return ""

    def reset_view(self) -> None:
        """Show everything again after zooming or panning."""
