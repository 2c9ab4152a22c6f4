"""Tabs in one row: each page has one where there is room, the others are in a menu beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QTabBar, QTabWidget

from explorer.desktop.look.buttons import FoldButton
from explorer.desktop.look.label import tip
from explorer.desktop.shell.page_tools import PageTools


class Strip(QTabWidget):
    """Pages with tabs, between a button that folds the setup away and the tools at the right.

    A page that is not offered can be reached in no way. The one in sight always has a tab; of the
    others, those that were added as `seldom` go without first, and then the last ones.
    """

    def __init__(self, setup: QAction, tools: PageTools) -> None:
        super().__init__()
        self.tools = tools
        self._bar = _Bar()
        self._actions: list[QAction] = []
        self._seldom: set[int] = set()
        self._offered: set[int] = set()
        self.setTabBar(self._bar)
        self.setDocumentMode(True)
        self._bar.setDrawBase(False)
        self._bar.setUsesScrollButtons(False)  # all that have a tab fit, and nothing scrolls
        self._fold = FoldButton(setup, left=True)
        self.setCornerWidget(self._fold, Qt.Corner.TopLeftCorner)
        self.setCornerWidget(tools, Qt.Corner.TopRightCorner)
        self.setElideMode(Qt.TextElideMode.ElideNone)

    def add(self, action: QAction, *, seldom: bool) -> None:
        """Have an action that turns to the page that was added last."""
        place = len(self._actions)
        self._actions.append(action)
        self._offered.add(place)
        if seldom:
            self._seldom.add(place)

    def is_offered(self, place: int) -> bool:
        """Whether a page can be turned to, whether it has a tab now or not."""
        return place in self._offered

    def offer(self, place: int, offered: bool) -> None:
        """Say whether there is anything on a page; `make_room` follows."""
        (self._offered.add if offered else self._offered.discard)(place)
        if not offered:
            self.setTabVisible(place, False)
        self._actions[place].setEnabled(offered)
        self.setTabToolTip(place, tip(self._actions[place].toolTip()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give tabs to the pages that there is room for."""
        self.make_room()
        super().resizeEvent(event)

    def make_room(self) -> None:
        """Give each page a tab, or as many as there is room for; the tools make do with less."""
        room = self.width() - self._fold.sizeHint().width()
        widths = {place: self._bar.width_of(place) for place in sorted(self._offered)}
        whole = sum(widths.values())
        in_a_menu = whole + self.tools.needs(in_a_menu=False) > room
        left = room - self.tools.needs(in_a_menu=in_a_menu)
        shown = set(widths)
        if whole > left:
            order = sorted(widths, key=lambda at: (at != self.currentIndex(), at in self._seldom))
            shown = fitting(widths, order, left - self.tools.needs_for_pages)
        for place in widths:
            if self.isTabVisible(place) != (place in shown):
                self.setTabVisible(place, place in shown)
        further = [self._actions[place] for place in widths if place not in shown]
        self.tools.arrange(in_a_menu=in_a_menu, further=further)


def fitting(widths: Mapping[int, int], order: Iterable[int], room: int) -> set[int]:
    """Return those that fit into a room, in this order up to one too many, and always the first."""
    found: set[int] = set()
    for place in order:
        room -= widths[place]
        if found and room < 0:
            break
        found.add(place)
    return found


class _Bar(QTabBar):
    """Says how wide a tab is, also one that is not there now; any width will do for it."""

    def minimumSizeHint(self) -> QSize:
        """Return the height alone."""
        return QSize(0, super().minimumSizeHint().height())

    def width_of(self, place: int) -> int:
        return self.tabSizeHint(place).width()
