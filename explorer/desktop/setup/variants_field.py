"""The variants to measure, each with its colour, and whether it is meant to fail."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from explorer.desktop.look import theme
from explorer.desktop.look.label import tip
from explorer.desktop.look.swatch import SIZE, swatch
from explorer.desktop.look.tables import Ticking
from explorer.desktop.setup.field import Field
from explorer.kernels.kernel import Kernel, Variant
from explorer.kernels.ticking import ticked

_WRONG = int(Qt.ItemDataRole.UserRole) + 1
_PAD = 3
_KEY = Qt.Key
_MARK = "wrong on purpose"
Index = QModelIndex | QPersistentModelIndex


class VariantsField(Field):
    """A list of variants to tick."""

    changed = Signal()

    def __init__(self) -> None:
        self.list = VariantList()
        super().__init__("Varia&nts", self.list)
        self.all = self.add_button("all", "Measure every variant")
        self.none = self.add_button("none", "Measure no variant")
        self.all.clicked.connect(self._tick_all)
        self.none.clicked.connect(self._tick_none)
        self.list.itemChanged.connect(self.changed)

    def show_kernel(self, kernel: Kernel) -> None:
        """List a kernel's variants, ticked as it is measured by default."""
        self.list.show_variants(kernel.variants)
        self.tick(ticked(kernel))

    def follow(self, before: Kernel, kernel: Kernel) -> None:
        """List the variants of the same function anew; the ticks of those there were stay."""
        chosen = self.ticked()
        self.list.show_variants(kernel.variants)
        new = [name for name in ticked(kernel) if name not in before.variant_names]
        self.tick([*chosen, *new])

    def ticked(self) -> tuple[str, ...]:
        """Return the names of the ticked variants, in the kernel's order."""
        return tuple(
            item.text() for item in self.list.entries() if item.checkState() is _tick(True)
        )

    def tick(self, names: Sequence[str]) -> None:
        """Tick just these."""
        with QSignalBlocker(self.list):
            for item in self.list.entries():
                item.setCheckState(_tick(item.text() in names))
        self.list.viewport().update()
        self.changed.emit()

    def _tick_all(self) -> None:
        self.tick([item.text() for item in self.list.entries()])

    def _tick_none(self) -> None:
        self.tick([])


class VariantList(QListWidget):
    """As high as what it lists; the panel around it scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_Row(self))
        self.setIconSize(SIZE)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)  # it is on the setup's ground
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        Ticking(self)
        self._variants: tuple[Variant, ...] = ()
        self._copied = QAction("Copy as Code", self)
        self._copied.triggered.connect(self._on_copy)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select nothing: a row is current, and ticked."""
        return QItemSelectionModel.SelectionFlag.NoUpdate

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the source of the variant under the pointer, or of the current one."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        item = self.currentItem() if by_key else self.itemAt(event.pos())
        if item is None:
            return
        self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.NoUpdate)
        place = self.visualItemRect(item).bottomLeft() if by_key else event.pos()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._copied)
        menu.popup(self.viewport().mapToGlobal(place))

    def _on_copy(self) -> None:
        if 0 <= self.currentRow() < len(self._variants):
            QGuiApplication.clipboard().setText(self._variants[self.currentRow()].source)

    def show_variants(self, variants: tuple[Variant, ...]) -> None:
        """List these variants."""
        self._variants = variants
        with QSignalBlocker(self):
            self.clear()
            for variant in variants:
                item = QListWidgetItem(variant.name, self)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(_tick(True))
                item.setData(_WRONG, variant.wrong_on_purpose)
                item.setToolTip(tip(_tool_tip(variant)))
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, _tool_tip(variant))
        self._draw_swatches()
        self.updateGeometry()

    def entries(self) -> list[QListWidgetItem]:
        """Return the items from top to bottom."""
        return [self.item(row) for row in range(self.count())]

    def sizeHint(self) -> QSize:
        """Return a size that shows all items."""
        rows = sum(self.sizeHintForRow(row) for row in range(self.count()))
        return QSize(200, rows + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_swatches()

    def _draw_swatches(self) -> None:
        colours = theme.theme_of(QGuiApplication.palette())
        roster = tuple(variant.name for variant in self._variants)
        with QSignalBlocker(self):
            for item in self.entries():
                item.setIcon(swatch(colours, roster, item.text()))


class _Row(QStyledItemDelegate):
    """A tick, a swatch and the name; a click anywhere on the row changes the tick."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Say what is meant to fail."""
        super().initStyleOption(option, index)
        if index.data(_WRONG):
            option.text = f"{option.text}, {_MARK}"

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, option.fontMetrics.height() + 2 * _PAD)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Change the tick on a click or the space bar."""
        role = Qt.ItemDataRole.CheckStateRole
        released = event.type() is QEvent.Type.MouseButtonRelease
        clicked = (
            isinstance(event, QMouseEvent)
            and released
            and event.button() is Qt.MouseButton.LeftButton
            and option.rect.contains(event.position().toPoint())
        )
        spaced = isinstance(event, QKeyEvent) and event.key() in (_KEY.Key_Space, _KEY.Key_Select)
        if not clicked and not spaced:
            return False
        ticked = Qt.CheckState(index.data(role)) is Qt.CheckState.Checked
        return model.setData(index, _tick(not ticked), role)


def _tick(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked


def _tool_tip(variant: Variant) -> str:
    lines = [variant.summary, *(f"@{text}" for text in variant.decorators)]
    if variant.wrong_on_purpose:
        lines.insert(0, "Wrong on purpose: its result must not come out right.")
    return "\n".join(line for line in lines if line)
