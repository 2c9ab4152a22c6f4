"""Tool tips whose text is text."""

from __future__ import annotations

import html

from PySide6.QtGui import Qt

from explorer.units import harmless


def tip(text: str) -> str:
    """Return what shows as this text: Qt guesses from a tool tip whether it is markup."""
    text = harmless(text)
    if not Qt.mightBeRichText(text):
        return text
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    return f"<span>{lines}</span>"
