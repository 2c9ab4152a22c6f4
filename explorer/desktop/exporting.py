"""Charts as files and on the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QClipboard

from explorer.desktop.charts.chart import Chart


class ExportError(Exception):
    """A plot could not be saved; the message is one sentence for the user."""


def save_plot(chart: Chart, path: Path) -> None:
    """Save a chart as PNG, SVG or PDF, by the path's ending; raises ExportError."""


def copy_plot(chart: Chart, clipboard: QClipboard) -> None:
    """Put a chart on the clipboard as image, SVG and text at once."""
