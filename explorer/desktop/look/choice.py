"""Boxes to choose from."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from explorer.desktop.look.said import name_choice


def choice(name: str) -> QComboBox:
    """Return a box without a label, as wide as what can be chosen; its name is read out."""
    made = QComboBox()
    name_choice(made, name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made


def narrow(box: QComboBox) -> None:
    """Let a box be narrower than what can be chosen in it."""
    box.setMinimumContentsLength(4)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
