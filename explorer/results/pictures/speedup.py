"""Speed-up against the baseline, over size."""

from __future__ import annotations

import math
from functools import partial

from explorer.measure.statistics import Interval
from explorer.results import analysis, wording
from explorer.results.pictures import scales
from explorer.results.pictures.caches import bytes_of, cache_guides
from explorer.results.pictures.picture import (
    Guide,
    Picture,
    Series,
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
from explorer.results.record import PointRecord, Run

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
    """Speed-ups of a run, computed again only for points that have new samples.

    Records are replaced, never changed, so the same objects have the same ratio.
    """

    def __init__(self) -> None:
        self._known: dict[object, tuple[PointRecord, PointRecord | None, Interval | None]] = {}

    def speedup(self, run: Run, record: PointRecord) -> Interval | None:
        """Return a point's speed-up against the run's baseline, as `compared`."""
        base = run.plan.baseline
        other = run.point(base.variant, record.point.size, base.threads)
        known = self._known.get(record.point)
        if known is None or known[0] is not record or known[1] is not other:
            known = self._known[record.point] = (record, other, compared(record, other))
        return known[2]

    def spot(self, run: Run, record: PointRecord) -> Spot | None:
        """Return where a point is in the chart, None where it has no speed-up."""
        return ratio_spot(record, self.speedup(run, record), math.log10(record.point.size))


def speedup_picture(
    run: Run, hidden: frozenset[Series], before: Run | None, ratios: Ratios, earlier: Ratios
) -> Picture:
    """Return the curves of speed-up over size, all against the run's baseline."""
    curves = curves_of(run, hidden, partial(ratios.spot, run))
    if before is not None:
        other = before.with_baseline(run.plan.baseline)
        curves = (*curves_of(other, hidden, partial(earlier.spot, other), before=True), *curves)
    spots = [0.0, *heights(curves)]
    return Picture(
        roster=roster_of(run),
        names=names_of(run),
        curves=curves,
        marks=marks_of(run, hidden, is_unmeasured),
        guides=(LEVEL, *cache_guides(run)),
        x_range=size_range(run),
        y_range=(min(spots), max(spots)) if curves else None,
        y_step=math.log10(2),
        y_least=math.log10(4),
        x_scale=scales.sizes(bytes_of(run)),
        y_scale=scales.ratios,
        x_names=(run.plan.kernel.size_name, "bytes"),
        y_name=f"speed-up over {wording.baseline(run)}",
        marks_above=False,
    )
