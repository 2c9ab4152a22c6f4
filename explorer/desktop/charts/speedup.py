"""Speed-up against the baseline, over size."""

from __future__ import annotations

import math
from collections.abc import Callable

from explorer.desktop.charts import scales
from explorer.desktop.charts.caches import bytes_of, cache_guides
from explorer.desktop.charts.chart import Chart
from explorer.desktop.charts.picture import (
    Guide,
    Picture,
    Series,
    Spot,
    curves_of,
    is_unmeasured,
    kind_of,
    marks_of,
    names_of,
    roster_of,
    size_range,
)
from explorer.measure.statistics import Interval
from explorer.results import analysis, answer
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
        record=record,
    )


def speedup_picture(
    run: Run,
    hidden: frozenset[Series],
    before: Run | None,
    speedup: Callable[[Run, PointRecord], Interval | None],
) -> Picture:
    """Return the curves of speed-up over size, all against the run's baseline."""

    def spots_of(of: Run) -> Callable[[PointRecord], Spot | None]:
        return lambda record: ratio_spot(
            record, speedup(of, record), math.log10(record.point.size)
        )

    curves = curves_of(run, hidden, spots_of(run))
    if before is not None:
        earlier = before.with_baseline(run.plan.baseline)
        curves = (*curves_of(earlier, hidden, spots_of(earlier), before=True), *curves)
    spots = [0.0, *(spot.y for curve in curves for spot in curve.spots)]
    return Picture(
        roster=roster_of(run),
        names=names_of(run),
        curves=curves,
        marks=marks_of(run, hidden),
        guides=(LEVEL, *cache_guides(run)),
        x_range=size_range(run),
        y_range=(min(spots), max(spots)) if curves else None,
        y_step=math.log10(2),
        y_least=math.log10(4),
        x_scale=scales.sizes(bytes_of(run)),
        y_scale=scales.ratios,
        x_names=(run.plan.kernel.size_name, "bytes"),
        y_name=f"speed-up over {baseline_name(run)}",
        marks_above=False,
    )


def baseline_name(run: Run) -> str:
    """Return what speed-ups are relative to, with its thread count where that matters."""
    baseline = run.plan.baseline
    if sum(variant == baseline.variant for variant, _ in run.series()) < 2:
        return baseline.variant
    plural = "s" if baseline.threads > 1 else ""
    return f"{baseline.variant}, {baseline.threads} thread{plural}"


class Ratios:
    """Speed-ups of a run, computed again only for points that have new samples.

    Records are replaced, never changed, so the same objects have the same ratio.
    """

    def __init__(self) -> None:
        self._known: dict[object, tuple[PointRecord, PointRecord | None, Interval | None]] = {}

    def speedup(self, run: Run, record: PointRecord) -> Interval | None:
        """Return a point's speed-up against the run's baseline, as `analysis.speedup`."""
        base = run.plan.baseline
        other = run.point(base.variant, record.point.size, base.threads)
        key = (run.created, record.point)
        known = self._known.get(key)
        if known is None or known[0] is not record or known[1] is not other:
            known = self._known[key] = (record, other, analysis.speedup(run, record))
        return known[2]


class SpeedupChart(Chart):
    """How many times faster than the baseline a call is, over size."""

    question = "Speed-up"

    def _picture(self, run: Run, hidden: frozenset[Series], before: Run | None) -> Picture:
        return speedup_picture(run, hidden, before, self._ratios.speedup)

    def _headline(self, run: Run) -> str:
        return answer.speedup_headline(run)
