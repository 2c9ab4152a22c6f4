"""Saving plots of a run without a window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from explorer.results.record import Run


def save_plots(run: Run, paths: Iterable[Path], chart: str = "time") -> None:
    """Save a chart of the run (`time`, `speedup` or `threads`) to each path, by its ending.

    Raises ExportError with one sentence where that is not possible.
    """
