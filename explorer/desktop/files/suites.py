"""A suite's heat map as a file: the drawing that is made without Qt, also as PNG and PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from explorer import atomic
from explorer.atomic import SaveError
from explorer.desktop.files.exporting import application, as_png, image_of, pdf_of
from explorer.results.formats import in_a_row
from explorer.results.pictures.heatmap import heatmap
from explorer.results.suite import Suite
from explorer.results.suitefiles import ENDINGS, TEXTS

TITLES = {
    ".svg": "SVG drawing", ".png": "PNG picture", ".pdf": "PDF document",
    ".md": "Markdown table", ".json": "JSON, for programs",
}  # fmt: skip
SHARPNESS = 2.0
"""Pixels of a PNG for each of the drawing."""


def save_suite(found: Suite, title: str, path: Path) -> None:
    """Save a suite's heat map or table, by the path's ending; raises SaveError.

    Needs no display.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise SaveError(f"“{path}” cannot be saved: its name must end in {in_a_row(ENDINGS)}.")
    if ending in TEXTS:
        atomic.write(path, TEXTS[ending](found, title).encode())
        return
    with application():
        content = _drawn(heatmap(found, title), title, ending)
    atomic.write(path, content)


def _drawn(svg: str, title: str, ending: str) -> bytes:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    size = renderer.viewBoxF().size()

    def paint(painter: QPainter) -> None:
        renderer.render(painter, QRectF(QPointF(), size))

    if ending == ".pdf":
        return pdf_of(size, title, paint)
    return as_png(image_of(size, SHARPNESS, paint))
