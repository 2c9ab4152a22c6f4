"""What stands right of the tabs: what can be done with a chart, and folding the evidence away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from explorer.desktop.look.buttons import FoldButton
from explorer.desktop.look.laid import in_row
from explorer.desktop.look.theme import font

_WIDEST = "99 more"


class PageTools(QWidget):
    """Buttons where they fit beside the tabs, else one button with a menu of the same.

    Where some pages have no tab, a button with a menu of these says how many they are.
    """

    def __init__(self, of_charts: Sequence[QAction], evidence: QAction) -> None:
        super().__init__()
        row = in_row(of=self, spacing=0, margins=(0, 2, 4, 2))
        self.pages = _with_menu(_WIDEST, "More pages", ())
        row.addWidget(self.pages)
        self.buttons = [_button() for _ in of_charts]
        for button, action in zip(self.buttons, of_charts, strict=True):
            button.setDefaultAction(action)
            row.addWidget(button)
        self.more = _with_menu("Plot", "What can be done with the plot", of_charts)
        row.addWidget(self.more)
        self.fold = FoldButton(evidence, left=False)
        row.addWidget(self.fold)
        self._offered = True

    def offer(self, offered: bool) -> None:
        """Say whether there is a chart that something can be done with."""
        self._offered = offered

    def needs(self, *, in_a_menu: bool) -> int:
        """Return the pixels it takes, with one button for what can be done or one for each."""
        shown = [self.more] if in_a_menu else self.buttons
        rest = self.fold.sizeHint().width() + 8
        return rest + (sum(b.sizeHint().width() for b in shown) if self._offered else 0)

    @property
    def needs_for_pages(self) -> int:
        """The pixels that the button for further pages takes, however many they are."""
        advance = self.pages.fontMetrics().horizontalAdvance
        return self.pages.sizeHint().width() + advance(_WIDEST) - advance(self.pages.text())

    def arrange(self, *, in_a_menu: bool, further: Sequence[QAction] = ()) -> None:
        """Show what can be done in one way or the other, and a menu of further pages."""
        for button in self.buttons:
            button.setVisible(self._offered and not in_a_menu)
        self.more.setVisible(self._offered and in_a_menu)
        self.pages.setVisible(bool(further))
        self.pages.setText(f"{len(further)} more")
        menu = self.pages.menu()
        if menu is not None and menu.actions() != list(further):
            menu.clear()
            menu.addActions(list(further))


def _button() -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "tool")
    button.setFont(font("small"))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _with_menu(text: str, explained: str, actions: Sequence[QAction]) -> QToolButton:
    button = _button()
    button.setText(text)
    button.setProperty("opens", True)
    button.setAccessibleName(explained)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(button)
    menu.addActions(list(actions))
    button.setMenu(menu)
    return button
