"""Widgets side by side, below each other, or in lines as text is."""

from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

Layout = TypeVar("Layout", bound=QBoxLayout)
Part = QWidget | QLayout | int | tuple[QWidget, int]
"""A gap of so many pixels is a part, too; a widget may come with its share of what room is left."""
Margins = tuple[int, int, int, int]

REST = -1
"""A part that takes the room that is left."""
PAGE = (16, 12, 12, 8)
"""Around what is on a page."""
NONE = (0, 0, 0, 0)


def in_row(
    *parts: Part,
    of: QWidget | None = None,
    spacing: int | None = None,
    margins: Margins | None = None,
) -> QHBoxLayout:
    """Return these parts side by side; `of` is the widget that they are all of.

    The style has margins and spacing of its own.
    """
    return _laid(QHBoxLayout() if of is None else QHBoxLayout(of), parts, spacing, margins)


def in_column(
    *parts: Part,
    of: QWidget | None = None,
    spacing: int | None = None,
    margins: Margins | None = None,
) -> QVBoxLayout:
    """Return these parts below each other, as `in_row`."""
    return _laid(QVBoxLayout() if of is None else QVBoxLayout(of), parts, spacing, margins)


def _laid(
    layout: Layout, parts: tuple[Part, ...], spacing: int | None, margins: Margins | None
) -> Layout:
    if spacing is not None:
        layout.setSpacing(spacing)
    if margins is not None:
        layout.setContentsMargins(*margins)
    for part in parts:
        match part:
            case QLayout():
                layout.addLayout(part)
            case tuple():
                layout.addWidget(*part)
            case int() if part == REST:
                layout.addStretch(1)
            case int():
                layout.addSpacing(part)
            case _:
                layout.addWidget(part)
    return layout


class Splitter(QSplitter):
    """Qt puts each new part below the others, and what is lowest is read first."""

    def addWidget(self, widget: QWidget) -> None:
        """Add a part, to be read after those that are there."""
        super().addWidget(widget)
        for place in reversed(range(self.count())):
            part = self.widget(place)
            assert part is not None
            part.lower()


def read_tabs_first(tabs: QTabWidget) -> None:
    """Have the tabs and what stands beside them read before the page that they show."""
    tabs.tabBar().lower()
    page = tabs.widget(0)
    stack = page.parentWidget() if page is not None else None
    if stack is not None:
        stack.raise_()


class Flow(QLayout):
    """Each widget has the size it would like; lines are as high as their highest widget."""

    def __init__(self, spacing: int = 4) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that are needed."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than is needed."""
        return Qt.Orientation(0)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        hints = [item.minimumSize() for item in self._items]
        return QSize(
            max((hint.width() for hint in hints), default=0),
            max((hint.height() for hint in hints), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), list[tuple[QLayoutItem, QRect]]()
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            hint = item.sizeHint()
            if line and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + _close(line, move=move) + self.spacing(), []
            line.append((item, QRect(QPoint(x, y), hint)))
            x += hint.width() + self.spacing()
        return y + _close(line, move=move) - rect.y()


def _close(line: list[tuple[QLayoutItem, QRect]], *, move: bool) -> int:
    """Place the widgets of a line, the lower ones in its middle; return its height."""
    height = max((place.height() for _, place in line), default=0)
    for item, place in line if move else ():
        item.setGeometry(place.translated(0, (height - place.height()) // 2))
    return height
