"""What cannot be used now says why in its tool tip, after what it does: buttons and actions."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

MEASURING = "A run is under way."
_EXPLAINED = "explained"


def with_reason(explained: str, why_off: str) -> str:
    """Return what something does, and why it cannot be used where there is a reason."""
    return f"{explained}. {why_off}" if why_off else explained


def allow(button: QAbstractButton, why_off: str) -> None:
    """Let a button be used, or say after what it does why that is not possible."""
    if button.property(_EXPLAINED) is None:
        button.setProperty(_EXPLAINED, button.toolTip())
    explained = button.property(_EXPLAINED)
    button.setEnabled(not why_off)
    button.setToolTip(with_reason(explained, why_off))
