"""Time per call over size."""

from __future__ import annotations

from explorer.desktop.charts.chart import Chart
from explorer.results import answer
from explorer.results.pictures.picture import Picture, Series
from explorer.results.pictures.time import time_picture
from explorer.results.record import Run


class TimeChart(Chart):
    """How long a call takes, over size."""

    question = "Time"

    def _picture(self, run: Run, hidden: frozenset[Series], before: Run | None) -> Picture:
        return time_picture(run, hidden, before)

    def _headline(self, run: Run) -> str:
        return answer.time_headline(run)
