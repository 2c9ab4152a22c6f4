"""Speed-up against the baseline, over size."""

from __future__ import annotations

import math
from functools import partial

from explorer.measure.statistics import Interval
from explorer.results import analysis, wording
from explorer.results.pictures import scales
from explorer.results.pictures.caches import bytes_of, cache_guides
from explorer.results.pictures.crosses import over_the_baseline
from explorer.results.pictures.limits import limited
from explorer.results.pictures.picture import (
    Guide,
    Picture,
    Spot,
    curves_of,
    heights,
    is_unmeasured,
    kind_of,
    marks_of,
    names_of,
    roster_of,
    size_range,
    spread_of,
)
from explorer.results.pictures.view import Scene, View
from explorer.results.record import PointRecord, Run
from explorer.results.words.headlines import speedup_headline

LEVEL = Guide((None, 0.0), (None, 0.0), strong=True)
"""The line at 1×."""


def ratio_spot(record: PointRecord, ratio: Interval | None, x: float) -> Spot | None:
    """Return the spot of a speed-up, None where there is none."""
    if ratio is None or ratio.median <= 0 or is_unmeasured(record):
        return None
    low, high = ratio.low, ratio.high
    known = low is not None and high is not None and low > 0
    return Spot(
        x=x,
        y=math.log10(ratio.median),
        low=math.log10(low) if known and low else None,
        high=math.log10(high) if known and high else None,
        kind=kind_of(record),
        spread=spread_of(ratio.each),
        record=record,
    )


def compared(record: PointRecord, other: PointRecord | None) -> Interval | None:
    """Return how many times faster a point is than another, also where its result is wrong.

    A wrong point is drawn where it would be, marked as wrong; sentences leave it out.
    """
    if record.status == "wrong" and other is not None and other.usable:
        return analysis.paired(record, other)
    return analysis.compared(record, other)


class Ratios:
    """Speed-ups of runs, computed again only for points that have new samples.

    Records are replaced, never changed, so the same objects have the same ratio. `other` says
    which run it is, as in `Curve`.
    """

    def __init__(self) -> None:
        self._known: dict[object, tuple[PointRecord, PointRecord | None, Interval | None]] = {}

    def speedup(self, run: Run, record: PointRecord, other: int = 0) -> Interval | None:
        """Return a point's speed-up against its run's baseline, as `compared`."""
        base = run.plan.baseline
        against = run.point(base.variant, record.point.size, base.threads)
        known = self._known.get((other, record.point))
        if known is None or known[0] is not record or known[1] is not against:
            known = (record, against, compared(record, against))
            self._known[other, record.point] = known
        return known[2]

    def spot(self, run: Run, other: int, record: PointRecord) -> Spot | None:
        """Return where a point is in the chart, None where it has no speed-up."""
        ratio = self.speedup(run, record, other)
        return ratio_spot(record, ratio, math.log10(record.point.size))


def speedup_picture(ratios: Ratios, scene: Scene) -> Picture:
    """Return the curves of speed-up over size, all against the run's baseline."""
    run, hidden, fans = scene.run, scene.hidden, scene.fans
    curves = limited(curves_of(run, hidden, partial(ratios.spot, run, 0), fans=fans), scene.limits)
    for number, other in enumerate(scene.others, start=1):
        same = other.with_baseline(run.plan.baseline)
        spot = partial(ratios.spot, same, number)
        curves = (*curves_of(same, hidden, spot, other=number, fans=fans), *curves)
    spots = [0.0, *heights(curves)]
    return Picture(
        roster=roster_of(run),
        names=names_of(run, fans),
        curves=curves,
        marks=marks_of(run, hidden, is_unmeasured, fans),
        guides=(LEVEL, *cache_guides(run)),
        x_range=size_range(run),
        x_last=math.log10(max(run.plan.sizes)),
        y_range=(min(spots), max(spots)) if curves else None,
        y_step=math.log10(2),
        y_least=math.log10(4),
        x_scale=scales.sizes(bytes_of(run)),
        y_scale=scales.ratios,
        x_names=(run.plan.kernel.size_name, "bytes"),
        y_name=f"speed-up over {wording.baseline(run)}",
        marks_above=False,
    )


def speedup_view() -> View:
    """Return the view: how many times faster than the baseline a call is, over size."""
    return View(
        "Speed-up",
        partial(speedup_picture, Ratios()),
        lambda scene: speedup_headline(scene.subject),
        crossings=over_the_baseline,
    )
