"""Texts as assistive technology hears them: what it is, and what it says now."""

from PySide6.QtWidgets import QComboBox, QLabel, QWidget


def say(label: QLabel, name: str, text: str) -> None:
    """Write a text whose name stands elsewhere; read out, it comes with its name.

    An accessible name takes the place of a label's text, so that it must have both.
    """
    label.setText(text)
    label.setAccessibleName(f"{name}: {text}" if text else name)


def name_choice(box: QComboBox, name: str) -> None:
    """Say what a box without a label chooses: as its name its value is read out, on Linux."""
    box.setAccessibleName(name)
    box.setAccessibleDescription(name)


def announce(widget: QWidget, text: str) -> None:
    """Have a text read out when the reader has finished its sentence."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # loading them takes 5 ms

    event = QAccessibleAnnouncementEvent(widget, text)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)


def alert(widget: QWidget) -> None:
    """Tell assistive technology that there is something new to read."""
    from PySide6.QtGui import QAccessible, QAccessibleEvent

    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))
