"""Files that are drawn without a window: a suite's heat map, and plots of a run."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from explorer import atomic
from explorer.atomic import SaveError
from explorer.desktop.charts.kinds import make
from explorer.desktop.files.exporting import (
    ExportError,
    application,
    as_png,
    image_of,
    pdf_of,
    save_plot,
)
from explorer.desktop.look.theme import LIGHT
from explorer.results.asked import asked, limits
from explorer.results.formats import in_a_row
from explorer.results.pictures.heatmap import heatmap
from explorer.results.pictures.kinds import KINDS
from explorer.results.pictures.view import Scene
from explorer.results.record import Run
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
