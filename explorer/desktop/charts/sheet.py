"""A chart as a page: headline, conditions, plot, key and one line of where it is from.

The page is the same for any window, theme and screen: it has its own size, font size and colours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from explorer.desktop.charts.chart import Contents
from explorer.desktop.charts.figure import Figure
from explorer.desktop.charts.sheet_key import key_rows, paint_key
from explorer.desktop.charts.text import wrapped
from explorer.desktop.look import theme as themes
from explorer.desktop.look.theme import LIGHT


@dataclass(frozen=True)
class Page:
    """How large a page is and what is on it.

    `size` is in pixels of which there are 96 to an inch, `dpi` the dots per inch of an image.
    `title` is headline and conditions, `legend` the names of the curves and what the signs mean.
    """

    size: QSizeF = field(default_factory=lambda: QSizeF(1200, 800))
    dpi: int = 192
    title: bool = True
    legend: bool = True


MARGIN = 32.0
PIXELS = 14.0
"""The font's normal size."""


def paint(contents: Contents, painter: QPainter, page: Page) -> None:
    """Draw the page; the painter's units are the page's pixels."""
    size = page.size
    painter.fillRect(QRectF(QPointF(0, 0), size), QColor(LIGHT.background))
    area = QRectF(MARGIN, MARGIN, size.width() - 2 * MARGIN, size.height() - 2 * MARGIN)
    if page.title:
        area.setTop(_write(painter, contents.headline, "headline", LIGHT.text, 2, area) + 4)
        area.setTop(_write(painter, contents.conditions, "small", LIGHT.faint, 2, area) + 14)
    font = themes.font("small", PIXELS)
    line = QFontMetricsF(font).lineSpacing()
    if page.title:
        origin = area.adjusted(0, area.height() - line, 0, 0)
        _write(painter, _origin(contents), "small", LIGHT.faint, 1, origin)
        area.setBottom(origin.top() - 12)
    if page.legend:
        rows = key_rows(contents.picture, font, area.width())
        area.setBottom(area.bottom() - len(rows) * line)
        paint_key(painter, contents.picture, rows, font, area.bottomLeft())
        area.setBottom(area.bottom() - 14)
    _paint_figure(painter, contents, area, page)


def _write(painter: QPainter, text: str, level: str, color: str, lines: int, area: QRectF) -> float:
    """Write a text at the top of an area, and return where it ends."""
    top = area.top()
    font = themes.font(level, PIXELS)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(color))
    for line in wrapped(text, font, area.width(), lines):
        painter.drawText(QPointF(MARGIN, top + metrics.ascent()), line)
        top += metrics.lineSpacing()
    return top


def _origin(contents: Contents) -> str:
    """Where the figures are from: system, program and date; the conditions tell the rest."""
    run = contents.run
    system = run.machine.get("system")
    parts = [
        run.machine.get("architecture"),
        system,
        f"measured {run.created[:10]}",
        f"Numba Explorer {run.app_version}",
    ]
    return " · ".join(str(part) for part in parts if part)


def _paint_figure(painter: QPainter, contents: Contents, area: QRectF, page: Page) -> None:
    figure = Figure(LIGHT, PIXELS, named=page.legend)
    figure.setGeometry(QRectF(QPointF(0, 0), area.size()))
    figure.show_picture(contents.picture)
    figure.set_ranges(contents.x_range, contents.y_range)
    painter.save()
    painter.translate(area.topLeft())
    figure.draw(painter)
    painter.restore()
