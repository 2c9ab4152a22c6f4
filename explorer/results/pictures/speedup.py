"""Speed-up against the baseline, over size."""

import math
from functools import partial

from explorer.measure.plan import Baseline
from explorer.measure.statistics import Interval
from explorer.results import analysis, wording
from explorer.results.pictures import scales
from explorer.results.pictures.caches import cache_guides
from explorer.results.pictures.crosses import over_the_baseline
from explorer.results.pictures.curves import is_unmeasured, kind_of, spread_of
from explorer.results.pictures.over_sizes import Spotter, curves_over_sizes, over_sizes
from explorer.results.pictures.picture import Guide, Picture, Spot, heights
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

    def against(self, baseline: Baseline, run: Run, other: int) -> Spotter:
        """Return where points of a run are in the chart, all against one baseline."""
        return partial(self.spot, run.with_baseline(baseline) if other else run, other)


def speedup_picture(ratios: Ratios, scene: Scene) -> Picture:
    """Return the curves of speed-up over size, all against the run's baseline."""
    run = scene.run
    curves = curves_over_sizes(scene, partial(ratios.against, run.plan.baseline))
    return over_sizes(
        scene,
        curves,
        [0.0, *heights(curves)],
        guides=(LEVEL, *cache_guides(run)),
        y_step=math.log10(2),
        y_least=math.log10(4),
        y_scale=scales.ratios,
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
