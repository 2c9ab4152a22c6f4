"""The pages behind the tabs: each is loaded and built when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from explorer.desktop.look.laid import NONE, in_column
from explorer.desktop.shell.page_tools import PageTools
from explorer.desktop.shell.pages import PAGES
from explorer.desktop.shell.strip import Strip
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

    def end(self) -> None:
        """Give up what is being read; it is over when this returns."""
        if "trend" in self._pages:
            self.trend.end()
