"""A run's curves as a small picture in a list."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QGuiApplication, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from explorer.desktop.history.model import ENTRY_ROLE
from explorer.desktop.look import theme
from explorer.desktop.look.tables import Index
from explorer.history.entry import Entry

_MARGIN = 4.0
_WIDE = 72


class Sparkline(QStyledItemDelegate):
    """Draws the curves that an entry holds, in the colours of the charts."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(_WIDE, 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Entry):
            area = QRectF(option.rect).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
            _draw(painter, entry, area)


def _draw(painter: QPainter, entry: Entry, area: QRectF) -> None:
    colours = theme.theme_of(QGuiApplication.palette())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for variant, curve in entry.curves:
        painter.setPen(QPen(theme.color(colours, entry.variants, variant, 1.0), 1.2))
        spots = [
            QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())
            for x, y in curve
        ]
        if len(spots) == 1:
            painter.drawPoint(spots[0])
        painter.drawPolyline(QPolygonF(spots))
    painter.restore()
