"""Text of a fixed number of lines: what does not fit ends in an ellipsis."""

import re

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from explorer.desktop.look.label import apart, tip, together
from explorer.desktop.look.laid import NONE, REST, in_column

SMALLEST = 0.8
"""How small a text may be written to be there in full, over its usual size."""


def wrapped(text: str, font: QFont, width: float, lines: int) -> list[str]:
    """Return the text in at most so many lines; the last one is shortened where it must be.

    A number stays with its unit, and neither is cut; of parts with dots between each stays whole
    where there is room for that.
    """
    joined = together(text)
    for unbroken in (_BETWEEN_WORDS.sub("\N{NO-BREAK SPACE}", joined), joined):
        starts, fits = _starts(unbroken, font, width)
        if fits and len(starts) <= lines:
            break
    ends = [*starts[1:], len(joined)]
    found = [apart(joined[a:b]).strip() for a, b in zip(starts, ends, strict=True)]
    if len(found) <= lines:
        return found
    return [*found[: lines - 1], _shortened(joined[starts[lines - 1] :], font, width)]


_BETWEEN_WORDS = re.compile(r"(?<=[^· ]) (?=[^ ])")


def _starts(text: str, font: QFont, width: float) -> tuple[list[int], bool]:
    """Where the lines of a text begin, and whether none is wider than there is room."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    starts, fits = [], True
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
        fits &= line.naturalTextWidth() <= width
    layout.endLayout()
    return starts, fits


def _shortened(text: str, font: QFont, width: float) -> str:
    """As many whole words as fit before an ellipsis; of a single word, its beginning."""
    metrics, words = QFontMetricsF(font), text.split(" ")
    while len(words) > 1:
        words.pop()
        shown = " ".join(words)
        if shown.count("(") > shown.count(")"):
            shown = shown[: shown.rindex("(")]  # an interval is not there by half
        shown = shown.rstrip(" ·,:;") + " …"
        if metrics.horizontalAdvance(shown) <= width:
            return apart(shown)
    return apart(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))


class FixedText(QLabel):
    """A label whose text may change without moving what is below it.

    It takes a second line when it needs one, up to `most`, and keeps that until its width changes
    or `reset` is called. `swatch` is the colour of a dot before the text, None for no dot. One that
    `shrinks` is written smaller before it is shortened, in the same room.
    """

    def __init__(
        self, most: int = 2, parent: QWidget | None = None, *, shrinks: bool = False
    ) -> None:
        super().__init__(parent)
        self.most = most
        self._sizes = (1.0, 0.9, SMALLEST) if shrinks else (1.0,)
        self.face = QFont(self.font())
        self.lines = 1
        self.color = QColor()
        self.swatch: QColor | None = None
        self._shown: list[str] = []
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def reset(self) -> None:
        """Take no more lines than the present text needs."""
        self._take(1)
        self._wrap()

    def say(self, text: str, swatch: QColor | None = None) -> None:
        """Show a text, all of it as a tool tip where it is shortened."""
        if (text, swatch) != (self.text(), self.swatch):
            self.swatch = swatch
            self.setText(text)
            self._wrap()

    def sizeHint(self) -> QSize:
        """Return the room for the lines there may be."""
        height = QFontMetricsF(self.font()).lineSpacing() * self.lines
        return QSize(40, round(height) + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same height: only the width may shrink."""
        return self.sizeHint()

    @property
    def whole_height(self) -> int:
        """The pixels that as many lines take as there may be."""
        return round(QFontMetricsF(self.font()).lineSpacing() * self.most) + 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.reset()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        metrics = QFontMetricsF(self.face)
        painter.setFont(self.face)
        if self.swatch is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.swatch)
            middle = 1 + metrics.ascent() - metrics.xHeight() / 2
            painter.drawEllipse(QPointF(self._radius(), middle), self._radius(), self._radius())
        painter.setPen(self.color)
        for i, line in enumerate(self._shown):
            baseline = 1 + metrics.ascent() + i * metrics.lineSpacing()
            painter.drawText(QPointF(self._indent(), baseline), line)

    def _wrap(self) -> None:
        room, words, complete = self.width() - self._indent(), self.text().split(), False
        for size in self._sizes:
            self.face = QFont(self.font())
            self.face.setPixelSize(round(size * QFontInfo(self.font()).pixelSize()))
            self._shown = wrapped(self.text(), self.face, room, self.most)
            complete = " ".join(self._shown).split() == words
            if complete:
                break
        self._take(max(self.lines, len(self._shown)))
        self.setToolTip("" if complete else tip(self.text()))
        self.update()

    def _take(self, lines: int) -> None:
        if lines != self.lines:
            self.lines = lines
            self.updateGeometry()

    def _radius(self) -> float:
        return QFontMetricsF(self.font()).xHeight() * 0.55

    def _indent(self) -> float:
        return 0.0 if self.swatch is None else 2 * self._radius() + 6


class Head(QWidget):
    """Texts above each other in the room of all their lines: none moves what is below them."""

    def __init__(self, *texts: FixedText) -> None:
        super().__init__()
        self._texts = texts
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        in_column(*texts, REST, of=self, spacing=2, margins=NONE)

    def sizeHint(self) -> QSize:
        """Return the room for all lines."""
        return QSize(40, sum(text.whole_height + 2 for text in self._texts) - 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same height: only the width may shrink."""
        return self.sizeHint()
