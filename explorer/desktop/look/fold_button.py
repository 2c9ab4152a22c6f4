"""A small button with a picture of a window, one side of which it folds away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter, QToolButton

from explorer.desktop.look.theme import mixed

_WIDTH, _HEIGHT, _PART = 16.0, 12.0, 5.0


class FoldButton(QToolButton):
    """Shows the side filled while it is in sight; left or right."""

    def __init__(self, action: QAction, *, left: bool) -> None:
        super().__init__()
        self._left = left
        self.setDefaultAction(action)
        self.setAccessibleName(action.text().replace("&", ""))
        self.setProperty("role", "fold_away")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Return room for the picture and as much around it as beside a word."""
        return QSize(32, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        palette = self.palette()
        color = palette.color(QPalette.ColorRole.PlaceholderText)
        if not self.isEnabled():
            color = mixed(color, palette.color(QPalette.ColorRole.Window), 0.5)
        frame = QRectF(0, 0, _WIDTH, _HEIGHT)
        frame.moveCenter(QRectF(self.rect()).center())
        part = QRectF(frame)
        part.setWidth(_PART)
        if not self._left:
            part.moveRight(frame.right())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.fillRect(part, color)
        painter.setPen(QPen(color, 1.2))
        painter.drawRoundedRect(frame, 2, 2)
        if self._left:
            painter.drawLine(part.topRight(), part.bottomRight())
        else:
            painter.drawLine(part.topLeft(), part.bottomLeft())
        painter.end()
