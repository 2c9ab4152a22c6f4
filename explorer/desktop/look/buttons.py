"""Small buttons, and boxes to choose from."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from explorer.desktop.look.said import name_choice
from explorer.desktop.look.theme import font, mixed


def button(text: str, explained: str) -> QToolButton:
    """Return a button that also the Tab key reaches."""
    made = _made(text, explained, "button")
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def link(text: str, explained: str, parent: QWidget | None = None) -> QToolButton:
    """Return a button that looks like a link, in small."""
    made = _made(text, explained, "link", parent)
    made.setFont(font("small"))
    return made


def chip(text: str, named: str, explained: str) -> QToolButton:
    """Return a button that is down while what it stands for is wanted."""
    made = _made(text, explained, "chip")
    made.setAccessibleName(named)
    made.setCheckable(True)
    return made


def dress(made: QToolButton, role: str) -> None:
    """Let a button look like another kind of it: `primary` is what is to be done first."""
    if made.property("role") != role:
        made.setProperty("role", role)
        made.style().polish(made)  # the style sheet looks at the role


def _made(text: str, explained: str, role: str, parent: QWidget | None = None) -> QToolButton:
    made = QToolButton(parent)
    made.setText(text)
    made.setToolTip(explained)
    made.setAccessibleName(explained)
    made.setProperty("role", role)
    return made


def choice(name: str) -> QComboBox:
    """Return a box without a label, as wide as what can be chosen; its name is read out."""
    made = QComboBox()
    name_choice(made, name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made


def narrow(box: QComboBox) -> None:
    """Let a box be narrower than what can be chosen in it."""
    box.setMinimumContentsLength(4)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)


class Narrow(QComboBox):
    """A box that may be narrower than what is chosen, which is then shortened in its middle."""

    def __init__(self) -> None:
        super().__init__()
        narrow(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideMiddle, room.width() - _BESIDE
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


_BESIDE = 4
"""Pixels that the style leaves free in the field of a box."""
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
