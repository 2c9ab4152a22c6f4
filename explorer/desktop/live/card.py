"""The large figures of one curve, its median and how it compares; and what heads them."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from explorer.desktop.charts.text import wrapped
from explorer.desktop.look import theme as themes
from explorer.desktop.look.label import Label, tip
from explorer.desktop.look.swatch import outline
from explorer.results.live.strip import Lane, Strip
from explorer.results.pictures.curves import note_of, rank_of, roster_of
from explorer.results.words.live import spoken
from explorer.units import percent, ratio, seconds, significant

LARGE = 1.75
"""How many times the normal text the figures are."""
COMPARED = "compared with this"


class Card(QAbstractButton):
    """One is down: the others are compared with it.

    `room` is the height that each of them has at the least: by that they all show as much.
    """

    def __init__(self) -> None:
        super().__init__()
        self.strip: Strip | None = None
        self.lane: Lane | None = None
        self.room = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_lane(self, strip: Strip, lane: Lane) -> None:
        """Show what its samples say now."""
        if (strip.run, lane.centre, lane.ratio, lane.problem) == self._seen():
            return
        self.strip, self.lane = strip, lane
        self.setChecked(lane.series == strip.base)
        said = spoken(strip, lane)
        self.setAccessibleName(said)
        self.setToolTip(tip(f"{said}. Click to compare the others with it"))
        self.update()

    def _seen(self) -> tuple[object, ...]:
        if self.strip is None or self.lane is None:
            return ()
        return self.strip.run, self.lane.centre, self.lane.ratio, self.lane.problem

    def sizeHint(self) -> QSize:
        """Return room for the largest figures."""
        normal = QFontMetricsF(themes.font()).height()
        return QSize(round(14 * normal), round(4.2 * normal))

    def minimumSizeHint(self) -> QSize:
        """Return room for the name, at the same width."""
        return QSize(self.sizeHint().width(), round(QFontMetricsF(themes.font("small")).height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the name and, as there is room, figures below it or beside it."""
        if self.strip is None or self.lane is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = themes.theme_of(self.palette())
        self._paint_ground(painter, theme)
        small, large = themes.font("small"), _large()
        line, tall = QFontMetricsF(small).height(), QFontMetricsF(large).height()
        room = QRectF(10, 4, self.width() - 16, self.height() - 8)
        high = min(self.room or self.height(), self.height()) - 8
        if high >= 2 * line + tall:
            rest = room.height() - 2 * line - tall
            self._paint_name(painter, theme, QRectF(room.left(), room.top(), room.width(), line))
            box = QRectF(room.left(), room.top() + line + min(rest, 6) / 2, room.width(), tall)
            self._write(painter, box, large, QColor(theme.text), self._figure())
            box = QRectF(box.left(), box.bottom(), box.width(), line)
            self._write(painter, box, small, QColor(theme.faint), self._comparison())
        elif high >= 2 * line:
            self._paint_name(painter, theme, QRectF(room.left(), room.top(), room.width(), line))
            box = QRectF(room.left(), room.top() + line, room.width(), line)
            bold = themes.font("normal")
            bold.setWeight(QFont.Weight.DemiBold)
            text = f"{self._figure()}   {self._short()}"
            self._write(painter, box, bold, QColor(theme.text), text)
        else:
            figure = QFontMetricsF(small).horizontalAdvance(self._figure())
            top, width = (self.height() - line) / 2, room.width() - figure - 8
            self._paint_name(painter, theme, QRectF(room.left(), top, width, line))
            beside = QRectF(room.right() - figure, top, figure + 1, line)
            self._write(painter, beside, small, QColor(theme.text), self._figure())

    def _paint_ground(self, painter: QPainter, theme: themes.Theme) -> None:
        """A bar at the left of the one that is compared with; a frame where the keys go here."""
        ground = QColor(theme.background)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), themes.mixed(ground, theme.text, 0.05))
        if self.isChecked():
            painter.fillRect(QRectF(0, 4, 3, self.height() - 8), QColor(theme.accent))
        if self.hasFocus():
            painter.setPen(QColor(theme.accent))
            painter.drawRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1))

    def _paint_name(self, painter: QPainter, theme: themes.Theme, box: QRectF) -> None:
        assert self.strip is not None
        assert self.lane is not None
        run, (variant, _) = self.strip.run, self.lane.series
        color = themes.color(theme, roster_of(run), variant, rank_of(run, self.lane.series))
        painter.setPen(QPen(color, 1))
        painter.setBrush(QBrush(color))
        middle = QPointF(box.left() + 4, box.center().y())
        painter.translate(middle)
        painter.drawPath(outline(themes.symbol(roster_of(run), variant), 4.0))
        painter.translate(-middle)
        threads = note_of(run, self.lane.series)
        metrics, box = QFontMetricsF(themes.font("small")), box.adjusted(14, 0, 0, 0)
        room = box.width() - metrics.horizontalAdvance(f", {threads}" if threads else "")
        name = metrics.elidedText(variant, Qt.TextElideMode.ElideMiddle, room)
        text = f"{name}, {threads}" if threads else name
        self._write(painter, box, themes.font("small"), QColor(theme.text), text)

    def _write(self, painter: QPainter, box: QRectF, font: QFont, color: QColor, text: str) -> None:
        painter.setFont(font)
        painter.setPen(color)
        metrics = QFontMetricsF(font)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(flags), text)

    def _figure(self) -> str:
        assert self.lane is not None
        if self.lane.wrong:
            return "wrong"
        if self.lane.centre is None:
            return "no time" if self.lane.problem else "…"
        return seconds(self.lane.centre.median)

    def _short(self) -> str:
        assert self.lane is not None
        known = self.lane.ratio is not None and not self.isChecked()
        return ratio(self.lane.ratio.median) if known and self.lane.ratio else ""

    def _comparison(self) -> str:
        assert self.lane is not None
        if self.lane.problem:
            return self.lane.problem
        if self.isChecked():
            return COMPARED
        found = self.lane.ratio
        if found is None:
            return ""
        if found.each:
            ends = f"{significant(min(found.each))} to {significant(max(found.each))}"
            return f"{ratio(found.median)} as fast, {ends}"
        if found.low is None or found.high is None:
            return f"{ratio(found.median)} as fast"
        return f"{ratio(found.median)} as fast, ±{percent(found.precision)}"


