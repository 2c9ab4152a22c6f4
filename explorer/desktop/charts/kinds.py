"""The one table of charts: a row is a page, a key, and a plot that can be saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.desktop.look.theme import Theme
from explorer.results.pictures.cost import cost_view
from explorer.results.pictures.roofline import roofline_view
from explorer.results.pictures.speedup import speedup_view
from explorer.results.pictures.threads import threads_view
from explorer.results.pictures.time import time_view
from explorer.results.pictures.view import View

if TYPE_CHECKING:
    from explorer.desktop.charts.chart import Chart


@dataclass(frozen=True)
class Kind:
    """A chart: its name in requests, its title with a mnemonic, what it shows, its keys."""

    name: str
    title: str
    explained: str
    keys: tuple[str, ...]
    view: Callable[[], View]


KINDS = (
    Kind("time", "&Time", "Show the time per call over the size", ("Ctrl+1",), time_view),
    Kind("speedup", "&Speed-up", "Show the speed-up over the size", ("Ctrl+2",), speedup_view),
    Kind("threads", "T&hreads", "Show the speed-up over the thread count", ("Ctrl+3",),
         threads_view),
    Kind("cost", "Cost", "Show the time per call over the size, divided by the size",
         ("Ctrl+4",), cost_view),
    Kind("roofline", "Roo&fline", "Show flop/s below what this machine was measured to do at best",
         ("Ctrl+6",), roofline_view),
)  # fmt: skip


def make(kind: Kind, theme: Theme | None = None) -> Chart:
    """Return an empty chart of this kind; it follows the desktop's colours without a theme."""
    # Loading what draws takes as long as all before the first sight of the window.
    from explorer.desktop.charts.chart import Chart
    from explorer.desktop.charts.sized import SizedChart

    view = kind.view()
    return (Chart if view.size is None else SizedChart)(view, theme=theme)
