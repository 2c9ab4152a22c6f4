"""What can be done with a curve, from its line, its label or its row in the legend."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from explorer.desktop.look.allowing import allow
from explorer.desktop.shown import Shown
from explorer.measure.plan import Baseline
from explorer.results.pictures.bundles import is_fanned
from explorer.results.record import Series
from explorer.results.wording import series as named


class CurveMenu(QObject):
    """Fills menus; `baseline_wanted` carries the Baseline that speed-ups are to be relative to."""

    baseline_wanted = Signal(object)

    def __init__(self, shown: Shown, parent: QObject) -> None:
        super().__init__(parent)
        self._shown = shown

    def fill(self, menu: QMenu, curves: Sequence[Series], threads: int | None = None) -> None:
        """Offer what can be done with the curve of some series of one variant.

        `threads` is the count at the point that is meant; else it is that of the last series.
        """
        shown, run = self._shown, self._shown.run
        if run is None or not curves:
            return
        variant = curves[0][0]
        count = curves[-1][1] if threads is None else threads
        one = named(run, variant, count).replace("&", "&&")
        what = one if len(curves) == 1 else variant.replace("&", "&&")
        menu.addAction(
            f"&Compare with {one}", lambda: self.baseline_wanted.emit(Baseline(variant, count))
        )
        menu.addSeparator()
        menu.addAction(f"Show &Only {what}", lambda: shown.show_only(curves))
        menu.addAction(f"&Hide {what}", lambda: shown.hide_too(curves))
        every = menu.addAction("Show &All Curves", lambda: shown.hide(frozenset()))
        menu.setToolTipsVisible(True)
        if not shown.hidden:
            allow(every, "No curve is hidden.")
        if sum(name == variant for name, _ in run.series()) > 1:
            menu.addSeparator()
            fanned = is_fanned(run, variant, shown.fans)
            text = "One Curve for A&ll Thread Counts" if fanned else "A Curve for &Each Count"
            menu.addAction(text, lambda: shown.fan(variant, not fanned))
