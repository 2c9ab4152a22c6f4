"""How many times as fast as the runs that it is compared with, over size."""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from statistics import median

from explorer.results.contrast.contrasts import Contrast, contrasts, medians
from explorer.results.contrast.sameness import took_turns
from explorer.results.pictures import scales
from explorer.results.pictures.caches import cache_guides
from explorer.results.pictures.curves import curves_of
from explorer.results.pictures.over_sizes import over_sizes
from explorer.results.pictures.picture import Curve, Picture, Spot, heights
from explorer.results.pictures.speedup import LEVEL
from explorer.results.pictures.time import time_spot
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run, Series
from explorer.results.words import changes as words


def against_picture(scene: Scene) -> Picture:
    """Return the curves of the other runs' times over this one's; above 1 this one is faster."""
    run, hidden, fans = scene.run, scene.hidden, scene.fans
    curves: tuple[Curve, ...] = ()
    for number, other in enumerate(scene.others):
        turns = contrasts(other, run).contrasts if took_turns(other, run) else ()
        changes = {(change.curve, change.size): change for change in turns}
        spot = partial(_spot, other, changes)
        curves = (*curves_of(run, hidden, spot, other=number, fans=fans), *curves)
    return over_sizes(
        scene,
        curves,
        [0.0, *heights(curves)],
        marks=(),
        guides=(LEVEL, *cache_guides(run)),
        y_step=math.log10(1.25),
        y_least=math.log10(1.5),
        y_scale=scales.ratios,
        y_name="times as fast as the other run",
        note="" if curves else "No variant has a time in both runs at a common size.",
    )


def _spot(
    other: Run, changes: Mapping[tuple[Series, int], Contrast], record: PointRecord
) -> Spot | None:
    """The other run's time over this one's, as it is told in words.

    Its interval is that of rounds that alternated, else it takes the outer ends of both.
    """
    point = record.point
    change = changes.get(((point.variant, point.threads), point.size))
    then = other.point(point.variant, point.size, point.threads)
    mine = time_spot(record) if record.usable else None
    its = time_spot(then) if then is not None and then.usable else None
    if mine is None or its is None or then is None or point.variant not in other.plan.variants:
        return None
    if change is not None and change.low is not None and change.high is not None:
        low, high = -math.log10(change.high), -math.log10(change.low)
        return replace(mine, y=-math.log10(change.slower), low=low, high=high, spread=())
    known = None not in (mine.low, mine.high, its.low, its.high)
    return Spot(
        x=mine.x,
        y=math.log10(median(medians(then)) / median(medians(record))),
        low=(its.low or 0.0) - (mine.high or 0.0) if known else None,
        high=(its.high or 0.0) - (mine.low or 0.0) if known else None,
        kind=mine.kind,
        record=record,
    )


def against_headline(scene: Scene) -> str:
    """Say what surely changed most, of what is in sight, against the first of the other runs."""
    if not scene.others:
        return "Nothing to compare with"
    found, subject = contrasts(scene.others[0], scene.run), scene.subject
    shown = [c for c in found.contrasts if c.curve in subject.curves]
    seen = tuple(c for c in shown if subject.low <= c.size <= subject.high)
    if found.contrasts and not seen:
        return "Nothing in sight has a time in both runs"
    return words.headline(replace(found, contrasts=seen)).rstrip(".")


def against_view() -> View:
    """Return the view: this run against those that it is compared with."""
    return View("Against the other run", against_picture, against_headline)