def _large() -> QFont:
    font = themes.font()
    font.setPixelSize(round(LARGE * font.pixelSize()))
    font.setWeight(QFont.Weight.DemiBold)
    return font


MOST = 2
"""Lines of either text."""


class Heading(Label):
    """Both texts change twice a second: they are drawn here, as labels lay the window out anew.

    That is painted some events later, and would be so beside timed batches.
    """

    def __init__(self) -> None:
        super().__init__()
        self.title = self.conditions = ""
        self._lines = 1, 1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, title: str, conditions: str) -> None:
        if (title, conditions) == (self.title, self.conditions):
            return
        self.title, self.conditions = title, conditions
        self.setAccessibleName(f"{title}. {conditions}" if conditions else title)
        self._take()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the lines that were needed."""
        height = sum(
            QFontMetricsF(font).lineSpacing() * lines
            for (_, font, _), lines in zip(self._parts(), self._lines, strict=True)
        )
        return QSize(200, round(height) + 4)

    def minimumSizeHint(self) -> QSize:
        """Return the same: only the width may shrink."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lines = 1, 1
            self._take()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, y = QPainter(self), 0.0
        for (text, font, color), lines in zip(self._parts(), self._lines, strict=True):
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(color)
            for line, said in enumerate(wrapped(text, font, self.width(), MOST)):
                painter.drawText(
                    QPointF(0, y + line * metrics.lineSpacing() + metrics.ascent()), said
                )
            y += lines * metrics.lineSpacing() + 4

    def _parts(self) -> tuple[tuple[str, QFont, QColor], tuple[str, QFont, QColor]]:
        theme = themes.theme_of(self.palette())
        return (
            (self.title, themes.font("headline"), QColor(theme.text)),
            (self.conditions, themes.font("small"), QColor(theme.faint)),
        )

    def _take(self) -> None:
        """Take as many lines as are needed, and never fewer: what is below must stay in place."""
        first, second = (
            max(had, len(wrapped(text, font, self.width(), MOST)))
            for (text, font, _), had in zip(self._parts(), self._lines, strict=True)
        )
        if (first, second) != self._lines:
            self._lines = first, second
            self.updateGeometry()
