"""One point over many runs, with a line before each run in which it surely changed."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from explorer.measure import git
from explorer.results.pictures import scales
from explorer.results.pictures.picture import Curve, Guide, Picture, Spot, heights
from explorer.results.pictures.scales import Scale, Tick
from explorer.results.pictures.time import time_spot
from explorer.results.trend import Moment, Trend
from explorer.results.words import changes as words


@dataclass(frozen=True)
class Colouring:
    """What colours tell apart: its title, and what a moment is called by it."""

    title: str
    group: Callable[[Moment], str]


COLOURINGS = {
    "numba": Colouring("version of Numba", lambda m: f"Numba {m.numba or 'unknown'}"),
    "commit": Colouring("commit", lambda m: git.in_short(m.run.commit) or "no commit"),
    "machine": Colouring("machine", lambda m: str(m.run.machine.get("cpu") or "unknown")),
}
"""By what the points of a trend can be coloured, by name."""
MOST = 8
"""Colours; what came before these is in one."""
EARLIER = "earlier ones"


def colouring(found: Trend) -> str:
    """Return the name of what tells most apart: the versions of Numba where these differ."""
    several = (n for n, one in COLOURINGS.items() if len({one.group(m) for m in found.moments}) > 1)
    return next(several, "numba")


def trend_picture(found: Trend, by: str = "") -> Picture:
    """Return the times, run after run, with a line before each that surely changed.

    Its curves are what is told apart `by` one of `COLOURINGS`, so that these have colours.
    """
    group = COLOURINGS[by or colouring(found)].group
    names = list(dict.fromkeys(group(moment) for moment in found.moments))
    if len(names) > MOST:
        names = [EARLIER, *names[-MOST + 1 :]]
    spots: dict[str, list[Spot]] = {}
    for place, moment in enumerate(found.moments):
        spot, name = time_spot(moment.record), group(moment)
        if spot is not None:
            in_group = spots.setdefault(name if name in names else EARLIER, [])
            in_group.append(replace(spot, x=float(place)))
    curves = tuple(Curve((name, 1), tuple(own)) for name, own in spots.items())
    ys = heights(curves)
    guides = [
        Guide((place - 0.5, None), (place - 0.5, None), words.words(moment.change))
        for place, moment in enumerate(found.moments)
        if moment.change is not None and moment.change.sure
    ]
    return Picture(
        roster=tuple(names),
        names=tuple((name, "") for name in names),
        curves=curves,
        guides=tuple(guides),
        x_range=(-0.5, len(found.moments) - 0.5),
        y_range=(min(ys), max(ys)),
        y_step=0.05,
        y_least=math.log10(1.5),
        x_scale=_moments_scale(found),
        y_scale=scales.times,
        x_names=("day", "time"),
        y_name="time per call",
    )


def _moments_scale(found: Trend) -> Scale:
    def ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
        step = max(1, math.ceil(len(found.moments) / max(most, 1)))
        return tuple(
            Tick(float(place), moment.when[5:10], moment.when[11:])
            for place, moment in enumerate(found.moments)
            if place % step == 0 and low <= place <= high
        )

    def said(value: float) -> str:
        place = min(max(round(math.log10(value)), 0), len(found.moments) - 1)
        return found.moments[place].when

    return Scale(ticks, said, lambda value: (said(value), ""))
