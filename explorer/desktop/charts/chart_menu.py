"""What the menu of a chart offers for the axis or the size under the mouse."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from explorer.desktop.charts.figure import Figure
from explorer.measure.plan import MAX_SIZE, Plan
from explorer.units import count

X, Y = 0, 1
"""The axes, as places in what there is one of for each."""


def axis_at(figure: Figure, at: QPointF) -> int | None:
    """Return the axis at a pixel of the plot; None between them, and where nothing is drawn."""
    box = figure.box
    if box.rect().contains(at) or not figure.picture.curves:
        return None
    if at.y() > box.rect().bottom():
        return X
    return Y if at.x() < 0 else None


def offer_axis(
    menu: QMenu, name: str, show_whole: Callable[[], None], linear: QAction | None
) -> None:
    """Offer to show all of an axis, and where it can be, to make it linear."""
    menu.addAction(f"View All of “{name}”", show_whole)
    if linear is not None:
        menu.addAction(linear)


def offer_aspects(
    menu: QMenu, aspects: Mapping[str, str], shown: str, choose: Callable[[str], None]
) -> None:
    """Offer what the y axis can show, titles by name, where that is more than one thing."""
    if len(aspects) < 2:
        return
    menu.addSeparator()
    for name, title in aspects.items():
        action = menu.addAction(title, partial(choose, name))
        action.setCheckable(True)
        action.setChecked(name == shown)


def offer_size(menu: QMenu, plan: Plan, value: float, measure: Callable[[int], None]) -> None:
    """Offer to measure at a value of the axis of sizes, to two digits, where none is planned."""
    if 1 <= value <= MAX_SIZE and (size := int(float(f"{value:.1e}"))) not in plan.sizes:
        menu.addAction(f"&Measure at {plan.axis} = {count(size)}", partial(measure, size))
        menu.addSeparator()
