"""The strip chart: samples from left to right as they were taken, their distribution beside them.

Each curve has a lane of its own, in which small differences show, or all share one, in which they
can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.desktop.live.band import Band, Floats, counted, summed
from explorer.desktop.live.dots import CROSS, LARGE, ROUND, UP, Dots
from explorer.desktop.look import theme as themes
from explorer.results.live.ranges import Range, needed, steady
from explorer.results.live.strip import Lane, Strip
from explorer.results.pictures.picture import rank_of, roster_of
from explorer.results.pictures.scales import times
from explorer.results.wording import series as named
from explorer.units import count, seconds

GAP, EDGE = 12, 4
ROW = 1.25
"""Height of a row of marks below the lanes, in lines of text."""
THICK = 0.4
"""How opaque a mark is where there is one for each pixel of the width; the more so the fewer."""
NEAR = 8.0
"""Pixels from a sample within which it is pointed at."""
EVERY_S = 5


class StripChart(QWidget):
    """Draws a strip. Its lanes are `apart` or not; `summed` are distributions that only grow."""

    def __init__(self) -> None:
        super().__init__()
        self.strip: Strip | None = None
        self.apart, self.summed = True, False
        self.causes: list[str] = []
        self._ranges: dict[object, Range] = {}
        self.setAccessibleName("Samples and their distribution")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_strip(self, strip: Strip | None) -> None:
        """Draw this one."""
        if strip is None or self.strip is None or strip.live != self.strip.live:
            self._ranges.clear()
            self.causes.clear()
        self.strip = strip
        if strip is not None:
            self.causes += [c for c in strip.disturbed if c and c not in self.causes]
        self.update()

    def arrange(self, *, apart: bool, summed: bool) -> None:
        """Give each curve a lane or all of them one; draw histograms, or what they sum up to."""
        self.apart, self.summed = apart, summed
        self.update()

    @property
    def below(self) -> int:
        """Pixels below the lanes: marks of what disturbed, and the time."""
        line = QFontMetricsF(themes.font("small")).height()
        return math.ceil(line * ROW * len(self.causes) + line + 10)

    def sizeHint(self) -> QSize:
        """Return what shows it well."""
        return QSize(560, 320)

    def minimumSizeHint(self) -> QSize:
        """Return what it needs at least."""
        return QSize(240, 100)

    # Where things are.

    def _plot(self) -> QRectF:
        """The rectangle of all strips."""
        metrics = QFontMetricsF(themes.font("small"))
        left = metrics.horizontalAdvance("8.88 ms") + 10
        beside = self._beside()
        height = self.height() - self.below
        return QRectF(left, 0, max(self.width() - left - beside - GAP - EDGE, 40), max(height, 20))

    def _beside(self) -> float:
        """The width of the distributions."""
        return min(max(0.26 * self.width(), 80.0), 240.0)

    def _bands(self, strip: Strip) -> list[Band]:
        plot = self._plot()
        groups = [(lane,) for lane in strip.lanes] if self.apart else [strip.lanes]
        groups = [group for group in groups if group]
        high = plot.height() / max(len(groups), 1)
        bands = []
        for place, lanes in enumerate(groups):
            key: object = lanes[0].series if self.apart else "all"
            wanted = [found for lane in lanes if (found := needed(lane)) is not None]
            if not wanted:
                continue
            ends = min(low for low, _ in wanted), max(top for _, top in wanted)
            self._ranges[key] = steady(self._ranges.get(key), ends)
            rect = QRectF(plot.left(), plot.top() + place * high, plot.width(), high)
            edge = min(EDGE, high / 4)
            rect.adjust(0, edge, 0, -edge)
            bands.append(Band(lanes, rect, self._ranges[key]))
        return bands

    def _x(self, strip: Strip, at: Sequence[float]) -> Floats:
        plot = self._plot()
        share = (np.asarray(at, float) - strip.low) / max(strip.high - strip.low, 1e-9)
        return plot.left() + share * plot.width()

    # Drawing.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lanes, what disturbed them, and the time."""
        strip = self.strip
        if strip is None:
            return
        painter = QPainter(self)
        painter.setFont(themes.font("small"))
        theme = themes.theme_of(self.palette())
        bands = self._bands(strip)
        self._paint_time(painter, strip, theme)
        for band in bands:
            self._paint_grid(painter, band, theme)
            self._paint_samples(painter, strip, band, theme)
            self._paint_distributions(painter, strip, band, theme)
        self._paint_turns(painter, strip, theme)
        self._paint_causes(painter, strip, theme)
        painter.end()

    def _color(self, strip: Strip, lane: Lane, theme: themes.Theme) -> QColor:
        rank = rank_of(strip.run, lane.series)
        return themes.color(theme, roster_of(strip.run), lane.series[0], rank)

    def _paint_grid(self, painter: QPainter, band: Band, theme: themes.Theme) -> None:
        """Draw the axis of times, and lines across strip and distribution."""
        metrics = painter.fontMetrics()
        most = max(int(band.rect.height() / (2.2 * metrics.height())), 1)
        right = self.width() - EDGE
        free = math.inf
        for tick in sorted(times(*band.range, max(most, 2)), key=lambda tick: tick.at):
            y = band.at(tick.at)
            if not tick.text or not band.range[0] <= tick.at <= band.range[1]:
                continue
            painter.setPen(QColor(theme.grid))
            painter.drawLine(QPointF(band.rect.left(), y), QPointF(right, y))
            if free - y < metrics.height() or y - metrics.height() / 2 < band.rect.top() - EDGE:
                continue
            if y + metrics.height() / 2 > band.rect.bottom() + EDGE:
                continue
            free = y
            painter.setPen(QColor(theme.faint))
            box = QRectF(0, y - metrics.height() / 2, band.rect.left() - 6, metrics.height())
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), tick.text
            )
        if self.apart:
            painter.setPen(QColor(theme.grid))
            y = band.rect.bottom() + EDGE
            painter.drawLine(QPointF(0, y), QPointF(right, y))

    def _paint_samples(
        self, painter: QPainter, strip: Strip, band: Band, theme: themes.Theme
    ) -> None:
        rect = band.rect.adjusted(0, -EDGE, 0, EDGE)
        dots = Dots(rect.width(), rect.height(), self.devicePixelRatioF())
        most = max(len(lane.samples) for lane in strip.lanes)
        thick = min(max(THICK * rect.width() / max(most, 1), 0.3), 0.9)
        shape = LARGE if thick > THICK else ROUND
        for lane in band.lanes:
            if not lane.samples:
                continue
            x = self._x(strip, lane.at) - rect.left()
            value = np.log10([sample.seconds for sample in lane.samples])
            spoilt = np.array([bool(sample.disturbed) for sample in lane.samples])
            y = band.y(value) - rect.top()
            beyond = (value > band.range[1]) & (np.arange(len(value)) >= lane.before)
            color, warning = self._color(strip, lane, theme), QColor(theme.warning)
            for which, ink, inside in ((spoilt, warning, CROSS), (~spoilt, color, shape)):
                dots.add(x[which & ~beyond], y[which & ~beyond], ink, inside, thick)
                dots.add(x[which & beyond], np.full_like(y, 3.0)[which & beyond], ink, UP, 0.7)
        painter.drawImage(rect.topLeft(), dots.image())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for lane in band.lanes:
            if lane.centre is not None:
                middle = band.at(math.log10(lane.centre.median))
                pen = QPen(self._color(strip, lane, theme), 1.2)
                pen.setDashPattern([4.0, 3.0])
                painter.setPen(pen)
                right = self.width() - EDGE
                painter.drawLine(QPointF(rect.left(), middle), QPointF(right, middle))

    def _paint_distributions(
        self, painter: QPainter, strip: Strip, band: Band, theme: themes.Theme
    ) -> None:
        width = self._beside()
        left = self.width() - EDGE - width
        for lane in band.lanes:
            clean = [sample.seconds for sample in lane.shown if not sample.disturbed]
            if not clean:
                continue
            y = band.y(np.log10(clean))
            outline = (
                summed(y, band.rect, left, width)
                if self.summed
                else counted(y, band.rect, left, width)
            )
            color = self._color(strip, lane, theme)
            painter.setPen(Qt.PenStyle.NoPen)
            if not self.summed:
                pale = QColor(color)
                pale.setAlphaF(0.30)
                painter.setBrush(pale)
                painter.drawPolygon(outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color, 1.4))
            painter.drawPolyline(outline)
        painter.setPen(QColor(theme.grid))
        painter.drawLine(
            QPointF(left, band.rect.top() - EDGE), QPointF(left, band.rect.bottom() + EDGE)
        )

    def _paint_turns(self, painter: QPainter, strip: Strip, theme: themes.Theme) -> None:
        """Mark where another size was turned to."""
        plot, free = self._plot(), -math.inf
        metrics = painter.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for at, size in sorted(strip.turns.items(), reverse=True):
            x = float(self._x(strip, [at])[0])
            painter.setPen(QPen(QColor(theme.faint), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            text = f"{strip.run.plan.axis} = {count(size)}"
            room = metrics.horizontalAdvance(text) + 8
            if free == -math.inf or free - x >= room:
                right = min(x + room, plot.right())
                box = QRectF(right - room + 2, plot.top(), room - 2, metrics.height())
                painter.fillRect(box, QColor(theme.background))
                painter.setPen(QColor(theme.text))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
                free = x

    def _paint_time(self, painter: QPainter, strip: Strip, theme: themes.Theme) -> None:
        """Write how long ago samples were taken, or which ones they are."""
        plot, metrics = self._plot(), painter.fontMetrics()
        baseline = self.height() - metrics.descent() - 2
        length = strip.high - strip.low
        step = EVERY_S if strip.live else _round(length / max(plot.width() / 90, 1))
        marks = [k * step for k in range(int(length / step) + 1)]
        for mark in marks:
            at = strip.high - mark if strip.live else strip.low + mark
            x = float(self._x(strip, [at])[0])
            text = ("now" if not mark else f"−{mark:g} s") if strip.live else count(mark)
            painter.setPen(QColor(theme.grid))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(QColor(theme.faint))
            half = metrics.horizontalAdvance(text) / 2
            left = min(max(x - half, plot.left() - half), plot.right() + GAP - 2 * half)
            painter.drawText(QPointF(left, baseline), text)
        text = "summed up" if self.summed else "how often"
        right = self.width() - EDGE - metrics.horizontalAdvance(text)
        painter.drawText(QPointF(right, baseline), text)

    def _paint_causes(self, painter: QPainter, strip: Strip, theme: themes.Theme) -> None:
        """Mark when each cause disturbed a sample, a row for each."""
        plot, metrics = self._plot(), painter.fontMetrics()
        rise = metrics.height() * ROW
        left = self.width() - EDGE - self._beside()
        total = max(sum(strip.disturbed.values()), 1)
        for row, cause in enumerate(self.causes):
            top = plot.bottom() + 2 + row * rise
            at = [
                when
                for lane in strip.lanes
                for when, sample in zip(lane.at, lane.samples, strict=True)
                if sample.disturbed == cause
            ]
            painter.setPen(QColor(theme.warning))
            for x in np.unique(np.round(self._x(strip, at))):
                painter.drawLine(QPointF(x, top + 3), QPointF(x, top + rise - 3))
            share = 100 * strip.disturbed[cause] / total
            painter.setPen(QColor(theme.warning if share else theme.faint))
            box = QRectF(left + 4, top, self._beside() - 4, rise)
            text = f"{cause}  {share:.0f} %"
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)

    # Pointing.

    def event(self, event: QEvent) -> bool:
        """Say of the sample that is pointed at what it is."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.said_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def said_at(self, place: QPointF) -> str:
        """Return what the sample next to a place is, empty where there is none."""
        strip = self.strip
        if strip is None:
            return ""
        best, said = NEAR, ""
        for band in self._bands(strip):
            for lane in band.lanes:
                if not lane.samples:
                    continue
                x = self._x(strip, lane.at)
                y = band.y(np.log10([sample.seconds for sample in lane.samples]))
                away = np.hypot(x - place.x(), np.maximum(y, band.rect.top()) - place.y())
                nearest = int(np.argmin(away))
                if away[nearest] < best:
                    best, said = float(away[nearest]), _said(strip, lane, nearest)
        return said


def _said(strip: Strip, lane: Lane, place: int) -> str:
    sample = lane.samples[place]
    if strip.live:
        when = f"{strip.high - lane.at[place]:.1f} s ago"
    else:
        when = f"sample {count(place + 1)} of {count(len(lane.samples))}"
    why = f", disturbed: {sample.disturbed}" if sample.disturbed else ""
    return f"{named(strip.run, *lane.series)}: {seconds(sample.seconds)}, {when}{why}"


def _round(rough: float) -> float:
    """Return the next larger of 1, 2, 5, 10, 20 and so on."""
    power = 10.0 ** math.floor(math.log10(max(rough, 1.0)))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
