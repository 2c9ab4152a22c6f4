"""Small buttons with words on them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from explorer.desktop.look.theme import font


def button(text: str, explained: str) -> QToolButton:
    """Return a button that also the Tab key reaches."""
    made = _made(text, explained, "button")
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def link(text: str, explained: str, parent: QWidget | None = None) -> QToolButton:
    """Return a button that looks like a link, in small."""
    made = _made(text, explained, "link", parent)
    made.setFont(font("small"))
    return made


def chip(text: str, named: str, explained: str) -> QToolButton:
    """Return a button that is down while what it stands for is wanted."""
    made = _made(text, explained, "chip")
    made.setAccessibleName(named)
    made.setCheckable(True)
    return made


def dress(made: QToolButton, role: str) -> None:
    """Let a button look like another kind of it: `primary` is what is to be done first."""
    if made.property("role") != role:
        made.setProperty("role", role)
        made.style().polish(made)  # the style sheet looks at the role


def _made(text: str, explained: str, role: str, parent: QWidget | None = None) -> QToolButton:
    made = QToolButton(parent)
    made.setText(text)
    made.setToolTip(explained)
    made.setAccessibleName(explained)
    made.setProperty("role", role)
    return made
