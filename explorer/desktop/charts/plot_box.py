"""The rectangle with the curves, as the mouse moves and zooms it."""

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseDragEvent
from PySide6.QtCore import QRectF, Qt, Signal

LOGARITHMIC_X, LOGARITHMIC_Y = (-4, 18, 0.2), (-14, 12, 0.05)
LINEAR_X, LINEAR_Y = (-1e18, 1e18, 0.1), (-1e12, 1e12, 1e-11)
"""Where an axis ends, and the shortest stretch of it, as logarithms and as values."""

LEAST = 8.0
"""Pixels; a rectangle less wide or less high leaves that axis as it is."""


class PlotBox(pg.ViewBox):
    """Dragging moves it; with the right button, or with Shift, it draws a rectangle to zoom to.

    `framed` carries that rectangle while it is drawn, in pixels of the box; an empty one after.
    """

    framed = Signal(QRectF)

    def __init__(self, parent: pg.GraphicsWidget) -> None:
        super().__init__(parent, enableMenu=False)
        self.disableAutoRange()
        self.set_linear(x=False, y=False)
        self._frames = False

    def set_linear(self, *, x: bool, y: bool) -> None:
        """Let an axis go as far as values do, or as their logarithms; beyond, nobody comes back."""
        across, upright = LINEAR_X if x else LOGARITHMIC_X, LINEAR_Y if y else LOGARITHMIC_Y
        names = ("xMin", "xMax", "minXRange"), ("yMin", "yMax", "minYRange")
        limits = zip((*names[0], *names[1]), (*across, *upright), strict=True)
        self.setLimits(**dict(limits))

    @property
    def is_framing(self) -> bool:
        """Whether a rectangle is being drawn."""
        return self._frames

    def cancel(self) -> None:
        """Give up the rectangle that is being drawn."""
        self._frames = False
        self.framed.emit(QRectF())

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        """Draw a rectangle, or move; over an axis, move or stretch that one."""
        framing = axis is None and _draws(event)
        if not framing:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        if event.isStart():
            self._frames = True
        if not self._frames:
            return
        found = QRectF(event.buttonDownPos(), event.pos()).normalized() & self.rect()
        if event.isFinish():
            self.cancel()
            self._zoom_to(found)
        else:
            self.framed.emit(found)

    def _zoom_to(self, found: QRectF) -> None:
        one, two = (self.mapToView(at) for at in (found.topLeft(), found.bottomRight()))
        across, upright = found.width() >= LEAST, found.height() >= LEAST
        if not (across or upright):
            return
        x, y = self.viewRange()
        x = [one.x(), two.x()] if across else x
        y = [two.y(), one.y()] if upright else y
        self.setRange(xRange=x, yRange=y, padding=0)
        self.sigRangeChangedManually.emit([across, upright])


def _draws(event: MouseDragEvent) -> bool:
    """Whether a drag draws a rectangle, by its button and by the keys that are held."""
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    left = event.button() == Qt.MouseButton.LeftButton
    return event.button() == Qt.MouseButton.RightButton or (left and shifted)
