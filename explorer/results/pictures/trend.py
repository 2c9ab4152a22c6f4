"""One point over many runs, with a line before each run in which it surely changed."""

from __future__ import annotations

import math
from dataclasses import replace

from explorer.results.pictures import scales
from explorer.results.pictures.picture import Curve, Guide, Picture, Spot, heights
from explorer.results.pictures.scales import Scale, Tick
from explorer.results.pictures.time import time_spot
from explorer.results.trend import Trend
from explorer.results.words import changes as words


def trend_picture(found: Trend) -> Picture:
    """Return the times, run after run, with a line before each that surely changed.

    Its curves are the versions of Numba, so that colours tell these apart.
    """
    versions = tuple(dict.fromkeys(f"Numba {moment.numba}" for moment in found.moments))
    spots: dict[str, list[Spot]] = {}
    for place, moment in enumerate(found.moments):
        spot = time_spot(moment.record)
        if spot is not None:
            spots.setdefault(f"Numba {moment.numba}", []).append(replace(spot, x=float(place)))
    curves = tuple(Curve((name, 1), tuple(group)) for name, group in spots.items())
    ys = heights(curves)
    guides = [
        Guide((place - 0.5, None), (place - 0.5, None), words.words(moment.change))
        for place, moment in enumerate(found.moments)
        if moment.change is not None and moment.change.sure
    ]
    return Picture(
        roster=versions,
        names=tuple((name, "") for name in versions),
        curves=curves,
        guides=tuple(guides),
        x_range=(-0.5, len(found.moments) - 0.5),
        y_range=(min(ys), max(ys)),
        y_step=0.05,
        y_least=math.log10(1.5),
        x_scale=_moments_scale(found),
        y_scale=scales.times,
        x_names=("run", ""),
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

    return Scale(ticks, said)
