"""What stands right of the tabs: what can be done with a chart, and folding the evidence away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from explorer.desktop.look.fold_button import FoldButton
from explorer.desktop.look.theme import font


class PageTools(QWidget):
    """Buttons where they fit beside the tabs, else one button with a menu of the same.

    Where not even all tabs fit, a button with a menu of all `pages` stands beside them.
    """

    def __init__(
        self, of_charts: Sequence[QAction], pages: Sequence[QAction], evidence: QAction
    ) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 4, 2)
        row.setSpacing(0)
        self.pages = _with_menu("Pages", "All pages", pages)
        row.addWidget(self.pages)
        self.buttons = [_button() for _ in of_charts]
        for button, action in zip(self.buttons, of_charts, strict=True):
            button.setDefaultAction(action)
            row.addWidget(button)
        self.more = _with_menu("Plot", "What can be done with the plot", of_charts)
        row.addWidget(self.more)
        self.fold = FoldButton(evidence, left=False)
        row.addWidget(self.fold)
        self._offered, self._room = True, 0

    def offer(self, offered: bool) -> None:
        """Say whether there is a chart that something can be done with."""
        self._offered = offered
        self.fit(self._room)

    def fit(self, room: int) -> None:
        """Make do with so many pixels; below nothing, tabs are missing."""
        self._room = room
        rest = room - self.fold.sizeHint().width() - 8
        fits = sum(button.sizeHint().width() for button in self.buttons) <= rest
        for button in self.buttons:
            button.setVisible(self._offered and fits)
        self.more.setVisible(self._offered and not fits)
        needed = self.more.sizeHint().width() if self._offered and not fits else 0
        self.pages.setVisible(needed > rest)


def _button() -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "tool")
    button.setFont(font("small"))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _with_menu(text: str, explained: str, actions: Sequence[QAction]) -> QToolButton:
    button = _button()
    button.setText(text)
    button.setAccessibleName(explained)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(button)
    menu.addActions(list(actions))
    button.setMenu(menu)
    return button
