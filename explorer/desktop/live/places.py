"""Where the parts of a strip chart are: the strips, the distributions beside them, a sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from explorer.desktop.live.band import Floats
from explorer.results.live.strip import Strip

GAP, EDGE = 12, 4
ROW = 1.25
"""Height of a row of marks below the lanes, in lines of text."""


@dataclass(frozen=True)
class Places:
    """Those in so many pixels, of which the axis takes some at the left and marks some `below`."""

    width: int
    height: int
    left: float
    below: int

    @property
    def right(self) -> float:
        """Where everything ends."""
        return self.width - EDGE

    @property
    def beside(self) -> float:
        """The width of the distributions."""
        return min(max(0.26 * self.width, 80.0), 240.0)

    @property
    def plot(self) -> QRectF:
        """The rectangle of all strips."""
        width = self.right - self.left - self.beside - GAP
        return QRectF(self.left, 0, max(width, 40), max(self.height - self.below, 20))

    def x(self, strip: Strip, at: Sequence[float]) -> Floats:
        """Return where moments are, or the places of samples in a run."""
        plot = self.plot
        share = (np.asarray(at, float) - strip.low) / max(strip.high - strip.low, 1e-9)
        return plot.left() + share * plot.width()
