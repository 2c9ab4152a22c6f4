"""Making the chart of a kind, with Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.desktop.look.theme import Theme
from explorer.results.pictures.kinds import Kind

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart
    from explorer.desktop.charts.sized import SizedChart


def load() -> tuple[type[Chart], type[SizedChart]]:
    """Load what draws, which takes as long as all before the first sight of the window."""
    from explorer.desktop.charts.chart import Chart
    from explorer.desktop.charts.sized import SizedChart

    return Chart, SizedChart


def make(kind: Kind, theme: Theme | None = None) -> Chart:
    """Return an empty chart of this kind; it follows the desktop's colours without a theme."""
    plain, sized = load()
    view = kind.view()
    return (plain if view.size is None else sized)(view, theme=theme)
