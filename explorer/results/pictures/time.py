"""Time per call over size."""

import math
from collections.abc import Iterator

from explorer.results.pictures import scales
from explorer.results.pictures.caches import cache_guides
from explorer.results.pictures.curves import is_unmeasured, kind_of, spread_of
from explorer.results.pictures.over_sizes import curves_over_sizes, over_sizes
from explorer.results.pictures.picture import Curve, Guide, Picture, Spot, heights
from explorer.results.pictures.view import Scene
from explorer.results.record import PointRecord, Run


def time_spot(record: PointRecord) -> Spot | None:
    """Return the spot of a point's median time, None where there is none."""
    try:
        spot: Spot | None = record.drawn[_TIME]
    except KeyError:
        spot = record.drawn[_TIME] = _time_spot(record)
    return spot


_TIME = "time"


def _time_spot(record: PointRecord) -> Spot | None:
    estimate = record.estimate
    if estimate is None or estimate.median_s <= 0 or is_unmeasured(record):
        return None
    known = estimate.low_s is not None and estimate.high_s is not None and estimate.low_s > 0
    return Spot(
        x=math.log10(record.point.size),
        y=math.log10(estimate.median_s),
        low=math.log10(estimate.low_s) if known and estimate.low_s else None,
        high=math.log10(estimate.high_s) if known and estimate.high_s else None,
        kind=kind_of(record),
        spread=spread_of(estimate.each_s),
        record=record,
    )


def overhead_guide(run: Run) -> tuple[Guide, ...]:
    """Return the line below which no call of a compiled function can get."""
    calling_s = run.calling_s
    if not calling_s or run.subtracted_s:
        return ()
    y = math.log10(calling_s)
    return (Guide((None, y), (None, y), "an empty call"),)


def _ahead(run: Run, curves: tuple[Curve, ...]) -> Iterator[float]:
    """Where the curves of a run that goes on will end, were they in proportion to the size.

    With room for them from the beginning, the axis need not grow at every size. None goes beyond
    the longest call that is made.
    """
    largest, highest = math.log10(max(run.plan.sizes)), math.log10(run.plan.call_limit_s)
    for last in (curve.spots[-1] for curve in curves if not curve.other):
        yield max(min(last.y + largest - last.x, highest), last.y)


def time_picture(scene: Scene) -> Picture:
    """Return the curves of time per call over size."""
    run = scene.run
    curves = curves_over_sizes(scene, lambda run, number: time_spot, kept=True)
    floor = overhead_guide(run)
    ys = heights(curves) + [guide.start[1] for guide in floor if guide.start[1] is not None]
    ys += [] if run.finished else list(_ahead(run, curves))
    return over_sizes(
        scene,
        curves,
        ys,
        guides=(*cache_guides(run), *floor),
        y_scale=scales.times,
        y_name="time per call",
    )
