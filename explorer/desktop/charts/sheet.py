"""A chart as a page: headline, conditions, plot, key and one line of where it is from.

The page is the same for any window, theme and screen: it has its own size and colours, and a font
size that follows from its size.
"""

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from explorer.desktop.charts.curve_look import Look, take_marker
from explorer.desktop.charts.figure import Figure
from explorer.desktop.charts.layers import paint_cross, paint_whisker
from explorer.desktop.charts.text import wrapped
from explorer.desktop.look import theme as themes
from explorer.desktop.look.swatch import outline
from explorer.desktop.look.theme import LIGHT
from explorer.results.pictures.limits import limits_in
from explorer.results.pictures.looks import BENEATH, BENEATH_OPACITY, limit_hue
from explorer.results.pictures.picture import DOUBT, GOOD, HOLLOW, WRONG, Picture, has_whiskers
from explorer.results.record import Run


@dataclass(frozen=True)
class Contents:
    """The run, the words, the curves, and what of both axes is in sight, in the axes' own units.

    `left_out` says how many curves are hidden.
    """

    run: Run
    headline: str
    conditions: str
    picture: Picture
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    left_out: str = ""


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
    """Where the figures are from: system, program and date, and what of them is hidden.

    The conditions tell the rest.
    """
    run = contents.run
    system = run.machine.get("system")
    parts = [
        run.machine.get("architecture"),
        system,
        f"measured {run.created[:10]}",
        f"Numba Explorer {run.app_version}",
        contents.left_out,
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


BEFORE, AFTER = 18.0, 24.0
"""Pixels from the start of a sign to its text, and from that to the next sign."""

ALONG = "along "
"""Begins the sign of what limits a curve, which lies along it."""
Row = list[tuple[str, str, float]]
"""Signs, their texts, and where they start from the left."""


def key_rows(picture: Picture, font: QFont, width: float) -> list[Row]:
    """Return the signs that occur, in rows of at most so many pixels."""
    metrics = QFontMetricsF(font)
    kinds = {spot.kind for curve in picture.curves for spot in curve.spots}
    entries = [
        (GOOD, "median of clean samples, band: its 95 % interval", GOOD in kinds),
        ("whisker", "lowest to highest process", has_whiskers(picture)),
        (HOLLOW, DOUBT, HOLLOW in kinds),
        (WRONG, "wrong result", WRONG in kinds),
        ("trend", "fitted law, dashed where extrapolated", any(c.trend for c in picture.curves)),
        ("edge", "not measured", bool(picture.marks)),
        ("cross", "overtakes another curve", bool(picture.crosses)),
        *((f"{ALONG}{limit}", f"limit: {limit}", True) for limit in limits_in(picture)),
        ("other", "another run", any(curve.other for curve in picture.curves)),
    ]
    rows: list[Row] = [[]]
    x = 0.0
    for sign, text in ((sign, text) for sign, text, occurs in entries if occurs):
        long = BEFORE + metrics.horizontalAdvance(text)
        if rows[-1] and x + long > width:
            rows.append([])
            x = 0.0
        rows[-1].append((sign, text, x))
        x += long + AFTER
    return rows


def paint_key(
    painter: QPainter, picture: Picture, rows: list[Row], font: QFont, at: QPointF
) -> None:
    """Draw the rows from there on downwards."""
    metrics, color = QFontMetricsF(font), QColor(LIGHT.faint)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    for number, row in enumerate(rows):
        middle = at.y() + number * metrics.lineSpacing() + metrics.height() / 2
        baseline = middle + (metrics.ascent() - metrics.descent()) / 2
        for sign, text, start in row:
            painter.save()
            painter.translate(at.x() + start + 6, middle)
            _paint_sign(painter, picture, sign)
            painter.restore()
            painter.setPen(color)
            painter.drawText(QPointF(at.x() + start + BEFORE, baseline), text)
    painter.restore()


def _paint_sign(painter: QPainter, picture: Picture, sign: str) -> None:
    """Draw a sign around the origin."""
    color = QColor(LIGHT.faint)
    look = Look(color, QColor(LIGHT.background), 2.0, "circle")
    if sign == WRONG:
        paint_cross(painter, 3.4, look)
    elif sign == "edge":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPath(outline("triangle" if picture.marks_above else "down", 3.0))
    elif sign == "whisker":
        painter.setPen(QPen(color, 1.0))
        paint_whisker(painter, QPointF(0, 5), QPointF(0, -5))
    elif sign == "cross":
        painter.setPen(QPen(color, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, 0), 5.0, 5.0)
    elif sign == "trend":
        pen = QPen(color, 1.0)
        painter.setPen(pen)
        painter.drawLine(QPointF(-8, 0), QPointF(-1, 0))
        pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
        painter.drawLine(QPointF(-1, 0), QPointF(9, 0))
    elif sign.startswith(ALONG):
        pale = QColor(limit_hue(LIGHT, sign.removeprefix(ALONG)))
        pale.setAlphaF(BENEATH_OPACITY)
        pen = QPen(pale, BENEATH)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(-8, 0), QPointF(8, 0))
    elif sign == "other":
        painter.setPen(look.pen(1))
        painter.drawLine(QPointF(-8, 0), QPointF(8, 0))
    else:
        take_marker(painter, look, hollow=sign == HOLLOW)
        painter.drawPath(outline("circle", 3.4))
