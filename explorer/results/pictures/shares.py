"""Calls of several workers as bars: compute, imbalance and communication, end to end.

On the left the same work for all, on the right as much for each as one has. Each size has a scale
of its own, for times differ by orders of magnitude; a line across its bars is the best on one host.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.results.pictures import svg
from explorer.results.pictures.looks import LIGHT, Theme
from explorer.units import count, seconds
from explorer.workers.facts import Shared, Spread
from explorer.workers.text import alone_name

PARTS = (("compute", 2), ("imbalance", 1), ("communication", 0))
"""What a bar is made of, and the hue of each."""
WIDTH, TOP, EDGE = 940.0, 62.0, 16.0
BAR, STEP, TITLE = 13.0, 19.0, 30.0
NAMES, TIMES = 84.0, 64.0
"""Pixels beside the bars for who calls, and for how long it took."""


@dataclass(frozen=True)
class Bar:
    """One number of workers: its parts in seconds, and how long a call took."""

    name: str
    parts_s: tuple[float, float, float]
    wall_s: float

    @property
    def told(self) -> str:
        """What it says when it is pointed at."""
        each = (f"{part} {seconds(s)}" for (part, _), s in zip(PARTS, self.parts_s, strict=True))
        return f"{self.name}: {seconds(self.wall_s)}; {', '.join(each)}"


@dataclass(frozen=True)
class Group:
    """The bars of one size, and the best on one host where that is to be compared with."""

    title: str
    bars: tuple[Bar, ...]
    alone_s: float | None = None
    alone: str = ""


def groups(found: Spread) -> tuple[list[Group], list[Group]]:
    """Return those of the same work, and those of as much for each."""
    strong, weak = [], []
    for size in found.sizes:
        best = found.best_alone(size)
        mine = tuple(_bar(shared) for shared in found.strong if shared.size == size)
        title = f"{found.axis} = {count(size)}"
        strong.append(Group(title, mine, *((best.time.median_s, alone_name(best)) if best else ())))
        one = found.at(size, 1)
        grown = [shared for base, shared in found.weak if base == size]
        if one is not None and grown:
            upto = f"{title} for one, to {count(grown[-1].size)} for {grown[-1].workers}"
            weak.append(Group(upto, tuple(_bar(shared) for shared in (one, *grown))))
    return strong, weak


def shares_picture(found: Spread, theme: Theme = LIGHT) -> str:
    """Return the `svg` element."""
    columns = [column for column in groups(found) if column]
    tallest = max((sum(_height(group) for group in column) for column in columns), default=0.0)
    height = TOP + tallest + EDGE
    wide = (WIDTH - EDGE * (len(columns) + 1)) / max(len(columns), 1)
    titles = ("The same work for all", "As much work for each as one has")
    parts = list(_legend(theme))
    for place, column in enumerate(columns):
        left, y = EDGE + place * (wide + EDGE), TOP
        parts.append(svg.text(left, TOP - 10, titles[place], theme.text, bold=True))
        for group in column:
            parts += _group(group, left, y, wide, theme)
            y += _height(group)
    named = f"{found.kernel}: what calls of several workers take"
    return svg.drawing(WIDTH, height, named, theme.background, parts)


def _bar(shared: Shared) -> Bar:
    parts = (shared.compute_s, shared.imbalance_s, shared.communication_s)
    name = f"{shared.workers} worker{'' if shared.workers == 1 else 's'}"
    return Bar(name, parts, shared.wall.median_s)


def _height(group: Group) -> float:
    return TITLE + STEP * len(group.bars) + (STEP if group.alone_s is not None else 0) + 8


def _legend(theme: Theme) -> Iterator[str]:
    x = EDGE
    for name, hue in PARTS:
        yield svg.bar(x, 12, 12, 12, f'fill="{theme.series[hue]}"')
        yield svg.text(x + 17, 22.5, name, theme.text)
        x += 17 + 8 * len(name) + 22
    yield f'<path d="M{x:.1f} 10v16" stroke="{theme.text}" stroke-dasharray="3 2"/>'
    yield svg.text(x + 8, 22.5, "the best on one host", theme.text)


def _group(group: Group, left: float, top: float, wide: float, theme: Theme) -> Iterator[str]:
    longest = max([sum(bar.parts_s) for bar in group.bars] + [group.alone_s or 0.0]) or 1.0
    start, room = left + NAMES, wide - NAMES - TIMES
    y = top + TITLE
    times = start + room + 8
    best = f"; one host: {group.alone}" if group.alone else ""
    yield svg.text(left, top + 20, f"{group.title}{best}", theme.faint)
    first = y
    if group.alone_s is not None:
        yield svg.text(left, y + 11, "one host", theme.text, size=svg.SMALL)
        long = room * group.alone_s / longest
        told = f"{group.alone}: {seconds(group.alone_s)}"
        outline = f'fill="none" stroke="{theme.text}"'
        yield svg.bar(start, y + 0.5, max(long, 1), BAR - 1, outline, told)
        yield svg.text(times, y + 11, seconds(group.alone_s), theme.text, size=svg.SMALL)
        y += STEP
    for bar in group.bars:
        x = start
        yield svg.text(left, y + 11, bar.name, theme.text, size=svg.SMALL)
        for (_, hue), spent in zip(PARTS, bar.parts_s, strict=True):
            long = room * max(spent, 0.0) / longest
            yield svg.bar(x, y, long, BAR, f'fill="{theme.series[hue]}"', bar.told)
            x += long
        yield svg.text(times, y + 11, seconds(bar.wall_s), theme.text, size=svg.SMALL)
        y += STEP
    if group.alone_s is not None:
        x = start + room * group.alone_s / longest
        yield (
            f'<path d="M{x:.1f} {first + STEP - 2:.1f}V{y - 3:.1f}" stroke="{theme.text}" '
            'stroke-dasharray="3 2"/>'
        )
