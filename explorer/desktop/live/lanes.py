"""The strip of samples, and beside each of its lanes a card with large figures."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from explorer.desktop.live.card import Card
from explorer.desktop.live.chart import StripChart
from explorer.desktop.look.laid import NONE, in_column, in_row
from explorer.results.live.strip import Strip
from explorer.results.record import Series

LEAST = 1.6
"""Lines of text that a lane is high at the least: more lanes than have room are scrolled."""


class Lanes(QScrollArea):
    """Keeps the cards beside their lanes; `picked` carries the curve whose card was pressed."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.chart = StripChart()
        self.cards: dict[Series, Card] = {}
        side = QWidget()
        self._column = in_column(of=side, spacing=0, margins=NONE)
        side.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        drawn = QWidget()
        in_row(side, (self.chart, 1), of=drawn, spacing=8, margins=NONE)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(drawn)

    def show_cards(self, strip: Strip) -> None:
        """Say in a card what each lane shows."""
        wanted = [lane.series for lane in strip.lanes]
        if wanted != list(self.cards):
            while (item := self._column.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
            self.cards = {series: self._card(series) for series in wanted}
            for card in self.cards.values():
                self._column.addWidget(card, 1)
        for lane in strip.lanes:
            self.cards[lane.series].show_lane(strip, lane)
        self._fit()

    def tick(self, series: Series) -> None:
        """Tick the card of this curve alone."""
        for other, card in self.cards.items():
            card.setChecked(other == series)

    def _card(self, series: Series) -> Card:
        card = Card()
        card.clicked.connect(lambda: self.picked.emit(series))
        return card

    def _fit(self) -> None:
        below = self.chart.below
        self._column.setContentsMargins(0, 0, 0, below)
        self.chart.setMinimumHeight(
            round(LEAST * self.fontMetrics().height() * max(len(self.cards), 4)) + below
        )
        for card in self.cards.values():
            card.room = (self.chart.height() - below) // len(self.cards)
            card.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cards beside their lanes."""
        super().resizeEvent(event)
        self._fit()
