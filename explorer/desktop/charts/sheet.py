"""A chart as a page: headline, conditions, plot, key and one line of where it is from.

The page is the same for any window, theme and screen: it has its own size, font size and colours.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from explorer.desktop.charts.chart import Contents
from explorer.desktop.charts.figure import Figure
from explorer.desktop.charts.layers import Look, paint_cross, paint_marker, paint_whisker
from explorer.desktop.charts.text import wrapped
from explorer.desktop.look import theme as themes
from explorer.desktop.look.symbols import outline
from explorer.desktop.look.theme import LIGHT
from explorer.results.pictures.picture import GOOD, HOLLOW, WRONG, Picture, has_whiskers

SIZE = QSizeF(1200, 800)
"""Of the page, in pixels of which there are 96 to an inch."""

MARGIN = 32.0
PIXELS = 14.0
"""The font's normal size."""


def paint(contents: Contents, painter: QPainter) -> None:
    """Draw the page; the painter's units are the page's pixels."""
    painter.fillRect(QRectF(QPointF(0, 0), SIZE), QColor(LIGHT.background))
    top = _write(painter, contents.headline, "headline", LIGHT.text, 2, MARGIN) + 4
    top = _write(painter, contents.conditions, "small", LIGHT.faint, 2, top) + 14
    line = QFontMetricsF(themes.font("small", PIXELS)).lineSpacing()
    bottom = SIZE.height() - MARGIN - line
    _write(painter, _origin(contents), "small", LIGHT.faint, 1, bottom)
    bottom -= 12 + line
    _paint_key(painter, contents.picture, bottom)
    area = QRectF(MARGIN, top, SIZE.width() - 2 * MARGIN, bottom - 14 - top)
    _paint_figure(painter, contents, area)


def _write(painter: QPainter, text: str, level: str, color: str, lines: int, top: float) -> float:
    """Write a text from there on, and return where it ends."""
    font = themes.font(level, PIXELS)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(color))
    for line in wrapped(text, font, SIZE.width() - 2 * MARGIN, lines):
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


def _paint_figure(painter: QPainter, contents: Contents, area: QRectF) -> None:
    figure = Figure(LIGHT, PIXELS)
    figure.setGeometry(QRectF(QPointF(0, 0), area.size()))
    figure.show_picture(contents.picture)
    figure.set_ranges(contents.x_range, contents.y_range)
    painter.save()
    painter.translate(area.topLeft())
    figure.draw(painter)
    painter.restore()


def _paint_key(painter: QPainter, picture: Picture, top: float) -> None:
    """Draw what the signs mean, those that occur."""
    font = themes.font("small", PIXELS)
    metrics = QFontMetricsF(font)
    color, ground = QColor(LIGHT.faint), QColor(LIGHT.background)
    look = Look(color, ground, 2.0, "circle")
    kinds = {spot.kind for curve in picture.curves for spot in curve.spots}
    entries = [
        (GOOD, "median of clean samples, band: its 95 % interval", GOOD in kinds),
        ("whisker", "lowest to highest process", has_whiskers(picture)),
        (HOLLOW, "few or disturbed samples", HOLLOW in kinds),
        (WRONG, "wrong result", WRONG in kinds),
        ("edge", "not measured", bool(picture.marks)),
        ("other", "another run", any(curve.other for curve in picture.curves)),
    ]
    x, middle = MARGIN, top + metrics.height() / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    for sign, text in ((sign, text) for sign, text, occurs in entries if occurs):
        painter.save()
        painter.translate(x + 6, middle)
        if sign == WRONG:
            paint_cross(painter, 3.4, look)
        elif sign == "edge":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPath(outline("triangle" if picture.marks_above else "down", 3.0))
        elif sign == "whisker":
            painter.setPen(QPen(color, 1.0))
            paint_whisker(painter, QPointF(0, 5), QPointF(0, -5))
        elif sign == "other":
            painter.setPen(look.dashed(1))
            painter.drawLine(QPointF(-6, 0), QPointF(10, 0))
        else:
            paint_marker(painter, outline("circle", 3.4), look, hollow=sign == HOLLOW)
        painter.restore()
        x += 18 if sign != "other" else 24
        painter.setPen(color)
        painter.drawText(QPointF(x, middle + (metrics.ascent() - metrics.descent()) / 2), text)
        x += metrics.horizontalAdvance(text) + 24
    painter.restore()
