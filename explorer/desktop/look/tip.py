"""Tool tips whose text is text."""

from __future__ import annotations

import html

from PySide6.QtGui import Qt

from explorer.units import harmless

LONGEST = 90
"""Letters of a line that is shown as one."""


def tip(text: str) -> str:
    """Return what shows as this text: Qt guesses from a tool tip whether it is markup.

    Only markup is broken into lines, so a long text is made some.
    """
    text = harmless(text)
    long = max(map(len, text.split("\n"))) > LONGEST
    if not long and not Qt.mightBeRichText(text):
        return text
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    return f"<span>{lines}</span>"
