"""Saving plots of a run without a window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from explorer.desktop.charts.chart import Chart
from explorer.desktop.charts.speedup import SpeedupChart
from explorer.desktop.charts.threads import ThreadsChart
from explorer.desktop.charts.time import TimeChart
from explorer.desktop.files.exporting import ExportError, save_plot
from explorer.desktop.look.theme import LIGHT
from explorer.results.record import Run

CHARTS: dict[str, type[Chart]] = {
    "time": TimeChart,
    "speedup": SpeedupChart,
    "threads": ThreadsChart,
}


def save_plots(run: Run, paths: Iterable[Path], chart: str = "time") -> None:
    """Save a chart of the run (`time`, `speedup` or `threads`) to each path, by its ending.

    Needs no display. Every path is tried; then ExportError is raised with a sentence for each one
    that could not be written. Raises KeyError for another chart.
    """
    app = QApplication.instance() or QApplication(["numba-explorer", "-platform", "offscreen"])
    drawn = CHARTS[chart](theme=LIGHT)
    drawn.show_run(run)
    failed = []
    for path in paths:
        try:
            save_plot(drawn, Path(path))
        except ExportError as error:
            failed.append(str(error))
    del drawn, app  # in this order: no widget may outlive the application
    if failed:
        raise ExportError(" ".join(failed))
