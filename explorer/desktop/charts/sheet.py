"""A chart as a page: headline, conditions, plot, key and one line of where it is from.

The page is the same for any window, theme and screen: it has its own size and colours, and a font
size that follows from its size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from explorer.desktop.charts.contents import Contents
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

    @property
    def pixels(self) -> float:
        """The font's normal size: smaller on a small page, or text would take the plot's place."""
        share = min(self.size.width() / WIDE, self.size.height() / HIGH)
        return min(max(PIXELS * share, LEAST), PIXELS)

    @property
    def margin(self) -> float:
        """What is left free around everything."""
        return MARGIN * self.pixels / PIXELS


WIDE, HIGH = 1000.0, 640.0
"""Pixels from which on a page's text has its full size."""

MARGIN = 32.0
PIXELS, LEAST = 14.0, 9.0
"""The font's normal size on a page of full size, and its least: 10.5 and 6.75 points."""


def paint(contents: Contents, painter: QPainter, page: Page) -> None:
    """Draw the page; the painter's units are the page's pixels."""
    size, margin, pixels = page.size, page.margin, page.pixels
    painter.fillRect(QRectF(QPointF(0, 0), size), QColor(LIGHT.background))
    area = QRectF(margin, margin, size.width() - 2 * margin, size.height() - 2 * margin)
    write = partial(_write, painter, pixels)
    if page.title:
        area.setTop(write(contents.headline, "headline", LIGHT.text, 2, area) + 0.3 * pixels)
        area.setTop(write(contents.conditions, "small", LIGHT.faint, 2, area) + pixels)
    font = themes.font("small", pixels)
    line = QFontMetricsF(font).lineSpacing()
    if page.title:
        origin = area.adjusted(0, area.height() - line, 0, 0)
        write(_origin(contents), "small", LIGHT.faint, 1, origin)
        area.setBottom(origin.top() - 0.85 * pixels)
    if page.legend:
        rows = key_rows(contents.picture, font, area.width())
        area.setBottom(area.bottom() - len(rows) * line)
        paint_key(painter, contents.picture, rows, font, area.bottomLeft())
        area.setBottom(area.bottom() - pixels)
    _paint_figure(painter, contents, area, page)


def _write(
    painter: QPainter, pixels: float, text: str, level: str, color: str, lines: int, area: QRectF
) -> float:
    """Write a text at the top of an area, and return where it ends."""
    top = area.top()
    font = themes.font(level, pixels)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(color))
    for line in wrapped(text, font, area.width(), lines):
        painter.drawText(QPointF(area.left(), top + metrics.ascent()), line)
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
    figure = Figure(LIGHT, page.pixels, named=page.legend)
    figure.setGeometry(QRectF(QPointF(0, 0), area.size()))
    figure.show_picture(contents.picture)
    figure.set_ranges(contents.x_range, contents.y_range)
    painter.save()
    painter.translate(area.topLeft())
    figure.draw(painter)
    painter.restore()
