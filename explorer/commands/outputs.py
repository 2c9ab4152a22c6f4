"""Files to save to: whether that can work, looked at before measuring, and saving them."""

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

from explorer import atomic
from explorer.atomic import SaveError
from explorer.commands.answers import CommandError
from explorer.kernels.kernel import Kernel
from explorer.results.formats import FOREIGN, PLOT, REPORT, RUN, TABLE, endings, format_of, in_a_row
from explorer.results.record import Run


def check(paths: Sequence[Path]) -> None:
    """See that each path can be saved to; raises RefusedError about the first that cannot."""
    for path in paths:
        found = format_of(path)
        if found is None:
            raise CommandError(
                f"“{path}”: the ending decides the format; it must be one of "
                f"{', '.join(endings())}."
            )
        if not found.available:
            raise CommandError(
                f"Saving “{path}” needs {found.needs}, which this Python does not have."
            )
        if os.path.isdir(path):
            raise CommandError(f"“{path}” is a folder; name a file.")
        _check_folder(path)
    if any(_is_plot(path) for path in paths):
        check_desktop("Saving a plot")


def check_desktop(what: str) -> None:
    """See that Qt and pyqtgraph are installed; raises CommandError."""
    missing = [name for name in ("PySide6", "pyqtgraph") if not importlib.util.find_spec(name)]
    if missing:
        raise CommandError(
            f"{what} needs {' and '.join(missing)}, which this Python does not have; measuring "
            f"and {in_a_row(endings(RUN, REPORT, TABLE, FOREIGN), 'and')} files work without: see "
            "numba-explorer measure --help."
        )


def save(
    run: Run, kernel: Kernel | None, paths: Sequence[Path], others: tuple[Run, ...] = ()
) -> list[str]:
    """Save the run to each path by its ending; returns a sentence for each that failed.

    Plots show the others dashed.
    """
    failed = []
    for path in paths:
        found = format_of(path)
        try:
            if found is not None and found.holds != PLOT:
                found.write(run, path, kernel)
        except SaveError as error:
            failed.append(str(error))
    plots = [path for path in paths if _is_plot(path)]
    return failed + (_save_plots(run, plots, others) if plots else [])


def _save_plots(run: Run, paths: Sequence[Path], others: tuple[Run, ...]) -> list[str]:
    try:
        from explorer.desktop.files.exporting import ExportError
        from explorer.desktop.files.without_window import save_plots
    except ImportError as error:
        return [f"The plots cannot be saved: {error}."]
    try:
        save_plots(run, paths, others=others)
    except ExportError as error:
        return [str(error)]
    return []


def _is_plot(path: Path) -> bool:
    return path.suffix.lower() in endings(PLOT)


def _check_folder(path: Path) -> None:
    if not os.path.isdir(path.parent):
        raise CommandError(f"“{path}” cannot be saved: there is no folder “{path.parent}”.")
    atomic.check(path)
