"""One way to save anything: the ending of the path decides what is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.atomic import SaveError
from explorer.kernels.kernel import Kernel
from explorer.results.formats import PLOT, endings, format_of, in_a_row
from explorer.results.record import Run

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart


def save(path: Path, run: Run | None, chart: Chart, kernel: Kernel | None = None) -> str:
    """Save the chart or the run, by the path's ending, and return an empty text.

    Where that does not work, return one sentence that says why; nothing was changed then.
    """
    if run is None:
        return f"“{path}” cannot be saved: there is no run yet."
    found = format_of(path)
    if found is None:
        return f"“{path}” cannot be saved: its name must end in {in_a_row(endings())}."
    try:
        if found.holds == PLOT:
            from explorer.desktop.files.exporting import save_plot

            save_plot(chart, path)
        else:
            found.write(run, path, kernel)
    except SaveError as error:
        return str(error)
    return ""
