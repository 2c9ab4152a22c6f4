"""How charts show things, as it was chosen: which one, aspects, linear axes, zooms to and fro."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from explorer.desktop.settings import Settings
from explorer.desktop.shell.tabs import Tabs
from explorer.results.pictures.kinds import KINDS

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart
    from explorer.desktop.live.page import LivePage

_LAST = "charts/last"
_ASPECTS, _LINEAR, _LIVE = "charts/aspects", "charts/linear", "live/arrangement"
AXES = "linear_x", "linear_y"
"""The actions that are ticked while an axis is linear, in all charts that can have such."""


class ChartChoices(QObject):
    """Follows the actions, and keeps what was chosen between starts, an aspect for each chart."""

    def __init__(self, tabs: Tabs, actions: Mapping[str, QAction]) -> None:
        super().__init__(tabs)
        self._tabs = tabs
        self._linear = actions[AXES[0]], actions[AXES[1]]
        self._aspects: dict[str, str] = {}
        self._samples: dict[str, bool] = {}
        self._live: LivePage | None = None
        self._forgotten = False
        for action in self._linear:
            action.toggled.connect(self._on_linear)
        for name, back in (("zoom_back", True), ("zoom_forward", False)):
            actions[name].triggered.connect(partial(self._step, back))
        tabs.chart_made.connect(self._on_made)
        tabs.built.connect(self._on_built)

    def restore(self, settings: Settings) -> None:
        """Show things as they were when the window was closed last."""
        self._aspects = settings.read(_ASPECTS, {})
        self._samples = settings.read(_LIVE, {})
        last = settings.read(_LAST, KINDS[0].name)
        if last in {kind.name for kind in KINDS}:
            self._tabs.last_chart = last
        for action in self._linear:
            action.setChecked(settings.read(f"{_LINEAR}/{action.objectName()}", False))

    def remember(self, settings: Settings) -> None:
        """Write how things are shown, unless they are only so for a plot."""
        if self._forgotten:
            return
        for name, chart in self._tabs.charts.items():
            self._aspects[name] = chart.aspect.currentData() or ""
        settings.write(_ASPECTS, self._aspects)
        settings.write(_LAST, self._tabs.last_chart)
        if self._live is not None:
            self._samples = self._live.arrangement()
        settings.write(_LIVE, self._samples)
        for action in self._linear:
            settings.write(f"{_LINEAR}/{action.objectName()}", action.isChecked())

    def forget(self) -> None:
        """Show things as in a window that was never used: a plot is asked for on a command line."""
        self._aspects, self._forgotten = {}, True
        self._tabs.last_chart = KINDS[0].name
        for action in self._linear:
            action.setChecked(False)

    @Slot(str)
    def _on_made(self, name: str) -> None:
        chart = self._tabs.charts[name]
        chart.of_axes = self._linear
        self._align(chart)
        if self._aspects.get(name) in chart.view.aspects:
            chart.choose_aspect(self._aspects[name])

    @Slot(str)
    def _on_built(self, name: str) -> None:
        if name == "live":
            self._live = self._tabs.live
            self._live.arrange(self._samples)

    @Slot()
    def _on_linear(self) -> None:
        for chart in self._tabs.charts.values():
            self._align(chart)

    def _align(self, chart: Chart) -> None:
        across, upright = self._linear
        chart.make_linear(x=across.isChecked(), y=upright.isChecked())

    def _step(self, back: bool) -> None:
        if self._tabs.chart is not None:
            self._tabs.chart.step(back)
