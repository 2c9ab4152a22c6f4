"""Parts beside each other that are read in the order in which they stand."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget


class Splitter(QSplitter):
    """Qt puts each new part below the others, and what is lowest is read first."""

    def addWidget(self, widget: QWidget) -> None:
        """Add a part, to be read after those that are there."""
        super().addWidget(widget)
        for place in reversed(range(self.count())):
            part = self.widget(place)
            assert part is not None
            part.lower()


def read_tabs_first(tabs: QTabWidget) -> None:
    """Have the tabs and what stands beside them read before the page that they show."""
    tabs.tabBar().lower()
    page = tabs.widget(0)
    stack = page.parentWidget() if page is not None else None
    if stack is not None:
        stack.raise_()
