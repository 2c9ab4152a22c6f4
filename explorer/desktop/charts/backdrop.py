"""What is behind the curves, and leads from the mouse to the axes: grid, cache sizes, hairs."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from explorer.desktop.charts.layers import Layer
from explorer.results.pictures.guides import guide_names, line_of
from explorer.results.pictures.picture import Guide


class Backdrop(Layer):
    """The faint grid, and guides such as cache sizes and the line at 1×."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.columns: tuple[float, ...] = ()
        self.rows: tuple[float, ...] = ()
        self.guides: tuple[Guide, ...] = ()
        self.font = QFont()
        self.grid = self.faint = QColor()

    def set_ticks(self, columns: tuple[float, ...], rows: tuple[float, ...]) -> None:
        """Draw grid lines at these coordinates."""
        if (columns, rows) != (self.columns, self.rows):
            self.columns, self.rows = columns, rows
            self.update()

    def set_guides(self, guides: tuple[Guide, ...]) -> None:
        """Draw these guides."""
        if guides != self.guides:
            self.guides = guides
            self.update()

    def set_look(self, grid: QColor, faint: QColor, font: QFont) -> None:
        """Use these colours, and this font for names."""
        self.grid, self.faint, self.font = grid, faint, font
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the grid, then the guides."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self.grid, 1.0))
        for at in self.columns:
            x = round(self.frame.x(at))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.frame.height))
        for at in self.rows:
            y = round(self.frame.y(at))
            painter.drawLine(QPointF(0, y), QPointF(self.frame.width, y))
        for guide in self.guides:
            self._paint_guide(painter, guide)
        metrics = QFontMetricsF(self.font)
        painter.setFont(self.font)
        for name in guide_names(
            self.guides, self.frame, metrics.horizontalAdvance, metrics.ascent()
        ):
            painter.drawText(QPointF(name.x, name.y), name.text)

    def _paint_guide(self, painter: QPainter, guide: Guide) -> None:
        (x0, y0), (x1, y1) = line_of(guide, self.frame)
        slanted = x0 != x1 and y0 != y1
        pen = QPen(self.faint, 1.2 if guide.strong else 1.0)
        if not guide.strong:
            pen.setDashPattern([2.0, 4.0])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, slanted)
        painter.setPen(pen)
        painter.drawLine(QPointF(round(x0), round(y0)), QPointF(round(x1), round(y1)))


class Hair(Layer):
    """A line across the plot through where the mouse is, upright or level; none at first."""

    def __init__(self, parent: pg.ViewBox, z: float, *, upright: bool) -> None:
        super().__init__(parent, z)
        self.at: float | None = None
        self.color = QColor()
        self._upright = upright

    def lead(self, at: float | None) -> None:
        """Go through this pixel, from the left or from the top; None goes away."""
        if at != self.at:
            self.prepareGeometryChange()
            self.at = at
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the line alone: moving it repaints little."""
        if self.at is None:
            return QRectF()
        if self._upright:
            return QRectF(self.at - 1, 0, 2, self.frame.height)
        return QRectF(0, self.at - 1, self.frame.width, 2)

    def paint(self, painter: QPainter, *_: object) -> None:
        if self.at is None:
            return
        at = round(self.at)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self.color, 1.0))
        if self._upright:
            painter.drawLine(QPointF(at, 0), QPointF(at, self.frame.height))
        else:
            painter.drawLine(QPointF(0, at), QPointF(self.frame.width, at))


class Rubber(Layer):
    """The rectangle that will fill the plot."""

    def __init__(self, parent: pg.ViewBox, z: float) -> None:
        super().__init__(parent, z)
        self.area = QRectF()
        self.color = QColor()

    def stretch(self, area: QRectF) -> None:
        """Cover this part of the plot, in its pixels; an empty one goes away."""
        if area != self.area:
            self.prepareGeometryChange()
            self.area = area
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF() if self.area.isEmpty() else self.area.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw it, pale, with an edge."""
        if self.area.isEmpty():
            return
        pale = QColor(self.color)
        pale.setAlphaF(0.12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self.color, 1.0, Qt.PenStyle.SolidLine))
        painter.setBrush(pale)
        painter.drawRect(self.area)
