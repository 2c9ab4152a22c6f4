"""The one table of charts: a row is a page, a key, and a plot in files, reports and notebooks."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.results.pictures.against import against_view
from explorer.results.pictures.cost import cost_view
from explorer.results.pictures.rates import time_view
from explorer.results.pictures.roofline import roofline_view
from explorer.results.pictures.speedup import speedup_view
from explorer.results.pictures.threads import threads_view
from explorer.results.pictures.view import View


@dataclass(frozen=True)
class Kind:
    """A chart: its name in requests, its title with a mnemonic, what it shows, its keys.

    `counted` and `beside` say that it needs more than a run: what was counted of its variants,
    or other runs; `seldom`, that it is looked at less often than the others.
    """

    name: str
    title: str
    explained: str
    keys: tuple[str, ...]
    view: Callable[[], View]
    counted: bool = False
    beside: bool = False
    seldom: bool = False


KINDS = (
    Kind("time", "&Time", "Show the time per call over the size", ("Ctrl+1",), time_view),
    Kind("speedup", "&Speed-up", "Show the speed-up over the size", ("Ctrl+2",), speedup_view),
    Kind("threads", "T&hreads", "Show the speed-up over the thread count", ("Ctrl+3",),
         threads_view),
    Kind("cost", "Cost", "Show the time per call over the size, divided by the size",
         ("Ctrl+4",), cost_view, seldom=True),
    Kind("roofline", "Roo&fline", "Show flop/s below what this machine was measured to do at best",
         ("Ctrl+5",), roofline_view, counted=True,
         seldom=True),
    Kind("against", "&Before", "Show how many times as fast it is as the runs it is compared with",
         ("Ctrl+6",), against_view, beside=True),
)  # fmt: skip

OF_A_RUN = {kind.name: kind for kind in KINDS if not (kind.counted or kind.beside)}
"""The charts that a run alone is enough for, by their names."""
