"""The curves of a run as a tree of variants and thread counts that can be switched off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QPalette
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeWidget, QTreeWidgetItem

from explorer.desktop.look import theme
from explorer.desktop.look.swatch import SIZE, swatch
from explorer.desktop.shown import Shown
from explorer.measure.plan import Baseline
from explorer.results.analysis import wrong_variants
from explorer.results.pictures.picture import rank_of
from explorer.results.record import Run, Series
from explorer.results.wording import threads

_SERIES = int(Qt.ItemDataRole.UserRole)


class Legend(QTreeWidget):
    """A tick shows a curve; the current one, or the one pointed at, comes to the front.

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
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self._compare = QAction("Compare with this curve", self)
        self._compare.triggered.connect(self._on_compare)
        self.itemChanged.connect(self._on_ticked)
        self.currentItemChanged.connect(self._on_current)
        self.itemEntered.connect(self._on_entered)
        shown.run_changed.connect(self._on_run)
        shown.emphasis_changed.connect(self._on_emphasis)

    def hidden(self) -> frozenset[Series]:
        """Return the curves without a tick."""
        return frozenset(
            item.data(0, _SERIES)
            for item in self._leaves()
            if item.checkState(0) is Qt.CheckState.Unchecked
        )

    def leaveEvent(self, event: QEvent) -> None:
        """Bring no curve forward when the pointer is gone."""
        super().leaveEvent(event)
        self._shown.emphasise(None)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the swatches in a new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._structure = None
            self._on_run()

    def _on_run(self) -> None:
        run = self._shown.run
        structure = None if run is None else (run.created, run.plan, run.series())
        if structure != self._structure:
            self._structure = structure
            self.blockSignals(True)
            self.clear()
            if run is not None:
                self._build(run)
            self.blockSignals(False)
        if run is not None:
            self._mark(run)

    def _build(self, run: Run) -> None:
        colours, roster = theme.theme_of(QGuiApplication.palette()), run.plan.kernel.variants
        by_variant: dict[str, list[int]] = {}
        for variant, number in run.series():
            by_variant.setdefault(variant, []).append(number)
        for variant, counts in by_variant.items():
            item = QTreeWidgetItem(self, [variant])
            item.setIcon(0, swatch(colours, roster, variant))
            if len(counts) == 1:
                self._make_leaf(item, (variant, counts[0]))
                continue
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            for number in counts:
                leaf = QTreeWidgetItem(item, [threads(number)])
                place = rank_of(run, (variant, number))
                leaf.setIcon(0, swatch(colours, roster, variant, place))
                self._make_leaf(leaf, (variant, number))
        self.expandAll()

    def _make_leaf(self, item: QTreeWidgetItem, series: Series) -> None:
        item.setData(0, _SERIES, series)
        hidden = series in self._shown.hidden
        item.setCheckState(0, Qt.CheckState.Unchecked if hidden else Qt.CheckState.Checked)

    def _mark(self, run: Run) -> None:
        wrong = wrong_variants(run)
        base = (run.plan.baseline.variant, run.plan.baseline.threads)
        self.blockSignals(True)
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
            item.setToolTip(0, f"{text}. {note}" if note else text)
        self.blockSignals(False)

    def _on_ticked(self) -> None:
        self._shown.hide(self.hidden())

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        self._shown.emphasise(None if item is None else item.data(0, _SERIES))

    def _on_entered(self, item: QTreeWidgetItem) -> None:
        self._shown.emphasise(item.data(0, _SERIES))

    def _on_emphasis(self) -> None:
        wanted = self._shown.emphasis
        self.blockSignals(True)
        for item in self._leaves():
            font = item.font(0)
            font.setBold(item.data(0, _SERIES) == wanted)
            if font != item.font(0):
                item.setFont(0, font)
        self.blockSignals(False)

    def _open_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is None or item.data(0, _SERIES) is None:
            return
        variant, number = item.data(0, _SERIES)
        self._compare.setData(Baseline(variant, number))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._compare)
        menu.popup(self.viewport().mapToGlobal(place))

    def _on_compare(self) -> None:
        self.baseline_wanted.emit(self._compare.data())

    def _leaves(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []
        for row in range(self.topLevelItemCount()):
            item = self.topLevelItem(row)
            assert item is not None
            inner = [item.child(i) for i in range(item.childCount())]
            found += [leaf for leaf in inner if leaf is not None] or [item]
        return found
