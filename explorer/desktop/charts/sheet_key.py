"""What the signs of a picture mean, written below it on a page, in as many rows as it needs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from explorer.desktop.charts.layers import Look, paint_cross, paint_whisker, take_marker
from explorer.desktop.look.swatch import outline
from explorer.desktop.look.theme import LIGHT
from explorer.results.pictures.limits import limits_in
from explorer.results.pictures.looks import BENEATH, BENEATH_OPACITY, limit_hue
from explorer.results.pictures.picture import DOUBT, GOOD, HOLLOW, WRONG, Picture, has_whiskers

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
        painter.setPen(look.dashed(1))
        painter.drawLine(QPointF(-8, 0), QPointF(8, 0))
    else:
        take_marker(painter, look, hollow=sign == HOLLOW)
        painter.drawPath(outline("circle", 3.4))
