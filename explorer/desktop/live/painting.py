"""Painting a strip chart: samples, their distributions, what disturbed them, and the time."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.desktop.live.dots import (
    CROSS,
    EDGE,
    GAP,
    LARGE,
    ROUND,
    ROW,
    UP,
    Band,
    Dots,
    Places,
    counted,
    summed,
)
from explorer.desktop.look import theme as themes
from explorer.results.live.strip import Lane, Strip
from explorer.results.pictures.curves import rank_of, roster_of
from explorer.results.pictures.scales import times
from explorer.units import count

THICK = 0.4
"""How opaque a mark is where there is one for each pixel of the width; the more so the fewer."""
EVERY_S = 5


class Painting:
    """Paints a strip at its places; lanes are `apart` or not, distributions `summed` up or not.

    `causes` are those that have a row of marks.
    """

    def __init__(
        self,
        painter: QPainter,
        strip: Strip,
        places: Places,
        theme: themes.Theme,
        causes: Sequence[str],
        *,
        apart: bool,
        is_summed: bool,
    ) -> None:
        self._painter, self._strip, self._places, self._theme = painter, strip, places, theme
        self._causes, self._apart, self._summed = causes, apart, is_summed

    def paint(self, bands: Sequence[Band]) -> None:
        """Draw the lanes, what disturbed them, and the time."""
        self._paint_time()
        for band in bands:
            self._paint_grid(band)
            self._paint_samples(band)
            self._paint_distributions(band)
        self._paint_turns()
        self._paint_causes()

    def _color(self, lane: Lane) -> QColor:
        rank = rank_of(self._strip.run, lane.series)
        return themes.color(self._theme, roster_of(self._strip.run), lane.series[0], rank)

    def _paint_grid(self, band: Band) -> None:
        """Draw the axis of times, and lines across strip and distribution."""
        metrics = self._painter.fontMetrics()
        most = max(int(band.rect.height() / (2.2 * metrics.height())), 1)
        right = self._places.right
        free = math.inf
        for tick in sorted(times(*band.range, max(most, 2)), key=lambda tick: tick.at):
            y = band.at(tick.at)
            if not tick.text or not band.range[0] <= tick.at <= band.range[1]:
                continue
            self._painter.setPen(QColor(self._theme.grid))
            self._painter.drawLine(QPointF(band.rect.left(), y), QPointF(right, y))
            if free - y < metrics.height() or y - metrics.height() / 2 < band.rect.top() - EDGE:
                continue
            if y + metrics.height() / 2 > band.rect.bottom() + EDGE:
                continue
            free = y
            self._painter.setPen(QColor(self._theme.faint))
            box = QRectF(0, y - metrics.height() / 2, band.rect.left() - 6, metrics.height())
            self._painter.drawText(
                box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), tick.text
            )
        if self._apart:
            self._painter.setPen(QColor(self._theme.grid))
            y = band.rect.bottom() + EDGE
            self._painter.drawLine(QPointF(0, y), QPointF(right, y))

    def _paint_samples(self, band: Band) -> None:
        rect = band.rect.adjusted(0, -EDGE, 0, EDGE)
        dots = Dots(rect.width(), rect.height(), self._painter.device().devicePixelRatioF())
        most = max(len(lane.samples) for lane in self._strip.lanes)
        thick = min(max(THICK * rect.width() / max(most, 1), 0.3), 0.9)
        shape = LARGE if thick > THICK else ROUND
        for lane in band.lanes:
            if not lane.samples:
                continue
            x = self._places.x(self._strip, lane.at) - rect.left()
            value = np.log10([sample.seconds for sample in lane.samples])
            spoilt = np.array([bool(sample.disturbed) for sample in lane.samples])
            y = band.y(value) - rect.top()
            beyond = (value > band.range[1]) & (np.arange(len(value)) >= lane.before)
            color, warning = self._color(lane), QColor(self._theme.warning)
            for which, ink, inside in ((spoilt, warning, CROSS), (~spoilt, color, shape)):
                dots.add(x[which & ~beyond], y[which & ~beyond], ink, inside, thick)
                dots.add(x[which & beyond], np.full_like(y, 3.0)[which & beyond], ink, UP, 0.7)
        self._painter.drawImage(rect.topLeft(), dots.image())
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lane in band.lanes:
            if lane.centre is not None:
                middle = band.at(math.log10(lane.centre.median))
                pen = QPen(self._color(lane), 1.2)
                pen.setDashPattern([4.0, 3.0])
                self._painter.setPen(pen)
                right = self._places.right
                self._painter.drawLine(QPointF(rect.left(), middle), QPointF(right, middle))

    def _paint_distributions(self, band: Band) -> None:
        width = self._places.beside
        left = self._places.right - width
        for lane in band.lanes:
            clean = [sample.seconds for sample in lane.shown if not sample.disturbed]
            if not clean:
                continue
            y = band.y(np.log10(clean))
            outline = (
                summed(y, band.rect, left, width)
                if self._summed
                else counted(y, band.rect, left, width)
            )
            color = self._color(lane)
            self._painter.setPen(Qt.PenStyle.NoPen)
            if not self._summed:
                pale = QColor(color)
                pale.setAlphaF(0.30)
                self._painter.setBrush(pale)
                self._painter.drawPolygon(outline)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.setPen(QPen(color, 1.4))
            self._painter.drawPolyline(outline)
        self._painter.setPen(QColor(self._theme.grid))
        self._painter.drawLine(
            QPointF(left, band.rect.top() - EDGE), QPointF(left, band.rect.bottom() + EDGE)
        )

    def _paint_turns(self) -> None:
        """Mark where another size was turned to."""
        plot, free = self._places.plot, -math.inf
        metrics = self._painter.fontMetrics()
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for at, size in sorted(self._strip.turns.items(), reverse=True):
            x = float(self._places.x(self._strip, [at])[0])
            self._painter.setPen(QPen(QColor(self._theme.faint), 1, Qt.PenStyle.DotLine))
            self._painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            text = f"{self._strip.run.plan.axis} = {count(size)}"
            room = metrics.horizontalAdvance(text) + 8
            if free == -math.inf or free - x >= room:
                right = min(x + room, plot.right())
                box = QRectF(right - room + 2, plot.top(), room - 2, metrics.height())
                self._painter.fillRect(box, QColor(self._theme.background))
                self._painter.setPen(QColor(self._theme.text))
                self._painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
                free = x

    def _paint_time(self) -> None:
        """Write how long ago samples were taken, or which ones they are."""
        plot, metrics = self._places.plot, self._painter.fontMetrics()
        baseline = self._places.height - metrics.descent() - 2
        length = self._strip.high - self._strip.low
        step = EVERY_S if self._strip.live else _round(length / max(plot.width() / 90, 1))
        marks = [k * step for k in range(int(length / step) + 1)]
        for mark in marks:
            at = self._strip.high - mark if self._strip.live else self._strip.low + mark
            x = float(self._places.x(self._strip, [at])[0])
            text = ("now" if not mark else f"−{mark:g} s") if self._strip.live else count(mark)
            self._painter.setPen(QColor(self._theme.grid))
            self._painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            self._painter.setPen(QColor(self._theme.faint))
            half = metrics.horizontalAdvance(text) / 2
            left = min(max(x - half, plot.left() - half), plot.right() + GAP - 2 * half)
            self._painter.drawText(QPointF(left, baseline), text)
        text = "cumulative" if self._summed else "how often"
        right = self._places.right - metrics.horizontalAdvance(text)
        self._painter.drawText(QPointF(right, baseline), text)

    def _paint_causes(self) -> None:
        """Mark when each cause disturbed a sample, a row for each."""
        plot, metrics = self._places.plot, self._painter.fontMetrics()
        rise = metrics.height() * ROW
        left = self._places.right - self._places.beside
        total = max(sum(self._strip.disturbed.values()), 1)
        for row, cause in enumerate(self._causes):
            top = plot.bottom() + 2 + row * rise
            at = [
                when
                for lane in self._strip.lanes
                for when, sample in zip(lane.at, lane.samples, strict=True)
                if sample.disturbed == cause
            ]
            self._painter.setPen(QColor(self._theme.warning))
            for x in np.unique(np.round(self._places.x(self._strip, at))):
                self._painter.drawLine(QPointF(x, top + 3), QPointF(x, top + rise - 3))
            share = 100 * self._strip.disturbed[cause] / total
            self._painter.setPen(QColor(self._theme.warning if share else self._theme.faint))
            box = QRectF(left + 4, top, self._places.beside - 4, rise)
            text = f"{cause}  {share:.0f} %"
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
            self._painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)


def _round(rough: float) -> float:
    """Return the next larger of 1, 2, 5, 10, 20 and so on."""
    power = 10.0 ** math.floor(math.log10(max(rough, 1.0)))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
