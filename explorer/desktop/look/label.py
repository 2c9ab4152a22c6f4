"""A label whose text is text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from explorer.desktop.look.theme import font


class Label(QLabel):
    """Qt guesses from a text whether it is markup: a file named `<b>.py` would be drawn as such."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)


def note(text: str = "", parent: QWidget | None = None) -> Label:
    """Return a label for a remark about what stands above it: small, over several lines."""
    made = Label(text, parent)
    made.setWordWrap(True)
    made.setProperty("role", "note")
    made.setFont(font("small"))
    return made
