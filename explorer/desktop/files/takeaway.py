"""What the user takes away: files and the clipboard."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from explorer.atomic import SaveError
from explorer.desktop.files.opening import folder, remember_folder
from explorer.desktop.files.where import ask_where
from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.settings import Settings
from explorer.desktop.shown import Shown
from explorer.results.facts.facts import facts
from explorer.results.formats import (
    FOREIGN,
    FORMATS,
    PLOT,
    REPORT,
    RUN,
    TABLE,
    endings,
    format_of,
    in_a_row,
)
from explorer.results.words.dispatch import dispatch
from explorer.units import listed

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart
    from explorer.desktop.files.plot_options import Options
    from explorer.results.suite import Suite

_TITLES = {RUN: "Save Run", REPORT: "Save as Report", PLOT: "Save Plot", TABLE: "Export Table"}
_OFFERED = {RUN: (RUN,), REPORT: (REPORT,), PLOT: (PLOT,), TABLE: (TABLE, FOREIGN)}


class Takeaway(QObject):
    """Saves and copies what is shown.

    `saved` carries the path of each file, `done` a sentence about what worked. `chart` returns
    the chart to save, `charts` all that have something on them.
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
        charts: Callable[[], list[Chart]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._messages = messages
        self._shown = shown
        self._chart = chart
        self._charts = charts

    def save_run(self) -> None:
        """Ask where to save the run, with all its samples."""
        self._choose(RUN)

    def save_plot(self) -> None:
        """Ask where to save the chart in sight, and as what."""
        self._choose(PLOT)

    def save_plot_with_options(self) -> None:
        """Ask how large and with what on it, then where to save the chart in sight, or all."""
        from explorer.desktop.files.plot_options import PlotOptions

        if self._shown.run is None:
            return
        dialog = PlotOptions(self._window, self._settings)
        if dialog.exec():
            options = dialog.options()
            path = self._asked(PLOT, "all" if options.every else "")
            if path is not None:
                self.save_plots(path, options)
        dialog.deleteLater()

    def save_plots(self, path: Path, options: Options) -> None:
        """Save the chart in sight to a path, or all charts to one that is named like it each."""
        from explorer.desktop.files.exporting import save_plot

        targets = {path: self._chart()}
        if options.every:
            named = {path.stem.removesuffix("-all") + f"-{_slug(c)}": c for c in self._charts()}
            targets = {path.with_name(name + path.suffix): c for name, c in named.items()}
            there = [f"“{target.name}”" for target in targets if os.path.exists(target)]
            if there:
                exist = "exist" if there[1:] else "exists"
                self._messages.warn(f"{listed(there)} {exist} already: choose another name.")
                return
        try:
            for target, chart in targets.items():
                save_plot(chart, target, options.page)
        except SaveError as error:
            self._messages.warn(str(error))
            return
        remember_folder(self._settings, path)
        one = f"Saved “{path}”"
        self.done.emit(f"Saved {len(targets)} charts to “{path.parent}”" if options.every else one)

    def save_report(self) -> None:
        """Ask where to save everything as a page that is read in a browser."""
        self._choose(REPORT)

    def export_table(self) -> None:
        """Ask where to save the results as a table, or as files of other programs."""
        self._choose(TABLE)

    def save_suite(self, found: Suite, title: str) -> None:
        """Ask where to save the heat map of a folder of kernels, and as what."""
        from explorer.desktop.files.without_window import TITLES, save_suite

        path = self._chosen("Save Heat Map", f"{title}-heat-map", TITLES)
        if path is None:
            return
        try:
            save_suite(found, title, path)
        except SaveError as error:
            self._messages.warn(str(error))
            return
        remember_folder(self._settings, path)
        self.done.emit(f"Saved “{path}”")

    def save(self, path: Path) -> str:
        """Save by the path's ending; return an empty text, or one sentence that says why not."""
        try:
            self._save(path)
        except SaveError as error:
            self._messages.warn(str(error))
            return str(error)
        remember_folder(self._settings, path)
        self.done.emit(f"Saved “{path}”")
        self.saved.emit(path)
        return ""

    def _save(self, path: Path) -> None:
        """Save the chart in sight or the run; where SaveError is raised, nothing was changed."""
        run, found = self._shown.to_save(), format_of(path)
        if run is None:
            raise SaveError(f"“{path}” cannot be saved: there is no run yet.")
        if found is None:
            known = in_a_row(endings())
            raise SaveError(f"“{path}” cannot be saved: its name must end in {known}.")
        if found.holds == PLOT:
            from explorer.desktop.files.exporting import save_plot

            save_plot(self._chart(), path)
        else:
            found.write(run, path, self._shown.kernel)

    def copy_plot(self) -> None:
        """Put the chart in sight on the clipboard."""
        if self._shown.run is not None:
            from explorer.desktop.files.exporting import copy_plot

            copy_plot(self._chart(), QGuiApplication.clipboard(), self._shown.kernel)
            self.done.emit("The plot is on the clipboard")

    def copy_rule(self) -> None:
        """Put what is recommended on the clipboard, as Python that picks a variant by size."""
        if self._shown.run is not None:
            self._chart().catch_up()  # which says what is in sight
        subject = self._shown.subject
        code = dispatch(facts(subject)) if subject is not None else ""
        if code:
            QGuiApplication.clipboard().setText(code)
        what = "The dispatch rule is on the clipboard, as a Python function"
        self.done.emit(what if code else "Nothing in sight has a time to make a rule of")

    def _choose(self, holds: str) -> None:
        path = self._asked(holds) if self._shown.run is not None else None
        if path is not None:
            self.save(path)

    def _asked(self, holds: str, which: str = "") -> Path | None:
        """Ask for a path; None where none was chosen. `which` is a part of the name offered."""
        run = self._shown.run
        assert run is not None
        offered = [f for f in FORMATS if f.holds in _OFFERED[holds] and f.available]
        name = run.plan.kernel.name
        if holds == PLOT:
            name += f"-{which or _slug(self._chart())}"
        return self._chosen(_TITLES[holds], name, {f.ending: f.title for f in offered})

    def _chosen(self, title: str, name: str, formats: Mapping[str, str]) -> Path | None:
        """Ask for a path with one of the endings; the first one is offered."""
        start = Path(folder(self._settings)) / f"{name}{next(iter(formats))}"
        return ask_where(self._window, title, start, formats)


def _slug(chart: Chart) -> str:
    """What a chart is called in the name of a file."""
    return chart.view.question.lower().replace(" ", "-")
