"""What a chart is to draw, as plain data: made from a run, free of colours and pixels.

Coordinates are decimal logarithms on both axes, or values where an axis is linear (`straight`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from explorer.results.pictures.bundles import best_of, bundled, is_fanned
from explorer.results.pictures.scales import Scale
from explorer.results.record import AtSize, PointRecord, Run, Series

HOLLOW, WRONG, GOOD = "hollow", "wrong", "good"
"""How a spot is marked: in doubt, a wrong result, neither."""
DOUBT = "not known to ±5 %, or unchecked"
"""What a hollow spot means: a status that is neither ok nor wrong."""


NO_WISHES: Mapping[str, bool] = MappingProxyType({})
"""Which variants are to have a curve for each thread count, or are not to: as it is by itself."""


@dataclass(frozen=True)
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
    run itself, else which of those it is compared with. `trend` is a law fitted to it.
    """

    series: Series
    spots: tuple[Spot, ...]
    rank: float = 1.0
    note: str = ""
    covers: tuple[Series, ...] = ()
    other: int = 0
    trend: Trend | None = None

    @property
    def key(self) -> tuple[Series, int]:
        """What tells it from the rest of a picture."""
        return self.series, self.other

    @property
    def places(self) -> list[tuple[float, float]]:
        """Where its line goes through."""
        return [(spot.x, spot.y) for spot in self.spots]

    @cached_property
    def has_tags(self) -> bool:
        """Whether anything is written above any of its spots."""
        return any(spot.tag or spot.turns for spot in self.spots)

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


def spread_of(each: tuple[float, ...]) -> tuple[float, ...]:
    """Return where the lowest and the highest of several processes are; empty for one."""
    return (math.log10(min(each)), math.log10(max(each))) if each and min(each) > 0 else ()


def heights(curves: tuple[Curve, ...]) -> list[float]:
    """Return what the y axis has to cover: spots, what the processes differ by, and trends."""
    spots = [spot.y for curve in curves for spot in curve.spots]
    spots += [y for curve in curves for spot in curve.spots if spot.spread for y in spot.spread]
    trends = (curve.trend for curve in curves if curve.trend is not None)
    return spots + [y for one in trends for _, y in (*one.within, *one.beyond)]


def has_whiskers(picture: Picture) -> bool:
    """Whether any point of a picture is of more than one process."""
    return any(spot.spread for curve in picture.curves for spot in curve.spots)


def roster_of(run: Run) -> tuple[str, ...]:
    """Return the variants by which colours and symbols are given."""
    return run.plan.kernel.variants or run.plan.variants


def kind_of(record: PointRecord) -> str:
    """Return how a measured point is marked."""
    if record.status == "wrong":
        return WRONG
    return GOOD if record.status == "ok" else HOLLOW


def rank_of(run: Run, series: Series) -> float:
    """Return the place of a thread count, 0 for the fewest to 1 for the most.

    1 where the variant has one curve only.
    """
    own = sorted(run.counts.get(series[0], ()))
    return own.index(series[1]) / (len(own) - 1) if len(own) > 1 and series[1] in own else 1.0


def note_of(run: Run, series: Series) -> str:
    """Return the thread count as a label says it; empty where the variant has one curve only."""
    if len(run.counts.get(series[0], ())) < 2:
        return ""
    return "1 thread" if series[1] == 1 else f"{series[1]} threads"


def curves_of(
    run: Run,
    hidden: frozenset[Series],
    spot: Callable[[PointRecord], Spot | None],
    *,
    other: int = 0,
    fans: Mapping[str, bool] = NO_WISHES,
) -> tuple[Curve, ...]:
    """Return the curves over size of all series that are shown and have a spot."""
    found, rows = [], [run.at(size) for size in run.plan.sizes]
    for bundle in bundled(run, hidden, fans):
        together = len(bundle) > 1
        records: Iterable[PointRecord | None] = (row.get(bundle[0]) for row in rows)
        if together:
            records = best_of(run, bundle)
        spots = tuple(s for r in records if r is not None and (s := spot(r)) is not None)
        if spots:
            series = bundle[-1]
            rank, note = rank_of(run, series), note_of(run, series)
            if not is_fanned(run, series[0], fans):
                rank = 1.0
            if together:
                spots, note = _tagged(spots), f"best of {len(bundle)}"
            found.append(Curve(series, spots, rank, note, bundle, other))
    return tuple(found)


def _tagged(spots: tuple[Spot, ...]) -> tuple[Spot, ...]:
    """Spots with their thread count written where it is another than before."""
    found, before = [], 0
    for spot in spots:
        threads = spot.record.point.threads if spot.kind != WRONG else before
        found.append(replace(spot, tag=str(threads)) if threads != before else spot)
        before = threads
    return tuple(found)


def marks_of(
    run: Run,
    hidden: frozenset[Series],
    left_out: Callable[[PointRecord], bool],
    fans: Mapping[str, bool] = NO_WISHES,
) -> tuple[Mark, ...]:
    """Return a mark where points that are shown begin to be left out of their curve.

    One for all sizes in a row: what fails everywhere would fill the edge with marks. A curve of
    several series has one where all of these are left out.
    """
    found = []
    bundles, before = bundled(run, hidden, fans), set[Series]()
    for size in run.plan.sizes:
        row = run.at(size)
        gone = row.recall(_left_out, left_out)
        out = {b[-1]: row[b[0]] for b in bundles if gone.issuperset(b)} if gone else {}
        for bundle in bundles if out else ():
            if bundle[-1] in out and bundle[-1] not in before:
                rank = rank_of(run, bundle[0]) if len(bundle) == 1 else 1.0
                found.append(Mark(math.log10(size), bundle[-1], rank, out[bundle[-1]]))
        before = set(out)
    return tuple(found)


def _left_out(row: AtSize, left_out: Callable[[PointRecord], bool]) -> frozenset[Series]:
    return frozenset(series for series, record in row.items() if left_out(record))


def is_unmeasured(record: PointRecord) -> bool:
    """Whether a point is known to have no place among the curves."""
    return record.status in ("skipped", "failed") or (
        record.status == "wrong" and record.estimate is None
    )


def names_of(run: Run, fans: Mapping[str, bool] = NO_WISHES) -> tuple[tuple[str, str], ...]:
    """Return the variant and the note, as labels say them, of all curves of a run."""
    return tuple(
        (
            bundle[0][0],
            f"best of {len(bundle)}" if len(bundle) > 1 else note_of(run, bundle[0]),
        )
        for bundle in bundled(run, frozenset(), fans)
    )


def size_range(run: Run) -> tuple[float, float]:
    """Return the x range that covers all sizes of the plan from the start."""
    low, high = math.log10(min(run.plan.sizes)), math.log10(max(run.plan.sizes))
    length = max(high - low, 0.5)
    return low - 0.035 * length, high + 0.02 * length
