"""Widgets side by side, or below each other."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Layout = TypeVar("Layout", bound=QBoxLayout)
Part = QWidget | QLayout | int | tuple[QWidget, int]
"""A gap of so many pixels is a part, too; a widget may come with its share of what room is left."""
Margins = tuple[int, int, int, int]

REST = -1
"""A part that takes the room that is left."""
PAGE = (16, 12, 12, 8)
"""Around what is on a page."""
NONE = (0, 0, 0, 0)


def in_row(
    *parts: Part,
    of: QWidget | None = None,
    spacing: int | None = None,
    margins: Margins | None = None,
) -> QHBoxLayout:
    """Return these parts side by side; `of` is the widget that they are all of.

    The style has margins and spacing of its own.
    """
    return _laid(QHBoxLayout() if of is None else QHBoxLayout(of), parts, spacing, margins)


def in_column(
    *parts: Part,
    of: QWidget | None = None,
    spacing: int | None = None,
    margins: Margins | None = None,
) -> QVBoxLayout:
    """Return these parts below each other, as `in_row`."""
    return _laid(QVBoxLayout() if of is None else QVBoxLayout(of), parts, spacing, margins)


def _laid(
    layout: Layout, parts: tuple[Part, ...], spacing: int | None, margins: Margins | None
) -> Layout:
    if spacing is not None:
        layout.setSpacing(spacing)
    if margins is not None:
        layout.setContentsMargins(*margins)
    for part in parts:
        match part:
            case QLayout():
                layout.addLayout(part)
            case tuple():
                layout.addWidget(*part)
            case int() if part == REST:
                layout.addStretch(1)
            case int():
                layout.addSpacing(part)
            case _:
                layout.addWidget(part)
    return layout
