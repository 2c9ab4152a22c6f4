"""Flop/s over flop per byte, below what the machine was measured to do at best.

The cache-aware roofline model (Ilic, Pratas, Sousa 2014): bytes are those that instructions load
and store, so a variant keeps its intensity, and falls as its data leaves a cache.
"""

import math
from dataclasses import replace

from explorer.results import roofline, wording
from explorer.results.facts.facts import facts
from explorer.results.pictures import scales
from explorer.results.pictures.curves import curves_of, names_of, roster_of
from explorer.results.pictures.limits import limited
from explorer.results.pictures.picture import Guide, Picture, Spot, heights
from explorer.results.pictures.rates import per_second
from explorer.results.pictures.time import time_spot
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run
from explorer.results.words.advice import choice_at
from explorer.units import significant
from explorer.why.work import Roof, Weighed, roofs

ROOM = 0.35
"""Decades of intensity left and right of what is drawn."""
ABOVE = 0.12
"""Room above what is drawn, over its height: for the name of the highest line."""
NOTHING = "The work of these variants is not counted yet."


def roofline_picture(scene: Scene) -> Picture:
    """Return the curves of the variants from the smallest size to the largest, and the roofs."""
    run, known = scene.run, scene.weighed
    empty = Picture(roster=roster_of(run), names=names_of(run, scene.fans))
    if known is None or known.ceilings is None:
        return replace(empty, note=scene.weighing or NOTHING)

    def spot(record: PointRecord) -> Spot | None:
        return _spot(run, record, known)

    curves = limited(curves_of(run, scene.hidden, spot, fans=scene.fans), scene.limits)
    if not curves:
        return replace(empty, note="None of these variants does floating-point operations.")
    over = roofs(known.ceilings)
    most = max(s.record.point.threads if s.record.threaded else 1 for c in curves for s in c.spots)
    ridges = [math.log10(roof.peak / roof.bandwidth) for roof in over]
    at = [spot.x for curve in curves for spot in curve.spots]
    left, right = min([*at, *ridges]) - ROOM, max([*at, *ridges]) + ROOM
    guides = (*_peaks(over[0].peak, most), *(_roof(roof, left) for roof in reversed(over)))
    ends = [y for guide in guides for _, y in (guide.start, guide.end) if y is not None]
    spots = heights(curves)
    low, high = min([*spots, *ends]), max([*spots, *ends])
    return replace(
        empty,
        curves=curves,
        guides=guides,
        x_range=(left, right),
        y_range=(low, high + ABOVE * (high - low)),
        x_scale=scales.plain(),
        y_scale=scales.plain(1e-9),
        x_names=("flop per byte", ""),
        y_name="Gflop/s",
    )


def _spot(run: Run, record: PointRecord, known: Weighed) -> Spot | None:
    spot, place = time_spot(record), roofline.place(run, record, known)
    if spot is None or place is None:
        return None
    rate = per_second(spot, place.rate * 10**spot.y)
    return replace(rate, x=math.log10(place.intensity), said=roofline.reached(place))


def _roof(roof: Roof, left: float) -> Guide:
    """The line of a roof, up to where computing is what limits."""
    wide, peak = math.log10(roof.bandwidth), math.log10(roof.peak)
    name = f"{roof.level} {significant(roof.bandwidth / 1e9)} GB/s"
    return Guide((left, wide + left), (peak - wide, peak), name)


def _peaks(peak: float, threads: int) -> tuple[Guide, ...]:
    """What one thread computes at best, and so many times that for the most threads."""
    counts = (1, threads) if threads > 1 else (1,)
    return tuple(
        Guide(
            (None, math.log10(peak * count)),
            (None, math.log10(peak * count)),
            f"{significant(count * peak / 1e9)} Gflop/s, "
            + ("one thread" if count == 1 else f"{count} times one thread"),
            strong=count == 1,
        )
        for count in counts
    )


def roofline_headline(scene: Scene) -> str:
    """Say how near to its roof the recommended variant is, at the largest size that is known."""
    known = scene.weighed
    if known is None:
        return "What the machine allows, and what the variants reach"
    subject = scene.subject
    for size in reversed(subject.sizes):
        curve = choice_at(facts(subject), size)
        best = subject.record(curve, size) if curve is not None else None
        others = sorted(subject.timed(size), key=lambda record: record.median_s)
        for record in [*([best] if best else []), *others]:
            found = roofline.place(scene.run, record, known)
            if found is not None:
                return roofline.said(scene.run, found)
    return "None of these variants does floating-point operations that were counted"


def roofline_view() -> View:
    """Return the view: flop/s over flop per byte."""
    return View(
        "Roofline",
        roofline_picture,
        roofline_headline,
        _comparison,
        over_sizes=False,
        linear=False,
    )


def _comparison(run: Run, record: PointRecord) -> str:
    return f"{wording.threads(record.point.threads)}" if record.threaded else ""
