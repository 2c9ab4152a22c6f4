"""Making the chart of a kind, with Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.desktop.look.theme import Theme
from explorer.results.pictures.kinds import Kind

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart


def make(kind: Kind, theme: Theme | None = None) -> Chart:
    """Return an empty chart of this kind; it follows the desktop's colours without a theme."""
    # Loading what draws takes as long as all before the first sight of the window.
    from explorer.desktop.charts.chart import Chart
    from explorer.desktop.charts.sized import SizedChart

    view = kind.view()
    return (Chart if view.size is None else SizedChart)(view, theme=theme)
