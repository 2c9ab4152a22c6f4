"""The bars of calls of several workers, as wide as there is room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from explorer.desktop.look.theme import theme_of
from explorer.results.pictures.looks import Theme
from explorer.results.pictures.shares import shares_picture
from explorer.workers.facts import Spread

WIDEST = 1100


class SharesChart(QWidget):
    """Draws what is known, in the colours of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.known: Spread | None = None
        self._drawn: tuple[Spread, Theme] | None = None
        self._renderer = QSvgRenderer(self)
        self.setAccessibleName("What calls of several workers take")

    def show_known(self, known: Spread | None) -> None:
        self.known = known
        self._fit()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._fit()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.known is not None and self._renderer.isValid():
            painter = QPainter(self)
            size = self._size()
            self._renderer.render(painter, QRectF(0, 0, size.width(), size.height()))

    def _fit(self) -> None:
        """Have the picture as it is now, and its height."""
        if self.known is None:
            self.setFixedHeight(0)
            return
        wanted = (self.known, theme_of(self.palette()))
        if wanted != self._drawn:
            self._drawn = wanted
            self._renderer.load(shares_picture(*wanted).encode())
        self.setFixedHeight(self._size().height())

    def _size(self) -> QSize:
        width = min(self.width(), WIDEST)
        natural = self._renderer.defaultSize()
        return QSize(width, round(natural.height() * width / max(natural.width(), 1)))
