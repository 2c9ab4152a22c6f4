"""The sizes to measure: a range with points per decade, or a free list."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSpinBox, QStackedWidget, QVBoxLayout, QWidget

from explorer.desktop.look.label import Label
from explorer.desktop.setup.field import Field
from explorer.measure.plan import PlanError
from explorer.measure.written import parse_sizes, spread

DEFAULT_DENSITY = 2


class SizesField(Field):
    """Sizes as text for `measure.written.parse_sizes`, with points per decade."""

    changed = Signal()

    def __init__(self) -> None:
        self.low, self.high, self.list = QLineEdit(), QLineEdit(), QLineEdit()
        self.density = QSpinBox()
        self.usual_density = DEFAULT_DENSITY
        self._spelt = ""
        """What the list holds that nobody wrote for the range there is now."""
        self._pages = QStackedWidget()
        self._pages.addWidget(self._range_page())
        self._pages.addWidget(self._list_page())
        super().__init__("Sizes", self._pages, self.low)
        self.low.setAccessibleName("Smallest size")
        self.mode = self.add_button("as a list", "Write the sizes one by one instead of a range")
        self.mode.clicked.connect(self._switch)
        for edit in (self.low, self.high, self.list):
            edit.textChanged.connect(self.changed)
        self.density.valueChanged.connect(self.changed)

    def _range_page(self) -> QWidget:
        page = QWidget()
        row = QGridLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(8)
        to = Label("to", role="quiet")
        each = Label("per de&cade", role="quiet")
        each.setBuddy(self.density)
        self.high.setAccessibleName("Largest size")
        for edit in (self.low, self.high):
            edit.setMinimumWidth(40)
        self.density.setRange(1, 50)
        self.density.setValue(DEFAULT_DENSITY)
        self.density.setAccessibleName("Sizes per decade")
        self.density.setToolTip("How many sizes between 1,000 and 10,000")
        for column, (widget, stretch) in enumerate(
            ((self.low, 3), (to, 0), (self.high, 3), (self.density, 0), (each, 0))
        ):
            row.addWidget(widget, 0, column)
            row.setColumnStretch(column, stretch)
        return page

    def _list_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.list.setAccessibleName("Sizes, with commas between")
        self.list.setPlaceholderText("such as 16, 64, 256 or 1e3:1e6")
        column.addWidget(self.list)
        return page

    def _switch(self) -> None:
        if self.is_list:
            self._show_list(False)
        else:
            if self.list.text() in ("", self._spelt):  # else it was written by hand
                self._spelt = self.text()
                self.list.setText(self._spelt)
            self._show_list(True)
        self.changed.emit()

    def _show_list(self, wanted: bool) -> None:
        self._pages.setCurrentIndex(int(wanted))
        self.mode.setText("as a range" if wanted else "as a list")
        self.mode.setAccessibleName(
            "Give a smallest and a largest size" if wanted else "Write the sizes one by one"
        )
        self.mode.setToolTip(self.mode.accessibleName())

    @property
    def is_list(self) -> bool:
        """Whether the sizes are written one by one."""
        return self._pages.currentIndex() == 1

    def sizes(self) -> tuple[int, ...]:
        """Return the sizes; raises PlanError where they are not allowed."""
        if self.is_list and not self.text().strip():
            raise PlanError("sizes", "Sizes: none is given; write at least one, such as 1e6.")
        return parse_sizes(self.text(), self.density.value())

    def text(self) -> str:
        """Return the sizes as they are written on a command line: `1e2:1e7`, `16, 64`."""
        if self.is_list:
            return self.list.text()
        return f"{self.low.text().strip()}:{self.high.text().strip()}"

    def set_text(self, text: str, density: int | None = None) -> None:
        """Show sizes as they are written on a command line, as dense as usual if not said."""
        low, colon, high = text.partition(":")
        as_list = "," in text or not colon
        if as_list:
            self.list.setText(text)
            self.list.setCursorPosition(0)  # a long list is shown from its smallest size on
        else:
            self.low.setText(low.strip())
            self.high.setText(high.strip())
            self._spelt = self.list.text()
        self.density.setValue(self.usual_density if density is None else density)
        self._show_list(as_list)
        self.changed.emit()

    def set_sizes(self, sizes: Sequence[int]) -> None:
        """Show just these sizes, as a range where they are one."""
        for density in range(1, 11):
            try:
                if spread(sizes[0], sizes[-1], density) == tuple(sizes) and len(sizes) > 2:
                    self.set_text(f"{short(sizes[0])}:{short(sizes[-1])}", density)
                    return
            except PlanError:
                break
        self.set_text(", ".join(map(short, sizes)))
        self._show_list(True)

    def state(self) -> dict[str, Any]:
        """Return what to remember."""
        return {"sizes": self.text(), "points_per_decade": self.density.value()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what was remembered."""
        density = state.get("points_per_decade")
        if not isinstance(density, (int, float)) or isinstance(density, bool):
            density = DEFAULT_DENSITY
        self.set_text(str(state.get("sizes", "")), round(density))


def short(size: int) -> str:
    """Write a size as people type it, in as few characters as will do: 1e7, 3.2e5, 400, 31600."""
    plain = str(size)
    digits = plain.rstrip("0")
    whole, rest = digits[:1], digits[1:]
    power = f"{whole}{'.' if rest else ''}{rest}e{len(plain) - 1}"
    return min(plain, power, key=len)
