"""A button that cannot be used now says why in its tool tip, as the actions of the table do."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

MEASURING = "A run is under way."
_EXPLAINED = "explained"


def allow(button: QAbstractButton, why_off: str) -> None:
    """Let a button be used, or say after what it does why that is not possible."""
    if button.property(_EXPLAINED) is None:
        button.setProperty(_EXPLAINED, button.toolTip())
    explained = button.property(_EXPLAINED)
    button.setEnabled(not why_off)
    button.setToolTip(f"{explained}. {why_off}" if why_off else explained)
