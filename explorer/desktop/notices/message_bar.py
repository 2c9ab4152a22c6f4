"""Quiet messages at the foot of the window: one sentence each, with what can be done about it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QStatusBar, QToolButton, QWidget

from explorer.desktop.look.label import Label
from explorer.desktop.look.laid import NONE, in_column, in_row
from explorer.desktop.look.said import alert

MOST = 3
Choice = tuple[str, Callable[[], None]]


class Message(QFrame):
    """One sentence, buttons for what can be done about it, and one that puts it away.

    `waits` says whether there is something to choose, `gone` that it was put away. One that is
    `under_way` tells of something that its only choice ends: it stays until that is over.
    """

    gone = Signal()

    def __init__(
        self, sentence: str, choices: Sequence[Choice], warning: bool, under_way: bool = False
    ) -> None:
        super().__init__()
        self.sentence, self.under_way = sentence, under_way
        self.setProperty("kind", "warning" if warning else "notice")
        self._label = Label(sentence, wraps=True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setAccessibleName(sentence)
        row = in_row((self._label, 1), of=self, spacing=8, margins=(16, 3, 8, 3))
        self._more = Label(role="quiet")
        self._more.hide()
        row.addWidget(self._more)
        self.buttons: list[QToolButton] = []
        self.waits = bool(choices)
        self._acts = [act for _, act in choices]
        for text, _ in choices:
            row.addWidget(self._button(text))
        if not under_way:
            close = self._button("✕")
            close.setAccessibleName("Put this message away")
            close.setToolTip("Put this message away")
            row.addWidget(close)

    def _button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.clicked.connect(self._on_clicked)
        self.buttons.append(button)
        return button

    def _on_clicked(self) -> None:
        sender = self.sender()
        chosen = next(i for i, button in enumerate(self.buttons) if button is sender)
        self.put_away()
        if chosen < len(self._acts):
            self._acts[chosen]()

    def put_away(self) -> None:
        """Remove the message."""
        self.hide()
        self.setParent(None)
        self.deleteLater()
        self.gone.emit()

    def count(self, others: int) -> None:
        """Say how many more wait behind it."""
        self._more.setText(f"{others} more")
        self._more.setVisible(others > 0)

    def announce(self) -> None:
        """Tell assistive technology that there is something to read."""
        alert(self._label)


class MessageBar(QWidget):
    """What is under way, and the newest of the messages that wait to be read.

    The others come back when that one is put away.

    It stands on the `ground`, the line at the foot of the window, and over what is above that where
    the sentence is longer: nothing moves when messages come and go. What the ground itself says for
    a moment stands there alone.
    """

    def __init__(self, ground: QStatusBar) -> None:
        super().__init__(ground.parentWidget())
        self._ground = ground
        self._rows = in_column(of=self, spacing=0, margins=NONE)
        ground.setMinimumHeight(Message("", (), warning=False).sizeHint().height())
        ground.installEventFilter(self)
        ground.messageChanged.connect(self._show_newest)
        self.hide()

    def say(
        self, sentence: str, *choices: Choice, warning: bool = False, under_way: bool = False
    ) -> Message:
        """Show a sentence with (text, effect) choices; one that is already shown is not doubled.

        Where there are too many, the oldest goes, what waits for a choice last.
        """
        for shown in self.messages():
            if shown.sentence == sentence:
                shown.put_away()
        message = Message(sentence, choices, warning, under_way)
        self._rows.addWidget(message)
        others = [one for one in self.messages()[:-1] if not one.under_way]
        others.sort(key=lambda one: one.waits)
        for oldest in others[: max(len(others) + 1 - MOST, 0)]:
            oldest.put_away()
        message.gone.connect(self._show_newest)
        self._show_newest()
        message.announce()
        return message

    def warn(self, sentence: str, *choices: Choice) -> Message:
        """Show a sentence about something that went wrong."""
        return self.say(sentence, *choices, warning=True)

    def put_away(self, message: Message | None) -> None:
        """Put a message away, unless its user has done so."""
        if message is not None and message in self.messages():
            message.put_away()

    def put_latest_away(self) -> bool:
        """Put the newest message away; return if there was one. What is under way goes on."""
        over = [message for message in self.messages() if not message.under_way]
        if over:
            over[-1].put_away()
        return bool(over)

    def put_remarks_away(self) -> None:
        """Put away what was said of something that is over; what waits for a choice stays."""
        for message in self.messages():
            if not message.waits:
                message.put_away()

    def messages(self) -> list[Message]:
        """Return the messages that are shown, oldest first."""
        return [child for child in self.children() if isinstance(child, Message)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._stand()
        return super().eventFilter(watched, event)

    def _show_newest(self) -> None:
        waiting = self.messages()
        over = [message for message in waiting if not message.under_way]
        for message in waiting:
            message.setVisible(message.under_way or message is over[-1])
        if over:
            over[-1].count(len(over) - 1)
        self.setVisible(bool(waiting) and not self._ground.currentMessage())
        self._stand()

    def _stand(self) -> None:
        """Cover the ground, and above it what a long sentence needs."""
        ground = self._ground.geometry()
        high = max(self._rows.totalHeightForWidth(ground.width()), ground.height())
        self.setGeometry(ground.x(), ground.bottom() + 1 - high, ground.width(), high)
        self.raise_()
