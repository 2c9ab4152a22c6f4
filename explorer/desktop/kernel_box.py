"""The choice of a kernel, by group."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from explorer.desktop.theme import font
from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel

_OWN = "From files"


class KernelBox(QComboBox):
    """Lists kernels under the names of their groups; those opened from files come last."""

    def __init__(self, kernels: Sequence[Kernel]) -> None:
        super().__init__()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setMaxVisibleItems(40)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        groups: dict[str, list[Kernel]] = {}
        for kernel in kernels:
            groups.setdefault(kernel.group, []).append(kernel)
        for group, members in groups.items():
            self._add_heading(group)
            for kernel in members:
                self._add(kernel)
        self.setCurrentIndex(1)

    @property
    def kernel(self) -> Kernel:
        """The chosen kernel."""
        kernel = self.currentData()
        assert isinstance(kernel, Kernel)
        return kernel

    def choose(self, kernel: Kernel) -> None:
        """Choose a kernel; one of a file is added, or takes the place of its earlier version."""
        for row in range(self.count()):
            known = self.itemData(row)
            if known is not None and known.path == kernel.path:
                self.setItemData(row, kernel)
                self.setCurrentIndex(row)
                return
        if self.findText(_OWN) < 0:
            self._add_heading(_OWN)
        self._add(kernel)
        self.setCurrentIndex(self.count() - 1)

    def _add_heading(self, group: str) -> None:
        item = QStandardItem(group)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(font("small"))
        self._items.appendRow(item)

    def _add(self, kernel: Kernel) -> None:
        item = QStandardItem(kernel.title if is_from_catalogue(kernel) else kernel.path.name)
        item.setToolTip(kernel.question)
        item.setData(kernel, Qt.ItemDataRole.UserRole)
        self._items.appendRow(item)
