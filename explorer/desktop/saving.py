"""One way to save anything: the ending of the path decides what is written."""

from __future__ import annotations

from pathlib import Path

from explorer.desktop.charts.chart import Chart
from explorer.desktop.exporting import ExportError, save_plot
from explorer.results import csvfile, runfile
from explorer.results.atomic import SaveError
from explorer.results.record import Run

PLOTS = (".png", ".svg", ".pdf")
ENDINGS = (*PLOTS, ".json", ".csv")


class NotSaved(Exception):
    """Nothing was written; the message is one sentence for the user."""


def save(path: Path, run: Run | None, chart: Chart) -> None:
    """Save the chart (.png, .svg, .pdf) or the run (.json, .csv); raises NotSaved."""
    if run is None:
        raise NotSaved(f"“{path}” cannot be saved: there is no run yet.")
    ending = path.suffix.lower()
    try:
        if ending in PLOTS:
            save_plot(chart, path)
        elif ending == ".json":
            runfile.write(run, path)
        elif ending == ".csv":
            csvfile.write(run, path)
        else:
            raise NotSaved(
                f"“{path}” cannot be saved: its name must end in {', '.join(ENDINGS[:-1])} "
                f"or {ENDINGS[-1]}."
            )
    except (SaveError, ExportError) as error:
        raise NotSaved(str(error)) from error
