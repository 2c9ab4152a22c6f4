"""Time per element over size: flat where a call does the same to each of them.

It rises where the data leaves a cache, and falls while calling costs more than computing.
"""

import math

from explorer.results.pictures import scales
from explorer.results.pictures.caches import cache_guides
from explorer.results.pictures.crosses import of_the_rule
from explorer.results.pictures.over_sizes import curves_over_sizes, over_sizes
from explorer.results.pictures.picture import Picture, Spot, heights
from explorer.results.pictures.time import time_spot
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run
from explorer.results.words.headlines import cost_headline


def cost_spot(record: PointRecord) -> Spot | None:
    """Return the spot of a point's median time divided by its size, None where there is none."""
    spot = time_spot(record)
    if spot is None:
        return None
    return spot.turned(lambda y: y - math.log10(record.point.size))


def cost_picture(scene: Scene) -> Picture:
    """Return the curves of time per element over size."""
    curves = curves_over_sizes(scene, lambda run, number: cost_spot, kept=True)
    return over_sizes(
        scene,
        curves,
        heights(curves),
        guides=cache_guides(scene.run),
        y_scale=scales.times,
        y_name=f"time {_each(scene.run)}",
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
