"""What a chart shows at a moment, for a file."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.results.pictures.picture import Picture
from explorer.results.record import Run


@dataclass(frozen=True)
class Contents:
    """The run, the words, the curves, and what of both axes is in sight, in the axes' own units."""

    run: Run
    headline: str
    conditions: str
    picture: Picture
    x_range: tuple[float, float]
    y_range: tuple[float, float]
