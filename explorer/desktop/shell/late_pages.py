"""The pages behind the tabs, in one row: each is loaded and built when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from explorer.desktop.look.buttons import FoldButton
from explorer.desktop.look.label import tip
from explorer.desktop.look.laid import NONE, in_column
from explorer.desktop.shell.page_tools import PageTools
from explorer.desktop.shell.pages import PAGES
from explorer.desktop.shell.turns import Turns
from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel

if TYPE_CHECKING:
    from explorer.desktop.asked.why_page import WhyPage
    from explorer.desktop.charts.trend_page import TrendPage
    from explorer.desktop.history.page import HistoryPage
    from explorer.desktop.history.suite_page import SuitePage
    from explorer.desktop.live.page import LivePage
    from explorer.desktop.source.code_page import CodePage
    from explorer.desktop.source.lesson_page import LessonPage


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
        self._bar.go_back()
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

    def go_back(self) -> None:
        """Begin with the first tab: Qt scrolls to one that is added, and stays when others go."""
        self.resizeEvent(QResizeEvent(self.size(), self.size()))

    def width_of(self, place: int) -> int:
        return self.tabSizeHint(place).width()


_OF_KERNELS = ("lesson", "code")
_ASKING = ("why", "suite", "callers", "workers")
"""Pages that use the machine."""


class LatePages(Strip):
    """A tab for each of `PAGES`; `built` carries the name of a page that is there from now on."""

    built = Signal(str)

    def __init__(self, shown: Shown, setup_pane: QAction, tools: PageTools, turns: Turns) -> None:
        super().__init__(setup_pane, tools)
        self._shown, self._turns = shown, turns
        self._holders = {page.name: QWidget() for page in PAGES}
        self._pages: dict[str, Any] = {}
        self._kernel: Kernel | None = None
        for page in PAGES:
            self.addTab(self._holders[page.name], page.title.replace("&", ""))

    def page(self, name: str) -> Any:
        """Return what is on a page that is no chart."""
        if name not in self._pages:
            [page] = [page for page in PAGES if page.name == name]
            made: Any = page.build(self._shown)
            self._pages[name] = made
            self._hold(name, made)
            if name in _ASKING:
                self._turns.join(made, made.program.changed)
            elif name == "trend":
                self._turns.join(made)
            if name in _OF_KERNELS and self._kernel is not None:
                made.show_kernel(self._kernel)
            self.built.emit(name)
        return self._pages[name]

    def _hold(self, name: str, widget: QWidget) -> None:
        in_column(widget, of=self._holders[name], margins=NONE)
        widget.show()  # Qt would, but only at the next turn of the event loop
        self._holders[name].setFocusProxy(widget)

    @property
    def lesson(self) -> LessonPage:
        """The page that says what the chosen kernel teaches."""
        return cast("LessonPage", self.page("lesson"))

    @property
    def live(self) -> LivePage:
        """The page of samples as they come."""
        return cast("LivePage", self.page("live"))

    @property
    def trend(self) -> TrendPage:
        """The page of a time over all kept runs."""
        return cast("TrendPage", self.page("trend"))

    @property
    def suite(self) -> SuitePage:
        """The page of a folder's kernels."""
        return cast("SuitePage", self.page("suite"))

    @property
    def why(self) -> WhyPage:
        """The page that says what limits a point."""
        return cast("WhyPage", self.page("why"))

    @property
    def code(self) -> CodePage:
        """The page of the kernel's source."""
        return cast("CodePage", self.page("code"))

    @property
    def history(self) -> HistoryPage:
        """The page of the runs that were measured."""
        return cast("HistoryPage", self.page("history"))

    @property
    def page_name(self) -> str:
        return PAGES[self.currentIndex()].name

    def show_kernel(self, kernel: Kernel) -> None:
        """Show what a kernel teaches, and its source."""
        self._kernel = kernel
        for name in _OF_KERNELS:
            if name in self._pages:
                self._pages[name].show_kernel(kernel)
