"""What the menu of a chart offers for the axis or the size under the mouse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from explorer.measure.plan import MAX_SIZE
from explorer.units import count

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart


def offer_axis(menu: QMenu, chart: Chart, at: QPointF) -> None:
    """Over an axis, offer to show all of that one, to make it linear, and what it can show."""
    figure = chart.plot.figure
    box, picture = figure.box, figure.picture
    if box.rect().contains(at) or not picture.curves:
        return
    across = at.y() > box.rect().bottom()
    if not across and at.x() >= 0:
        return
    (x, y), (all_x, all_y) = box.viewRange(), chart.ranges.whole(picture)
    name = chart.readout.axis() if across else picture.y_name
    whole = (all_x, (y[0], y[1])) if across else ((x[0], x[1]), all_y)
    menu.addAction(f"View All of “{name}”", lambda: chart.look_at(*whole))
    linear = chart.of_axes[0 if across else 1]
    if linear is not None and chart.view.linear:
        menu.addAction(linear)
    if not across and len(chart.view.aspects) > 1:
        _offer_aspects(menu, chart)
    menu.addSeparator()


def _offer_aspects(menu: QMenu, chart: Chart) -> None:
    menu.addSeparator()
    for name, title in chart.view.aspects.items():
        action = menu.addAction(title, partial(chart.choose_aspect, name))
        action.setCheckable(True)
        action.setChecked(name == chart.aspect.currentData())


def offer_size(menu: QMenu, chart: Chart, at: QPointF) -> None:
    """Over sizes, offer to measure at the one under the mouse, to two digits."""
    scene, figure = chart.scene, chart.plot.figure
    if scene is None or not (chart.view.across_sizes and chart.offers_sizes):
        return
    value = figure.picture.x_value(figure.box.mapToView(at).x())
    if 1 <= value <= MAX_SIZE:
        size = int(float(f"{value:.1e}"))
        text = f"&Measure at {scene.run.plan.axis} = {count(size)}"
        menu.addAction(text, lambda: chart.size_wanted.emit(size))
        menu.addSeparator()
