"""A plot with its axes and labels, drawn from a picture: the same on screen and in a file."""

from collections.abc import Iterator
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem

from explorer.desktop.charts.axis import Axis
from explorer.desktop.charts.backdrop import Backdrop, Hair, Rubber
from explorer.desktop.charts.curve_look import Look
from explorer.desktop.charts.endlabels import EndLabels
from explorer.desktop.charts.layers import CurveLayer
from explorer.desktop.charts.plot_box import PlotBox
from explorer.desktop.charts.signs import Crossings, EdgeMarks, Rings
from explorer.desktop.charts.tags import Tags
from explorer.desktop.look import theme as themes
from explorer.desktop.look.theme import Theme
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.labels import by_importance
from explorer.results.pictures.picture import Cross, Curve, Mark, Picture
from explorer.results.record import Series

NARROW = 760.0
"""Pixels below which labels are small and short."""


class Figure(pg.GraphicsWidget):
    """View box, axes, curves and labels with a fixed geometry: nothing in it moves by itself.

    `pixels` is the font's normal size, None for the system's. The curves are `named` beside
    their ends, or not.
    """

    zoomed = Signal()

    def __init__(self, theme: Theme, pixels: float | None = None, *, named: bool = True) -> None:
        super().__init__()
        self._named = named
        self._theme = theme
        self._pixels = pixels
        self._emphasis: Series | None = None
        self._looks: dict[tuple[str, float, bool, bool, bool], Look] = {}
        self._ordered: tuple[tuple[Curve, Look], ...] = ()
        self._above = 0.0
        self._known_for: object = None
        self._known_widths = 0.0, 0.0
        self.picture = Picture()
        self.frame = Frame()
        self.box = PlotBox(self)
        self.left = Axis("left", self)
        self.bottom = Axis("bottom", self)
        for axis in (self.left, self.bottom):
            axis.linkToView(self.box)
        self.backdrop = Backdrop(self.box, -10)
        self.edge = EdgeMarks(self.box, 200)
        self.rings = Rings(self.box, 300)
        self.hairs = Hair(self.box, -5, upright=True), Hair(self.box, -5, upright=False)
        self.crossings = Crossings(self.box, 250)
        self.tags = Tags(self.box, 260)
        self.rubber = Rubber(self.box, 400)
        self.labels = EndLabels(self)
        self.curves: dict[tuple[Series, int], CurveLayer] = {}
        self.box.sigRangeChanged.connect(self._on_range_changed)
        self.box.sigRangeChangedManually.connect(self._on_zoomed)
        self.box.framed.connect(self.rubber.stretch)
        self.set_theme(theme)

    def leave_name_to(self, pixels: float) -> None:
        """Leave the name of the y axis to something else of so many pixels, above the plot."""
        self._above = pixels
        self._lay_out()

    def show_picture(self, picture: Picture) -> None:
        """Draw this picture; items of curves that were there before are used again."""
        widths = self._widths(), self._below()
        written = self._written
        if picture.roster != self.picture.roster:
            self._looks.clear()
        self.picture = picture
        self.left.set_scale(picture.y_scale)
        self.bottom.set_scale(picture.x_scale, picture.x_names)
        self.left.set_shown(bool(picture.curves))
        self.bottom.set_shown(not picture.note)
        self.crossings.show_crosses(picture.crosses)
        self.backdrop.set_guides(() if picture.note else picture.guides)
        keys = dict.fromkeys(curve.key for curve in picture.curves)
        for key in self.curves.keys() - keys:
            layer = self.curves.pop(key)
            self.scene().removeItem(layer) if self.scene() else layer.setParentItem(None)
        for key in keys:
            if key not in self.curves:
                self.curves[key] = CurveLayer(self.box, 10)
                self.curves[key].set_frame(self.frame)
        if widths != (self._widths(), self._below()):
            self._lay_out()
        self._refresh()
        if written != self._written:
            self.update()

    @property
    def _written(self) -> tuple[str, str, bool]:
        """What the figure itself writes."""
        return self.picture.note, self.picture.y_name, bool(self.picture.curves)

    def show_crosses(self, crosses: tuple[Cross, ...]) -> None:
        """Mark these crossings of its curves."""
        if crosses != self.picture.crosses:
            self.picture = replace(self.picture, crosses=crosses)
        self.crossings.show_crosses(crosses)
        self._write_tags()

    def set_ranges(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show this part of the plane."""
        if [list(x), list(y)] != self.box.viewRange():
            self.box.setRange(xRange=x, yRange=y, padding=0)

    def show_hairs(self, at: QPointF | None) -> None:
        """Lead to the axes from this pixel of the plot; None from none."""
        upright, level = self.hairs
        upright.lead(None if at is None else at.x())
        level.lead(None if at is None else at.y())

    def set_emphasis(self, series: Series | None) -> None:
        """Bring the curves of a series forward and dim the others."""
        if series != self._emphasis:
            self._emphasis = series
            self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of this theme, and with the system's font as it is now."""
        self._theme = theme
        self._looks.clear()
        text, faint, grid = QColor(theme.text), QColor(theme.faint), QColor(theme.grid)
        small = themes.font("small", self._pixels)
        for axis in (self.left, self.bottom):
            axis.set_look(text, faint, small)
        self.backdrop.set_look(grid, themes.mixed(theme.faint, theme.background, 0.3), small)
        self.rubber.color = QColor(theme.accent)
        self.crossings.color, self.crossings.ground = text, QColor(theme.background)
        for hair in self.hairs:
            hair.color = themes.mixed(theme.faint, theme.background, 0.3)
        self._lay_out()
        self._refresh()

    def look(self, curve: Curve) -> Look:
        """Return how a curve is to be drawn now."""
        forward = self._emphasis in curve.covers and not curve.other
        dimmed = self._emphasis is not None and self._emphasis not in curve.covers
        about = curve.series[0], curve.rank, bool(curve.other), forward, dimmed
        if about not in self._looks:
            self._looks[about] = self._look(*about)
        return self._looks[about]

    def _look(self, variant: str, rank: float, other: bool, forward: bool, dimmed: bool) -> Look:
        theme, roster = self._theme, self.picture.roster
        color = themes.color(theme, roster, variant, rank)
        width = themes.weight(rank)
        if other:
            color, width = QColor(themes.faded(color.name(), theme.background, 0.35)), 1.2
        if dimmed:
            color = themes.mixed(color, theme.background, 0.64 if theme.dark else 0.74)
        return Look(
            color=color,
            background=QColor(theme.background),
            width=width + (0.9 if forward else 0.0),
            symbol=themes.symbol(roster, variant),
            forward=forward,
            dimmed=dimmed,
            theme=theme,
        )

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.size().width(), self.size().height())

    def resizeEvent(self, _event: object) -> None:
        self._lay_out()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Write what the y axis shows, or why there is nothing to show."""
        painter.setFont(self.left.tick_font)
        painter.setPen(QColor(self._theme.faint))
        metrics = QFontMetricsF(self.left.tick_font)
        plot = self.box.geometry()
        if self.picture.note:
            painter.setFont(themes.font("normal", self._pixels))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(plot.adjusted(24, 0, -24, 0), flags, self.picture.note)
        elif self.picture.curves and not self._above:
            painter.drawText(QPointF(0, metrics.ascent()), self.picture.y_name)

    def draw(self, painter: QPainter) -> None:
        """Draw everything to another device, by way of no scene.

        What is clipped comes last, and is clipped only where it must be: in Qt's SVG files a clip
        stays on once it is set, and some programs that read them do not understand it.
        """
        self.paint(painter)
        for part in (self.left, self.bottom, self.labels):
            painter.save()
            painter.translate(part.pos())
            part.paint(painter)
            painter.restore()
        painter.save()
        if self._is_zoomed_in():
            painter.setClipRect(self.box.geometry())
        painter.translate(self.box.pos())
        small = (self.edge, self.rings, self.crossings, self.tags)
        layers = (self.backdrop, *small, *self.curves.values())
        for layer in sorted(layers, key=QGraphicsItem.zValue):
            layer.paint(painter)
        painter.restore()

    def _is_zoomed_in(self) -> bool:
        frame = self.frame
        spots = [spot for curve in self.picture.curves for spot in curve.spots]
        trends = [curve.trend for curve in self.picture.curves if curve.trend is not None]
        far = [place for trend in trends for place in (*trend.within, *trend.beyond)]
        ys = [y for s in spots for y in (s.y, s.low, s.high, *s.spread) if y is not None]
        ys += [y for _, y in far]
        xs = [spot.x for spot in spots] + [mark.x for mark in self.picture.marks]
        xs += [x for x, _ in far]
        return any(not frame.left <= x <= frame.right for x in xs) or any(
            not frame.bottom <= y <= frame.top for y in ys
        )

    def _lay_out(self) -> None:
        """Place the parts by hand: a layout would move the plot when a tick gets longer."""
        width, height = self.size().width(), self.size().height()
        narrow = width < NARROW
        self.labels.set_look(
            QColor(self._theme.text),
            QColor(self._theme.faint),
            themes.font("small" if narrow else "normal", self._pixels),
            themes.font("small", self._pixels),
        )
        left, right = self._widths()
        line = QFontMetricsF(self.left.tick_font).height()
        above, below = max(line, self._above) + 8, self._below()
        plot = QRectF(left, above, max(width - left - right, 40), max(height - above - below, 40))
        self.box.setGeometry(plot)
        self.left.setWidth(left)
        self.bottom.setHeight(below)
        self.left.setGeometry(QRectF(0, above, left, plot.height()))
        self.bottom.setGeometry(QRectF(left, plot.bottom(), plot.width(), below))
        self.labels.setPos(plot.topLeft())
        self._reframe()

    def _widths(self) -> tuple[float, float]:
        """The widths of what is left and right of the plot, the same for a whole run."""
        width, names = self.size().width(), (self.picture.x_names, self.picture.names)
        about = (width, names, self.left.tick_font, self.labels.font, self.labels.small)
        if about != self._known_for:
            self._known_for, self._known_widths = about, self._find_widths()
        return self._known_widths

    def _find_widths(self) -> tuple[float, float]:
        metrics = QFontMetricsF(self.left.tick_font)
        texts = ("888 ms", *self.picture.x_names)
        left = max(metrics.horizontalAdvance(text) for text in texts) + 14
        width = self.size().width()
        if not self._named:
            return left, metrics.horizontalAdvance("100M") / 2
        return left, self.labels.width_for(self.picture.names, 0.34 * width)

    def _below(self) -> float:
        lines = 2 if self.picture.x_names[1] else 1
        return 10 + lines * QFontMetricsF(self.left.tick_font).height()

    def _on_range_changed(self, *_: object) -> None:
        self._reframe()

    def _on_zoomed(self, *_: object) -> None:
        self.zoomed.emit()

    def _reframe(self) -> None:
        (left, right), (bottom, top) = self.box.viewRange()
        size = self.box.size()
        self.frame = Frame(left, right, bottom, top, max(size.width(), 1), max(size.height(), 1))
        small = (self.edge, self.rings, self.crossings, self.tags, self.rubber, *self.hairs)
        for layer in (self.backdrop, *small, *self.curves.values()):
            layer.set_frame(self.frame)
        self._refresh()

    def _refresh(self) -> None:
        """Bring ticks, curves and labels up to date; what looks as before is not repainted."""
        self.left.set_frame(self.frame)
        self.bottom.set_frame(self.frame)
        columns, rows = (
            tuple(tick.at for tick in axis.ticks) if axis.shown else ()
            for axis in (self.bottom, self.left)
        )
        self.backdrop.set_ticks(columns, rows)
        looks = [(curve, self.look(curve)) for curve in self.picture.curves]
        for place, (curve, look) in enumerate(looks):
            layer = self.curves[curve.key]
            layer.show_curve(curve, look)
            layer.stand((100 if look.forward else 10) + curve.rank - place / 1000)
        marks = [(mark, self._look_of(mark)) for mark in self.picture.marks]
        self.edge.show_marks(marks, self.picture.marks_above)
        self._ordered = tuple(self._by_importance(looks))
        self.labels.place(self.frame, self._widths()[1], self._ordered if self._named else ())
        self._write_tags()

    def _write_tags(self) -> None:
        self.tags.show_tags(self._ordered, self.picture.crosses, self.left.tick_font)

    def _look_of(self, mark: Mark) -> Look:
        return self.look(Curve(mark.series, (), mark.rank, covers=(mark.series,)))

    def _by_importance(self, looks: list[tuple[Curve, Look]]) -> Iterator[tuple[Curve, Look]]:
        """What is brought forward first, then the rest by what it is to be named for."""
        known = {id(curve): look for curve, look in looks}
        now = [(curve, known[id(curve)]) for curve in by_importance(curve for curve, _ in looks)]
        yield from sorted(now, key=lambda pair: not pair[1].forward)
