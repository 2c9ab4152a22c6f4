"""One way to save anything: the ending of the path decides what is written."""

from __future__ import annotations

from pathlib import Path

from explorer.desktop.charts.chart import Chart
from explorer.desktop.files.exporting import ExportError, save_plot
from explorer.kernels.kernel import Kernel
from explorer.results import csvfile, runfile
from explorer.results.atomic import SaveError
from explorer.results.record import Run

PLOTS = (".png", ".svg", ".pdf")
ENDINGS = (*PLOTS, ".json", ".csv")


def save(path: Path, run: Run | None, chart: Chart, kernel: Kernel | None = None) -> str:
    """Save the chart (.png, .svg, .pdf) or the run (.json, .csv) and return an empty text.

    Where that does not work, return one sentence that says why; nothing was changed then.
    """
    if run is None:
        return f"“{path}” cannot be saved: there is no run yet."
    ending = path.suffix.lower()
    try:
        if ending in PLOTS:
            save_plot(chart, path)
        elif ending == ".json":
            runfile.write(run, path)
        elif ending == ".csv":
            csvfile.write(run, path, kernel)
        else:
            return (
                f"“{path}” cannot be saved: its name must end in {', '.join(ENDINGS[:-1])} "
                f"or {ENDINGS[-1]}."
            )
    except (SaveError, ExportError) as error:
        return str(error)
    return ""
