"""Saving plots of a run without a window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from explorer.desktop.charts.kinds import make
from explorer.desktop.files.exporting import ExportError, application, save_plot
from explorer.desktop.look.theme import LIGHT
from explorer.results.asked import asked, limits
from explorer.results.pictures.kinds import KINDS
from explorer.results.pictures.view import Scene
from explorer.results.record import Run


def save_plots(
    run: Run, paths: Iterable[Path], chart: str = "time", others: tuple[Run, ...] = ()
) -> None:
    """Save a chart of the run, by its name in `pictures.kinds`, to each path, by its ending.

    It shows the others dashed, as they are in the window.

    Needs no display. Every path is tried; then ExportError is raised with a sentence for each one
    that could not be written. Raises KeyError for another chart.
    """
    failed = []
    with application():
        drawn = make({kind.name: kind for kind in KINDS}[chart], LIGHT)
        drawn.show_scene(Scene(run, others=others, limits=limits(asked(run, None))))
        for path in paths:
            try:
                save_plot(drawn, Path(path))
            except ExportError as error:
                failed.append(str(error))
        del drawn
    if failed:
        raise ExportError(" ".join(failed))
