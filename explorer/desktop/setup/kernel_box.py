"""The choice of a kernel, by group, or by a word that it is about."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from explorer.desktop.look.label import tip
from explorer.desktop.look.theme import font
from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel

_OWN = "From files"
_WORDS = Qt.ItemDataRole.UserRole + 1


class KernelBox(QComboBox):
    """Lists kernels under the names of their groups; those opened from files come last.

    A word that is written into it finds the kernels whose title, name, group, question, lesson or
    variants have it. `not_found` carries one that finds none.
    """

    not_found = Signal(str)

    def __init__(self, kernels: Sequence[Kernel]) -> None:
        super().__init__()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setMaxVisibleItems(40)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._list(kernels)
        self.setCurrentIndex(1)
        self.edit = _Search()
        self.setLineEdit(self.edit)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.finder = _Finder(self._items)
        self.setCompleter(self.finder)
        self.edit.returnPressed.connect(self._choose_written)
        self.edit.editingFinished.connect(self._show_chosen)
        self.currentIndexChanged.connect(self._show_chosen)

    @property
    def kernel(self) -> Kernel:
        kernel = self.currentData()
        assert isinstance(kernel, Kernel)
        return kernel

    def fill(self, kernels: Sequence[Kernel]) -> None:
        """List these and those of files; what is chosen stays."""
        chosen = self.kernel
        known = [self.itemData(row) for row in range(self.count())]
        with QSignalBlocker(self):
            self._items.clear()
            self._list(kernels)
            for kernel in known:
                if kernel is not None and not is_from_catalogue(kernel):
                    self.choose(kernel)
            self.choose(chosen)
        self.edit.setCursorPosition(0)

    def _list(self, kernels: Sequence[Kernel]) -> None:
        groups: dict[str, list[Kernel]] = {}
        for kernel in kernels:
            groups.setdefault(kernel.group, []).append(kernel)
        for group, members in groups.items():
            self._add_heading(group)
            for kernel in members:
                self._add(kernel)

    def choose(self, kernel: Kernel) -> None:
        """Choose a kernel; one of a file is added, or takes the place of its earlier version."""
        self.setCurrentIndex(self._row_of(kernel))

    def add(self, kernels: Sequence[Kernel]) -> None:
        """List kernels of files below the rest; what is chosen stays."""
        with QSignalBlocker(self):
            chosen = self.currentIndex()
            for kernel in kernels:
                self._row_of(kernel)
            self.setCurrentIndex(chosen)

    def _row_of(self, kernel: Kernel) -> int:
        """Where a kernel is in the list, as it is now; it is added where it was not."""
        for row in range(self.count()):
            known = self.itemData(row)
            if known is not None and known.path == kernel.path:
                self.setItemData(row, kernel)
                return row
        if self.findText(_OWN) < 0:
            self._add_heading(_OWN)
        self._add(kernel)
        return self.count() - 1

    def _choose_written(self) -> None:
        """Choose the first kernel that what is written finds; say where there is none."""
        written = self.edit.text().strip().lower()
        popup = self.finder.popup()
        if popup is not None and popup.currentIndex().isValid():
            return  # what is highlighted in the list is chosen
        if not written or written == self.itemText(self.currentIndex()).lower():
            return
        rows = [row for row in range(self.count()) if isinstance(self.itemData(row), Kernel)]
        titled = [row for row in rows if self.itemText(row).lower().startswith(written)]
        about = [row for row in rows if written in str(self.itemData(row, _WORDS)).lower()]
        found = [*titled, *about]
        if found:
            self.setCurrentIndex(found[0])
            self.activated.emit(found[0])
        else:
            self.not_found.emit(self.edit.text().strip())

    def _show_chosen(self) -> None:
        """Show what is chosen, whatever was searched for."""
        self.setEditText(self.itemText(self.currentIndex()))
        self.edit.setCursorPosition(0)
        if self.edit.hasFocus():
            self.edit.selectAll()

    def _add_heading(self, group: str) -> None:
        item = QStandardItem(group)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(font("small"))
        self._items.appendRow(item)

    def _add(self, kernel: Kernel) -> None:
        item = QStandardItem(kernel.title if is_from_catalogue(kernel) else kernel.path.name)
        item.setToolTip(tip(kernel.question))
        item.setData(kernel, Qt.ItemDataRole.UserRole)
        item.setData(_words(kernel), _WORDS)
        self._items.appendRow(item)


class _Search(QLineEdit):
    """All of its text is selected when it gets the focus: what is written takes its place."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("a word to search for")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the text, unless the focus was only lent to the list below what is written."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            # after the press that brought the focus
            QTimer.singleShot(0, self, self.selectAll)


class _Finder(QCompleter):
    """Finds kernels by any of their words, and shows their titles."""

    def __init__(self, items: QStandardItemModel) -> None:
        super().__init__(items)
        self.setCompletionRole(_WORDS)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(24)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the title, which is what the box shows."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


def _words(kernel: Kernel) -> str:
    parts = (kernel.title, kernel.name, kernel.group, kernel.question, kernel.lesson)
    return " ".join((*parts, *kernel.variant_names)).replace("\n", " ")
