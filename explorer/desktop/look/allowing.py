"""What cannot be used now says why in its tool tip, after what it does."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

MEASURING = "A run is under way."
AT_WORK = "Something is being measured or found out."
ONE_SIZE = "There is one size only."
_EXPLAINED = "explained"


def with_reason(explained: str, why_off: str) -> str:
    """Return what something does, and why it cannot be used where there is a reason."""
    if explained and why_off:
        return f"{explained}. {why_off}"
    return explained or why_off


def without_reason(text: str, why_off: str) -> str:
    """Return what `with_reason` was told that something does."""
    return text.removesuffix(f". {why_off}") if why_off else text


def allow(part: QWidget | QAction, why_off: str) -> None:
    """Let something be used, or say after what it does why that is not possible."""
    if part.property(_EXPLAINED) is None:
        part.setProperty(_EXPLAINED, part.toolTip())
    part.setEnabled(not why_off)
    part.setToolTip(with_reason(part.property(_EXPLAINED), why_off))
