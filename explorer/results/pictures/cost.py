"""Time per element over size: flat where a call does the same to each of them.

It rises where the data leaves a cache, and falls while calling costs more than computing.
"""

from __future__ import annotations

import math
from dataclasses import replace

from explorer.results.pictures import scales
from explorer.results.pictures.caches import bytes_of, cache_guides
from explorer.results.pictures.crosses import of_the_rule
from explorer.results.pictures.picture import (
    Picture,
    Spot,
    heights,
    is_unmeasured,
    marks_of,
    names_of,
    roster_of,
    size_range,
)
from explorer.results.pictures.time import curves_over_sizes, time_spot
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run
from explorer.results.words.headlines import cost_headline


def cost_spot(record: PointRecord) -> Spot | None:
    """Return the spot of a point's median time divided by its size, None where there is none."""
    spot = time_spot(record)
    if spot is None:
        return None
    down = math.log10(record.point.size)
    return replace(
        spot,
        y=spot.y - down,
        low=None if spot.low is None else spot.low - down,
        high=None if spot.high is None else spot.high - down,
        spread=tuple(y - down for y in spot.spread),
    )


def cost_picture(scene: Scene) -> Picture:
    """Return the curves of time per element over size."""
    run, hidden, fans = scene.run, scene.hidden, scene.fans
    curves = curves_over_sizes(scene, cost_spot)
    spots = heights(curves)
    return Picture(
        roster=roster_of(run),
        names=names_of(run, fans),
        curves=curves,
        marks=marks_of(run, hidden, is_unmeasured, fans),
        guides=cache_guides(run),
        x_range=size_range(run),
        x_last=math.log10(max(run.plan.sizes)),
        y_range=(min(spots), max(spots)) if spots else None,
        y_step=0.5,
        y_least=2.0,
        x_scale=scales.sizes(bytes_of(run)),
        y_scale=scales.times,
        x_names=(run.plan.kernel.size_name, "bytes"),
        y_name=f"time {_each(run)}",
    )


def cost_view() -> View:
    """Return the view: what a call takes for each element, over size."""
    return View(
        "Cost per element",
        cost_picture,
        lambda scene: cost_headline(scene.subject, _each(scene.run)),
        crossings=of_the_rule,
    )


def _each(run: Run) -> str:
    name = run.plan.kernel.size_name
    if run.plan.axis != "n" or name == "n":
        return f"per {run.plan.axis}"
    return f"for each of the {name}"
