"""The strip chart: samples from left to right as they were taken, their distribution beside them.

Each curve has a lane of its own, in which small differences show, or all share one, in which they
can be compared.
"""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.desktop.live.dots import EDGE, ROW, Band, Places
from explorer.desktop.live.painting import Painting
from explorer.desktop.look import theme as themes
from explorer.results.live.strip import Lane, Range, Strip, needed, steady
from explorer.results.wording import series as named
from explorer.units import count, seconds

NEAR = 8.0
"""Pixels from a sample within which it is pointed at."""


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
        return QSize(560, 320)

    def minimumSizeHint(self) -> QSize:
        """Return what it needs at least."""
        return QSize(240, 100)

    @property
    def places(self) -> Places:
        """Where its parts are now."""
        left = QFontMetricsF(themes.font("small")).horizontalAdvance("8.88 ms") + 10
        return Places(self.width(), self.height(), left, self.below)

    def bands(self, strip: Strip) -> list[Band]:
        """Return the parts of the height, each with the lanes that share it."""
        plot = self.places.plot
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

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.strip is None:
            return
        painter = QPainter(self)
        painter.setFont(themes.font("small"))
        theme = themes.theme_of(self.palette())
        Painting(
            painter,
            self.strip,
            self.places,
            theme,
            self.causes,
            apart=self.apart,
            is_summed=self.summed,
        ).paint(self.bands(self.strip))
        painter.end()

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
        best, said, places = NEAR, "", self.places
        for band in self.bands(strip):
            for lane in band.lanes:
                if not lane.samples:
                    continue
                x = places.x(strip, lane.at)
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
