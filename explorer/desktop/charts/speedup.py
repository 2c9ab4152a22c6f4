"""Speed-up against the baseline, over size."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.desktop.charts.chart import Chart
from explorer.desktop.look.theme import Theme
from explorer.results import answer
from explorer.results.pictures.picture import Picture, Series
from explorer.results.pictures.speedup import Ratios, speedup_picture
from explorer.results.record import Run


class SpeedupChart(Chart):
    """How many times faster than the baseline a call is, over size."""

    question = "Speed-up"

    def __init__(self, parent: QWidget | None = None, *, theme: Theme | None = None) -> None:
        self._ratios, self._earlier = Ratios(), Ratios()
        super().__init__(parent, theme=theme)

    def _picture(self, run: Run, hidden: frozenset[Series], before: Run | None) -> Picture:
        return speedup_picture(run, hidden, before, self._ratios, self._earlier)

    def _headline(self, run: Run) -> str:
        return answer.speedup_headline(run)
