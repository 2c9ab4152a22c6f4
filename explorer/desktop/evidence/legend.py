"""The curves of a run as a tree of variants and thread counts that can be switched off."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QMenu, QTreeWidget, QTreeWidgetItem

from explorer.desktop.evidence.curve_menu import CurveMenu
from explorer.desktop.look import theme
from explorer.desktop.look.label import tip
from explorer.desktop.look.swatch import SIZE, swatch
from explorer.desktop.look.tables import Ticking
from explorer.desktop.shown import Shown
from explorer.results.analysis import wrong_variants
from explorer.results.pictures.bundles import MANY, is_fanned
from explorer.results.pictures.curves import rank_of, roster_of
from explorer.results.record import Run, Series
from explorer.results.wording import threads

_SERIES = int(Qt.ItemDataRole.UserRole)
_CURVES = _SERIES + 1
"""The series of a row: of a variant all its thread counts."""


class Legend(QTreeWidget):
    """A tick shows a curve; the current one, or the one pointed at, comes to the front.

    A variant with many thread counts is one row and one curve until it is opened.

    `baseline_wanted` carries the Baseline that speed-ups are to be relative to.
    """

    baseline_wanted = Signal(object)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._structure: object = None
        self.setAccessibleName("Curves")
        self.setHeaderHidden(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setIconSize(SIZE)
        self.setIndentation(16)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        Ticking(self)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.menu = CurveMenu(shown, self)
        self.menu.baseline_wanted.connect(self.baseline_wanted)
        self.itemExpanded.connect(self._on_opened)
        self.itemCollapsed.connect(self._on_opened)
        self.itemChanged.connect(self._on_ticked)
        self.currentItemChanged.connect(self._on_current)
        self.itemEntered.connect(self._on_entered)
        shown.run_changed.connect(self._on_run)
        shown.emphasis_changed.connect(self._on_emphasis)
        shown.hidden_changed.connect(self._on_hidden)

    def hidden(self) -> frozenset[Series]:
        """Return the curves without a tick."""
        return frozenset(
            item.data(0, _SERIES)
            for item in self.leaves()
            if item.checkState(0) is Qt.CheckState.Unchecked
        )

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select nothing: a row is current, and ticked."""
        return QItemSelectionModel.SelectionFlag.NoUpdate

    def leaveEvent(self, event: QEvent) -> None:
        """Bring no curve forward when the pointer is gone."""
        super().leaveEvent(event)
        self._shown.emphasise(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._structure = None
            self._on_run()

    def _on_run(self) -> None:
        run = self._shown.run
        structure = None if run is None else (run.created, run.plan, run.series())
        if structure != self._structure:
            self._structure = structure
            with QSignalBlocker(self):
                self.clear()
                if run is not None:
                    self._build(run)
        if run is not None:
            self._mark(run)

    def _build(self, run: Run) -> None:
        colours, roster = theme.theme_of(QGuiApplication.palette()), roster_of(run)
        by_variant: dict[str, list[int]] = {}
        for variant, number in run.series():
            by_variant.setdefault(variant, []).append(number)
        for variant, counts in by_variant.items():
            item = QTreeWidgetItem(self, [variant])
            item.setIcon(0, swatch(colours, roster, variant))
            item.setData(0, _CURVES, tuple((variant, number) for number in counts))
            if len(counts) == 1:
                self._make_leaf(item, (variant, counts[0]))
                continue
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            for number in counts:
                leaf = QTreeWidgetItem(item, [threads(number)])
                place = rank_of(run, (variant, number))
                leaf.setIcon(0, swatch(colours, roster, variant, place))
                leaf.setData(0, _CURVES, ((variant, number),))
                self._make_leaf(leaf, (variant, number))
            item.setExpanded(is_fanned(run, variant, self._shown.fans))
        self.setRootIsDecorated(any(len(counts) >= MANY for counts in by_variant.values()))
        # Else the first row becomes the current one as soon as the keys come here, and its curve
        # comes forward though nobody went to it.
        if (first := self.topLevelItem(0)) is not None:
            self.setCurrentItem(first)

    def _make_leaf(self, item: QTreeWidgetItem, series: Series) -> None:
        item.setData(0, _SERIES, series)
        hidden = series in self._shown.hidden
        item.setCheckState(0, Qt.CheckState.Unchecked if hidden else Qt.CheckState.Checked)

    def _mark(self, run: Run) -> None:
        wrong = wrong_variants(run)
        base = (run.plan.baseline.variant, run.plan.baseline.threads)
        with QSignalBlocker(self):
            for row in range(self.topLevelItemCount()):
                item = self.topLevelItem(row)
                assert item is not None
                variant = run.plan.variants[row] if row < len(run.plan.variants) else ""
                compiled = run.compiled.get(variant)
                words = [variant]
                if variant == base[0]:
                    words.append("baseline")
                if variant in wrong:
                    words.append("wrong result")
                if compiled is not None and compiled.parallel_loops == 0:
                    words.append("no parallel loop")
                text = ", ".join(words)
                if text != item.text(0):
                    item.setText(0, text)
                note = compiled.note if compiled is not None else ""
                item.setToolTip(0, tip(f"{text}. {note}" if note else text))

    def _on_ticked(self) -> None:
        self._shown.hide(self.hidden())

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        self._shown.emphasise(None if item is None else _curve_of(item))

    def _on_entered(self, item: QTreeWidgetItem) -> None:
        self._shown.emphasise(_curve_of(item))

    def _on_opened(self, item: QTreeWidgetItem) -> None:
        if not self.signalsBlocked():
            self._shown.fan(item.data(0, _CURVES)[0][0], item.isExpanded())

    def _on_emphasis(self) -> None:
        wanted = self._shown.emphasis
        with QSignalBlocker(self):
            for item in self._rows():
                font = item.font(0)
                font.setBold(wanted is not None and _curve_of(item) == wanted)
                if font != item.font(0):
                    item.setFont(0, font)

    def _on_hidden(self) -> None:
        """Follow what a chart's menu hid, and which curves it fanned out."""
        run = self._shown.run
        with QSignalBlocker(self):
            for item in self.leaves():
                hidden = item.data(0, _SERIES) in self._shown.hidden
                item.setCheckState(0, Qt.CheckState.Unchecked if hidden else Qt.CheckState.Checked)
            for row in range(self.topLevelItemCount()):
                top = self.topLevelItem(row)
                if top is not None and run is not None and top.childCount():
                    top.setExpanded(is_fanned(run, top.data(0, _CURVES)[0][0], self._shown.fans))

    def _open_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu.fill(menu, item.data(0, _CURVES))
        menu.popup(self.viewport().mapToGlobal(place))

    def _rows(self) -> list[QTreeWidgetItem]:
        tops = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        closed = [top for top in tops if top is not None and top.childCount()]
        return [*closed, *self.leaves()]

    def leaves(self) -> list[QTreeWidgetItem]:
        """Return the rows that stand for curves, those of folded variants too."""
        found: list[QTreeWidgetItem] = []
        for row in range(self.topLevelItemCount()):
            item = self.topLevelItem(row)
            assert item is not None
            inner = [item.child(i) for i in range(item.childCount())]
            found += [leaf for leaf in inner if leaf is not None] or [item]
        return found


def _curve_of(item: QTreeWidgetItem) -> Series | None:
    """The series a row's curve is known by; None for a variant whose counts are fanned out."""
    curves: tuple[Series, ...] = item.data(0, _CURVES)
    return None if item.isExpanded() and item.childCount() else curves[-1]
