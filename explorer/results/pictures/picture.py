"""What a chart is to draw, as plain data, free of colours and pixels.

Coordinates are decimal logarithms on both axes, or values where an axis is linear (`straight`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from explorer.results.pictures.scales import Scale
from explorer.results.record import PointRecord, Series

HOLLOW, WRONG, GOOD = "hollow", "wrong", "good"
"""How a spot is marked: in doubt, a wrong result, neither."""
DOUBT = "not known to ±5 %, or unchecked"
"""What a hollow spot means: a status that is neither ok nor wrong."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A measured point: where it is, its interval where there is one, and how it is marked.

    `spread` are the lowest and the highest of the processes, empty where it is of one. `tag` is
    written beside it. `limit` is what limits it, empty where nobody asked; `turns` says that it is
    another limit than that of the spot before. `said` is what is read out of it in this picture.
    """

    x: float
    y: float
    low: float | None
    high: float | None
    kind: str
    record: PointRecord = field(compare=False, repr=False)
    spread: tuple[float, ...] = ()
    tag: str = ""
    limit: str = ""
    turns: bool = False
    said: str = ""

    @property
    def written(self) -> str:
        """What stands above it."""
        return " · ".join(filter(None, (self.tag, self.limit if self.turns else "")))

    def turned(self, turn: Callable[[float], float]) -> Spot:
        """Return it where a function that grows puts its height, its interval and its spread."""
        return replace(
            self,
            y=turn(self.y),
            low=None if self.low is None else turn(self.low),
            high=None if self.high is None else turn(self.high),
            spread=tuple(map(turn, self.spread)),
        )

    def mirrored(self) -> Spot:
        """Return it mirrored at 0: what is more is less now."""
        found = self.turned(lambda y: -y)
        return replace(found, low=found.high, high=found.low, spread=found.spread[::-1])


@dataclass(frozen=True)
class Trend:
    """A law that was fitted to a curve: its places where that was measured, and beyond.

    `text` says which law it is.
    """

    within: tuple[tuple[float, float], ...]
    beyond: tuple[tuple[float, float], ...]
    text: str


@dataclass(frozen=True)
class Curve:
    """The spots of a series, or of the best of several of a variant, from left to right.

    `covers` are the series that bring it forward. `rank` is the place of its thread count, 0 for
    the fewest to 1 for the most. `note` follows its variant in the label. `other` is 0 for the
    run itself, else which of those it is compared with. `trend` is a law fitted to it. `tagged`
    says that something is written above some of its spots.
    """

    series: Series
    spots: tuple[Spot, ...]
    rank: float = 1.0
    note: str = ""
    covers: tuple[Series, ...] = ()
    other: int = 0
    trend: Trend | None = None
    tagged: bool = False

    @property
    def key(self) -> tuple[Series, int]:
        """What tells it from the rest of a picture."""
        return self.series, self.other

    @property
    def places(self) -> list[tuple[float, float]]:
        """Where its line goes through."""
        return [(spot.x, spot.y) for spot in self.spots]

    def height(self, x: float) -> float | None:
        """Return how high its line is at an x, None beyond its ends."""
        for one, two in pairwise(self.spots):
            if one.x <= x <= two.x and one.x < two.x:
                return one.y + (x - one.x) / (two.x - one.x) * (two.y - one.y)
        return None


@dataclass(frozen=True)
class Mark:
    """A point without a place: it was not measured, or not to the end.

    Those next to it on its curve, in the direction of larger values, may have none either.
    """

    x: float
    series: Series
    rank: float
    record: PointRecord = field(compare=False, repr=False)


@dataclass(frozen=True)
class Cross:
    """Where a curve overtakes another: a ring on it, and what is said of it."""

    x: float
    y: float
    series: Series
    rank: float
    text: str


@dataclass(frozen=True)
class Guide:
    """A line to compare with: across the whole plot where an end is None."""

    start: tuple[float | None, float | None]
    end: tuple[float | None, float | None]
    name: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Picture:
    """Everything a plot shows.

    `names` are the variants and notes of all curves the run can have, so that their column has
    one width from the start.
    `y_range` is what the curves cover, None without curves; `y_step` and `y_least` say in what
    steps the y axis grows and how long it is at least. `note`
    is shown instead of curves where there cannot be any. `marks_above` says at which edge points
    that were not measured are marked.
    """

    roster: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    curves: tuple[Curve, ...] = ()
    marks: tuple[Mark, ...] = ()
    guides: tuple[Guide, ...] = ()
    crosses: tuple[Cross, ...] = ()
    x_range: tuple[float, float] = (2.0, 7.0)
    x_last: float | None = None
    y_range: tuple[float, float] | None = None
    y_step: float = 0.5
    y_least: float = 2.0
    x_scale: Scale | None = field(default=None, compare=False)
    y_scale: Scale | None = field(default=None, compare=False)
    x_names: tuple[str, str] = ("", "")
    y_name: str = ""
    note: str = ""
    marks_above: bool = True
    linear_x: bool = False
    linear_y: bool = False

    def x_value(self, at: float) -> float:
        """Return the value at a coordinate of the x axis."""
        return at if self.linear_x else 10**at

    def y_value(self, at: float) -> float:
        """Return the value at a coordinate of the y axis."""
        return at if self.linear_y else 10**at


def heights(curves: tuple[Curve, ...]) -> list[float]:
    """Return what the y axis has to cover: spots, what the processes differ by, and trends."""
    spots = [spot.y for curve in curves for spot in curve.spots]
    spots += [y for curve in curves for spot in curve.spots if spot.spread for y in spot.spread]
    trends = (curve.trend for curve in curves if curve.trend is not None)
    return spots + [y for one in trends for _, y in (*one.within, *one.beyond)]


def has_whiskers(picture: Picture) -> bool:
    """Whether any point of a picture is of more than one process."""
    return any(spot.spread for curve in picture.curves for spot in curve.spots)
