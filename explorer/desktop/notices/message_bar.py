"""Quiet messages above the charts: one sentence each, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from explorer.desktop.look.label import Label

MOST = 3
Choice = tuple[str, Callable[[], None]]


class Message(QFrame):
    """One sentence, buttons for what can be done about it, and one that puts it away.

    `waits` says whether there is something to choose.
    """

    def __init__(self, sentence: str, choices: Sequence[Choice], warning: bool) -> None:
        super().__init__()
        self.sentence = sentence
        self.setProperty("kind", "warning" if warning else "notice")
        self._label = Label(sentence)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setAccessibleName(sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        self.buttons: list[QToolButton] = []
        self.waits = bool(choices)
        self._acts = [act for _, act in choices]
        for text, _ in choices:
            row.addWidget(self._button(text))
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

    def announce(self) -> None:
        """Tell assistive technology that there is something to read."""
        QAccessible.updateAccessibility(QAccessibleEvent(self._label, QAccessible.Event.Alert))


class MessageBar(QWidget):
    """The messages that wait to be read, the newest last; no more than three."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(1)

    def say(self, sentence: str, *choices: Choice, warning: bool = False) -> Message:
        """Show a sentence with (text, effect) choices; one that is already shown is not doubled."""
        for shown in self.messages():
            if shown.sentence == sentence:
                shown.put_away()
        message = Message(sentence, choices, warning)
        self._rows.addWidget(message)
        for oldest in self.messages()[:-MOST]:
            oldest.put_away()
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
        """Put the newest message away; return whether there was one."""
        shown = self.messages()
        if shown:
            shown[-1].put_away()
        return bool(shown)

    def put_remarks_away(self) -> None:
        """Put away what was said of something that is over; what waits for a choice stays."""
        for message in self.messages():
            if not message.waits:
                message.put_away()

    def messages(self) -> list[Message]:
        """Return the messages that are shown, oldest first."""
        return [child for child in self.children() if isinstance(child, Message)]
