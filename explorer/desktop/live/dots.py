"""Where samples are drawn, and thousands of small marks at once, painted by NumPy.

Qt would take too long. Measured on one core: 16,000 marks in eight pictures take 16 ms; as many
points of a QPainter, with round ends, 70 ms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPolygonF

from explorer.results.live.strip import Lane, Range, Strip

Floats = NDArray[np.float64]
BIN = 3.0
"""Pixels of a bar of a histogram."""
FULL = 0.94
"""How much of the width the longest bar takes."""


@dataclass(frozen=True)
class Band:
    """A part of the height: what is drawn in it, from which time to which."""

    lanes: tuple[Lane, ...]
    rect: QRectF
    range: Range

    def y(self, value: Floats) -> Floats:
        """Return where logarithms are."""
        low, high = self.range
        return self.rect.bottom() - (value - low) / (high - low) * self.rect.height()

    def at(self, value: float) -> float:
        """Return where a logarithm is."""
        return float(self.y(np.array(value)))


def counted(y: Floats, rect: QRectF, left: float, width: float) -> QPolygonF:
    """Return the outline of how many are where, upwards, as wide as there is room."""
    bins = max(int(rect.height() / BIN), 1)
    edges = np.linspace(rect.bottom(), rect.top(), bins + 1)
    numbers, _ = np.histogram(y, edges[::-1])
    longest = max(int(np.max(numbers)), 1)
    points = [QPointF(left, edges[0])]
    for number, low, high in zip(numbers[::-1], edges[:-1], edges[1:], strict=True):
        x = left + FULL * width * int(number) / longest
        points += [QPointF(x, low), QPointF(x, high)]
    return QPolygonF([*points, QPointF(left, edges[-1])])


def summed(y: Floats, rect: QRectF, left: float, width: float) -> QPolygonF:
    """Return the empirical distribution function: which share is at most so long."""
    ordered = np.sort(y)[::-1]
    points, number = [], len(ordered)
    for place, at in enumerate(ordered):
        points.append(QPointF(left + FULL * width * place / number, max(at, rect.top())))
        points.append(QPointF(left + FULL * width * (place + 1) / number, max(at, rect.top())))
    return QPolygonF(points)


ROUND = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))
LARGE = (*ROUND, (-1, -1), (1, -1), (-1, 1), (1, 1), (-2, 0), (2, 0), (0, -2), (0, 2))
CROSS = ((0, 0), (-1, -1), (1, 1), (-1, 1), (1, -1), (-2, -2), (2, 2), (-2, 2), (2, -2))
UP = ((0, -1), (-1, 0), (0, 0), (1, 0), (-2, 1), (-1, 1), (0, 1), (1, 1), (2, 1))
"""The pixels of a dot, of a larger one, of a cross, and of a triangle that points up, around their
middle."""

Shape = tuple[tuple[int, int], ...]
Whole = NDArray[np.int64]


class Dots:
    """A transparent picture of so many pixels, in which marks that overlap are less transparent.

    `scale` is how many pixels of the device a pixel is.
    """

    def __init__(self, width: float, height: float, scale: float) -> None:
        self._scale = scale
        size = max(round(height * scale), 1), max(round(width * scale), 1), 4
        self._pixels = np.zeros(size, np.uint8)

    def add(
        self, x: Floats, y: Floats, color: QColor, shape: Shape = ROUND, opacity: float = 0.35
    ) -> None:
        """Paint marks in the middle of these places."""
        height, width, _ = self._pixels.shape
        across, down = _enlarged(shape, max(round(self._scale), 1))
        columns = (np.floor(x * self._scale).astype(np.int64)[:, None] + across).ravel()
        rows = (np.floor(y * self._scale).astype(np.int64)[:, None] + down).ravel()
        inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        hits = np.bincount(rows[inside] * width + columns[inside], minlength=height * width)
        where = np.flatnonzero(hits)
        share = (1 - (1 - opacity) ** hits[where])[:, None]
        ink = np.array([color.blue(), color.green(), color.red(), 255], np.float64)
        flat = self._pixels.reshape(-1, 4)
        flat[where] = flat[where] * (1 - share) + ink * share

    def image(self) -> QImage:
        """Return the picture; it lives as long as this."""
        height, width, _ = self._pixels.shape
        image = QImage(
            self._pixels.data, width, height, 4 * width,
            QImage.Format.Format_ARGB32_Premultiplied,
        )  # fmt: skip
        image.setDevicePixelRatio(self._scale)
        return image


@lru_cache(maxsize=16)
def _enlarged(shape: Shape, wide: int) -> tuple[Whole, Whole]:
    """The pixels of a shape where each of them is so many device pixels wide and high."""
    cells = [
        (x * wide + right, y * wide + below)
        for x, y in shape
        for right in range(wide)
        for below in range(wide)
    ]
    return np.array([x for x, _ in cells]), np.array([y for _, y in cells])


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
