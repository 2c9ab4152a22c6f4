"""How a curve is drawn: its colours, pens and markers."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from explorer.results.pictures.looks import LIGHT, Theme, dashes


@dataclass(frozen=True)
class Look:
    """How a curve is drawn: opaque colours, as opacity would turn files into bitmaps."""

    color: QColor
    background: QColor
    width: float
    symbol: str
    forward: bool = False
    dimmed: bool = False
    theme: Theme = LIGHT

    # Kept, as many curves are painted many times a second.

    @cached_property
    def line(self) -> QPen:
        """The pen of a curve."""
        pen = QPen(self.color, self.width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    @cached_property
    def doubtful(self) -> QPen:
        """The pen of what leads to a wrong result and from there."""
        pen = QPen(self.line)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1.5, 2.0])
        return pen

    @cached_property
    def band(self) -> QBrush:
        """What an interval is filled with."""
        pale = QColor(self.color)
        pale.setAlphaF(0.34 if self.forward else 0.20)
        return QBrush(pale)

    @cached_property
    def full(self) -> tuple[QPen, QBrush]:
        """The outline of a marker, and what it is filled with."""
        return QPen(self.background, 1.0), QBrush(self.color)

    @cached_property
    def hollow(self) -> tuple[QPen, QBrush]:
        """The same of a hollow one."""
        return QPen(self.color, 1.5), QBrush(self.background)

    def pen(self, other: int) -> QPen:
        """Return the pen of a curve; of another run's, dashed: which one it is, as in `Curve`."""
        if not other:
            return self.line
        pen = QPen(self.color, self.width)
        pen.setDashPattern(dashes(other)[1])
        return pen


def take_marker(painter: QPainter, look: Look, *, hollow: bool) -> None:
    """Take what markers of points are drawn with."""
    pen, brush = look.hollow if hollow else look.full
    painter.setPen(pen)
    painter.setBrush(brush)
