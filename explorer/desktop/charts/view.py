"""The widget a figure is in: it says where the mouse is."""

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from explorer.desktop.charts.figure import Figure
from explorer.desktop.look.theme import Theme

BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class PlotView(pg.GraphicsView):
    """A figure on screen.

    `pointed` carries where the mouse is, `picked` where it clicked, both in pixels of the plot;
    `left` says that it left. `menu_asked` carries where the right button was clicked, in pixels of
    this widget: only when it is let go of is it known not to have dragged.
    """

    pointed = Signal(QPointF)
    picked = Signal(QPointF)
    left = Signal()
    menu_asked = Signal(QPoint)
    reset_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=theme.background)
        self.figure = Figure(theme)
        self.setCentralItem(self.figure)
        # Anything changed is a curve, and those cover the plot: one region is cheaper than many.
        self.setViewportUpdateMode(self.ViewportUpdateMode.SmartViewportUpdate)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumSize(240, 160)
        self._accent = QColor(theme.accent)
        self._tabbed_to = False
        self.scene().sigMouseClicked.connect(self._on_clicked)

    def name_axis_by(self, widget: QWidget) -> None:
        """Have a widget say what the y axis shows, in the place of its name."""
        widget.setParent(self.viewport())  # beside it nothing would be read out
        widget.adjustSize()
        self.figure.leave_name_to(widget.height())

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of this theme."""
        self._accent = QColor(theme.accent)
        self.setBackground(QColor(theme.background))
        self.figure.set_theme(theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, with a frame where the keys go here."""
        super().paintEvent(event)
        if self._tabbed_to:
            painter = QPainter(self.viewport())
            painter.setPen(self._accent)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who works with the keyboard that the keys go here."""
        super().focusInEvent(event)
        self._tabbed_to = event.reason() in BY_KEYBOARD
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go elsewhere."""
        super().focusOutEvent(event)
        self._tabbed_to = False
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say where the mouse is unless it drags."""
        super().mouseMoveEvent(event)
        if event.buttons() == Qt.MouseButton.NoButton:
            self.pointed.emit(self._in_plot(self.mapToScene(event.position().toPoint())))

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the mouse left."""
        super().leaveEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the chart."""
        event.ignore()

    def _on_clicked(self, event: MouseClickEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_asked.emit(self.mapFromScene(event.scenePos()))
        elif event.button() != Qt.MouseButton.LeftButton:
            return
        elif event.double():
            self.reset_asked.emit()
        else:
            self.picked.emit(self._in_plot(event.scenePos()))

    def _in_plot(self, position: QPointF) -> QPointF:
        return QPointF(self.figure.box.mapFromScene(position))
