"""Which part of the plane a chart shows: all of it, or what the user zoomed to, and back again."""

from time import perf_counter

from explorer.desktop.charts.figure import Figure
from explorer.results.pictures.frame import stepped, united
from explorer.results.pictures.picture import Picture

Range = tuple[float, float]
View = tuple[Range, Range] | None
"""What was zoomed to, x and y; None for all there is."""

ONE_ZOOM_S = 0.6
"""Turns of the wheel that follow each other sooner are one step back."""
FILLED = 0.6
"""A settled picture takes so much of the y axis at the least."""
NOTHING: Range = (-7.0, -5.0)
"""The y axis without curves."""


class Ranges:
    """Fits the axes of a figure to its picture, growing in steps while it is of the same run.

    What the user zooms to stays, and each step of it can be taken back and done again.
    """

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._fitted: object = None
        self._y: Range | None = None
        self._view: View = None
        self._before: list[View] = []
        self._after: list[View] = []
        self._zoomed_at = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether all there is, is in sight."""
        return self._view is None

    def begin(self) -> None:
        """Show all of something else; there is nothing to go back to."""
        self._view, self._y = None, None
        self._before, self._after = [], []

    def fit(self, picture: Picture, about: object, *, settled: bool = False) -> None:
        """Let the axes cover a picture; `about` is equal as long as they may only grow.

        Where nothing is measured any more, it is `settled` what there is: an axis that grew for
        first times, which were far off, shrinks again.
        """
        if about != self._fitted:
            self._fitted, self._y = about, None
        if settled and self._y is not None and picture.y_range is not None:
            low, high = _around(picture)
            if high - low < FILLED * (self._y[1] - self._y[0]):
                self._y = None
        if picture.y_range is not None:
            self._y = united(self._y, _around(picture))
        if self._view is None:
            self._figure.set_ranges(picture.x_range, self._y or NOTHING)

    def whole(self, picture: Picture) -> tuple[Range, Range]:
        """Return the x and y ranges that cover a picture."""
        return picture.x_range, self._y or NOTHING

    def zoomed(self) -> None:
        """Keep to what the figure shows now."""
        now = perf_counter()
        if self._view is None or now - self._zoomed_at > ONE_ZOOM_S:
            self._before.append(self._view)
            self._after = []
        self._zoomed_at = now
        x, y = self._figure.box.viewRange()
        self._view = (x[0], x[1]), (y[0], y[1])

    def show_whole(self) -> None:
        """Show all again."""
        if self._view is not None:
            self._before.append(self._view)
            self._after = []
        self._view, self._y = None, None

    def step(self, back: bool) -> bool:
        """Take the last zoom back, or do it again; return whether there was one."""
        source, target = (self._before, self._after) if back else (self._after, self._before)
        if not source:
            return False
        target.append(self._view)
        self._view = source.pop()
        self._zoomed_at = 0.0
        if self._view is not None:
            self._figure.set_ranges(*self._view)
        return True


def _around(picture: Picture) -> Range:
    assert picture.y_range is not None
    low, high = picture.y_range
    if picture.linear_y:
        return low, high
    margin = 0.04 * max(high - low, picture.y_least)
    return stepped(low - margin, high + margin, picture.y_step, picture.y_least)
