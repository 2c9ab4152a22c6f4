"""What is written beside points, in front of all curves."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from explorer.desktop.charts.curve_look import Look
from explorer.desktop.charts.layers import Layer
from explorer.results.pictures.frame import Frame
from explorer.results.pictures.labels import Tag, tags
from explorer.results.pictures.looks import legible
from explorer.results.pictures.picture import Cross, Curve


class Tags(Layer):
    """The texts beside the points of all curves; who is named first beside the plot comes first."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.font = QFont()
        self._curves: tuple[tuple[Curve, Look], ...] = ()
        self._crosses: tuple[Cross, ...] = ()
        self._placed: list[Tag] | None = None

    def show_tags(
        self, curves: Sequence[tuple[Curve, Look]], crosses: tuple[Cross, ...], font: QFont
    ) -> None:
        """Write those of these curves, beside these crossings; repaints what looks different."""
        tagged = tuple((curve, look) for curve, look in curves if not look.dimmed and curve.tagged)
        looks = [look for _, look in self._curves], self.font
        before = {_seen(tag): tag for tag in self._placed or ()}
        self._curves, self._crosses, self.font = tagged, crosses, font
        self._placed = [before.get(_seen(tag), tag) for tag in self._find()]
        if looks != ([look for _, look in tagged], font):
            self.update()
        now = {_seen(tag): tag for tag in self._placed}
        for changed in before.keys() ^ now.keys():
            self.update(self._around(before.get(changed) or now[changed]))

    def set_frame(self, frame: Frame) -> None:
        """Follow a zoom or another size."""
        super().set_frame(frame)
        self._placed = None

    def places(self) -> list[Tag]:
        """Return where each text is that found a place."""
        if self._placed is None:
            self._placed = self._find()
        return self._placed

    def _find(self) -> list[Tag]:
        metrics = QFontMetricsF(self.font)
        curves = [curve for curve, _ in self._curves]
        width, height = metrics.horizontalAdvance, metrics.capHeight()
        return list(tags(curves, self._crosses, self.frame, width, height))

    def _around(self, tag: Tag) -> QRectF:
        """What a text covers, with what sets it off."""
        metrics = QFontMetricsF(self.font)
        width, height = metrics.horizontalAdvance(tag.text), metrics.height()
        return QRectF(tag.x - 4, tag.y - height, width + 8, 1.5 * height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem | None = None,
        _widget: QWidget | None = None,
    ) -> None:
        """Write them, set off from what they are on; on screen those that are exposed."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        looks = {curve.key: look for curve, look in self._curves}
        for tag in self.places():
            if option is not None and not option.exposedRect.intersects(self._around(tag)):
                continue
            look = looks[tag.curve.key]
            letters = QPainterPath()
            letters.addText(QPointF(tag.x, tag.y), self.font, tag.text)
            around = QPen(look.background, 3.0)
            around.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(letters, around)
            ink = legible(look.color.name(), look.background.name())
            painter.fillPath(letters, QColor(ink))


def _seen(tag: Tag) -> tuple[object, ...]:
    """What there is to see of a text: whose it is, what it says, and in which pixel it begins."""
    return tag.curve.key, tag.text, round(tag.x), round(tag.y)
