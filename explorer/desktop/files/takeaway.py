"""What the user takes away: files and the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.desktop.files.opening import folder, remember_folder
from explorer.desktop.files.saving import save
from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.settings import Settings
from explorer.desktop.shown import Shown
from explorer.results.facts.facts import facts
from explorer.results.facts.subject import Subject
from explorer.results.formats import FOREIGN, FORMATS, PLOT, REPORT, RUN, TABLE
from explorer.results.words.dispatch import dispatch

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart

_TITLES = {RUN: "Save Run", REPORT: "Save as Report", PLOT: "Save Plot", TABLE: "Export Table"}
_OFFERED = {RUN: (RUN,), REPORT: (REPORT,), PLOT: (PLOT,), TABLE: (TABLE, FOREIGN)}


class Takeaway(QObject):
    """Saves and copies what is shown.

    `saved` carries the path of each file, `done` a sentence about what worked. `chart` returns
    the chart to save.
    """

    saved = Signal(object)
    done = Signal(str)

    def __init__(
        self,
        window: QWidget,
        settings: Settings,
        messages: MessageBar,
        shown: Shown,
        chart: Callable[[], Chart],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._messages = messages
        self._shown = shown
        self._chart = chart

    def save_run(self) -> None:
        """Ask where to save the run, with all its samples."""
        self._choose(RUN)

    def save_plot(self) -> None:
        """Ask where to save the chart in sight, and as what."""
        self._choose(PLOT)

    def save_report(self) -> None:
        """Ask where to save everything as a page that is read in a browser."""
        self._choose(REPORT)

    def export_table(self) -> None:
        """Ask where to save the results as a table, or as files of other programs."""
        self._choose(TABLE)

    def save(self, path: Path) -> str:
        """Save by the path's ending; return an empty text, or one sentence that says why not."""
        trouble = save(path, self._shown.to_save(), self._chart(), self._shown.kernel)
        if trouble:
            self._messages.warn(trouble)
        else:
            remember_folder(self._settings, path)
            self.done.emit(f"Saved “{path}”")
            self.saved.emit(path)
        return trouble

    def copy_plot(self) -> None:
        """Put the chart in sight on the clipboard."""
        if self._shown.run is not None:
            from explorer.desktop.files.exporting import copy_plot

            copy_plot(self._chart(), QGuiApplication.clipboard(), self._shown.kernel)
            self.done.emit("The plot is on the clipboard")

    def copy_rule(self) -> None:
        """Put what is recommended on the clipboard, as Python that picks a variant by size."""
        run = self._shown.run
        code = dispatch(facts(Subject(run, self._shown.hidden))) if run is not None else ""
        if code:
            QGuiApplication.clipboard().setText(code)
        what = "The dispatch rule is on the clipboard, as a Python function"
        self.done.emit(what if code else "No visible curve has a time to make a rule of")

    def _choose(self, holds: str) -> None:
        run = self._shown.run
        if run is None:
            return
        offered = [f for f in FORMATS if f.holds in _OFFERED[holds] and f.available]
        filters = ";;".join(f"{found.title} (*{found.ending})" for found in offered)
        ending = offered[0].ending
        name = run.plan.kernel.name
        if holds == PLOT:
            name += f"-{self._chart().view.question.lower().replace(' ', '-')}"
        start = str(Path(folder(self._settings)) / f"{name}{ending}")
        chosen, used = QFileDialog.getSaveFileName(self._window, _TITLES[holds], start, filters)
        if not chosen:
            return
        path = Path(chosen)
        if not path.suffix:
            path = path.with_name(path.name + (used[used.find("*") + 1 : used.find(")")] or ending))
        self.save(path)
