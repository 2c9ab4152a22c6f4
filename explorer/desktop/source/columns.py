"""Columns beside source code: what stands in them, and how they are made of answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from explorer.desktop.shown import Shown
from explorer.kernels.kernel import Kernel
from explorer.measure.plan import Point
from explorer.results import wording
from explorer.results.record import Run
from explorer.units import percent
from explorer.why.beside import Beside, beside, offset_of
from explorer.why.facts import Why

LEFT, RIGHT = "left", "right"
MOST_SHARES = 3
"""Columns of time beside each other; more would leave no room for the source."""
NARROW, WIDE = 6, 12
"""Digits of a column of time that is the only one, and of one whose title says of which point."""


@dataclass(frozen=True)
class Column:
    """Texts by line, from 1, under a title; `shades`, from 0 to 1, are drawn as bars behind them.

    `side` says on which side of the source; `wide` is its greatest width in digits.
    """

    title: str
    texts: Mapping[int, str]
    side: str = RIGHT
    wide: int = 6
    shades: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """All columns of a source, and what is said of a line that is pointed at."""

    columns: tuple[Column, ...] = ()
    tips: Mapping[int, str] = field(default_factory=dict)

    def on(self, side: str) -> tuple[Column, ...]:
        """Return the columns of one side, from left to right."""
        return tuple(column for column in self.columns if column.side == side)

    @property
    def shades(self) -> Mapping[int, float]:
        """The first column's shades: they tint the lines themselves, too."""
        return next((column.shades for column in self.columns if column.shades), {})


NONE = Columns()


def columns_of(known: Sequence[tuple[str, Mapping[int, Beside]]]) -> Columns:
    """Return the columns of answers about the same lines, each with its title, the first as main.

    Each has a column of time; loops and remarks are of the first that knows them at a line.
    """
    shown = [(title, lines) for title, lines in known if lines]
    if not shown:
        return NONE
    times = tuple(
        Column(
            title,
            {line: percent(at.share) for line, at in lines.items() if at.share},
            LEFT,
            WIDE if len(shown) > 1 else NARROW,
            shades={line: at.share for line, at in lines.items() if at.share},
        )
        for title, lines in shown[:MOST_SHARES]
    )
    merged: dict[int, Beside] = {}
    for _, lines in reversed(shown):
        merged |= lines
    loops = Column("loop", {n: at.loop for n, at in merged.items() if at.loop}, wide=20)
    said = Column("compiler", {n: at.said for n, at in merged.items() if at.said}, wide=40)
    tips = {line: text for line, at in merged.items() if (text := _tip(at))}
    beside = tuple(column for column in (loops, said) if column.texts)
    return Columns((*times, *beside), tips)


def _tip(at: Beside) -> str:
    share = [f"{percent(at.share)} of the time (sampled)"] if at.share else []
    return "\n".join([*share, *at.told, *at.types])


TIME = "time"


def of_file(shown: Shown, kernel: Kernel) -> Columns:
    """Return the columns for the kernel's file: one answer for each variant, where lines differ."""
    run = shown.run
    if run is None:
        return NONE
    together: dict[int, Beside] = {}
    taken: list[Point] = []
    alike: list[tuple[Point, Mapping[int, Beside]]] = []
    for point, why in _newest_first(shown):
        lines = beside(why) if point.variant in kernel.variant_names else {}
        if together.keys() & lines.keys():
            alike.append((point, lines))  # of the same lines: a column of its own
        elif lines:
            together.update(lines)
            taken.append(point)
    columns: list[tuple[str, Mapping[int, Beside]]] = []
    if taken:
        columns.append((_title(run, taken, alike), together))
    columns += [(_named(run, point, taken), lines) for point, lines in alike]
    return columns_of(columns)


def of_variant(shown: Shown, kernel: Kernel, name: str) -> Columns:
    """Return the columns for a variant's source: a column for each answer."""
    run = shown.run
    if run is None:
        return NONE
    above = offset_of(kernel, kernel.variant(name))
    found = []
    for point, why in _newest_first(shown):
        if point.variant == name:
            lines = {n - above: at for n, at in beside(why).items() if n > above}
            found.append((point, lines))
    titles = [TIME] if len(found) == 1 else [wording.at(run, point.size) for point, _ in found]
    return columns_of([(title, at) for title, (_, at) in zip(titles, found, strict=True)])


def _newest_first(shown: Shown) -> Iterable[tuple[Point, Why]]:
    """The answers, that about the selected point before all."""
    known = list(reversed(shown.answers.items()))
    return sorted(known, key=lambda one: one[0] != shown.point)


def _title(run: Run, taken: list[Point], alike: list[tuple[Point, Mapping[int, Beside]]]) -> str:
    """What the first column is called: of which size it is, where others are beside it."""
    sizes = {point.size for point in taken}
    return wording.at(run, *sizes) if alike and len(sizes) == 1 else TIME


def _named(run: Run, point: Point, taken: list[Point]) -> str:
    if any(one.variant == point.variant for one in taken):
        return wording.at(run, point.size)
    return wording.series(run, point.variant, point.threads)
