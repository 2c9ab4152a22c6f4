"""Seeing what is left of the times without the cost of calling."""

from dataclasses import replace

from explorer.measure.plan import Point
from explorer.measure.statistics import Estimate, Sample, pooled
from explorer.results.fold import judged
from explorer.results.record import PointRecord, Run
from explorer.units import seconds

LEFT = 0.05
"""Share of a time that must be left: less is the difference of two nearly equal times."""


class Subtraction:
    """Subtracts what calling an empty compiled function takes.

    Of compiled variants only: NumPy and Python are called in another way. The overhead counts as
    known exactly; it is a minimum over many calls, so that what is left is an upper bound. Points
    of which less than a twentieth is left have no time any more.

    It remembers what it made of each point, since a run that goes on is looked at often.
    """

    def __init__(self) -> None:
        self._made: dict[Point, tuple[PointRecord, float, PointRecord]] = {}

    def __call__(self, run: Run) -> Run:
        """Return the run without it; the same run where it was not measured."""
        overhead_s = run.calling_s
        if not overhead_s:
            return run
        points = {
            point: self._less(record, overhead_s) if run.is_compiled(point.variant) else record
            for point, record in run.points.items()
        }
        return replace(run, points=points, subtracted_s=overhead_s)

    def _less(self, record: PointRecord, overhead_s: float) -> PointRecord:
        known, known_s, reduced = self._made.get(record.point, (None, 0.0, record))
        if known is not record or known_s != overhead_s:
            reduced = _reduced(record, overhead_s)
            self._made[record.point] = record, overhead_s, reduced
        return reduced


def _reduced(record: PointRecord, overhead_s: float) -> PointRecord:
    found = record.estimate
    if found is None:
        return record
    if found.median_s - overhead_s < LEFT * found.median_s:
        reason = f"Its {seconds(found.median_s)} are the {seconds(overhead_s)} that a call costs."
        status = record.status if record.status == "wrong" else "skipped"
        reason = record.reason if record.status == "wrong" else reason
        return replace(record, status=status, reason=reason, estimate=None, repeats=())
    repeats = tuple(
        replace(
            repeat,
            estimate=_shifted(repeat.estimate, overhead_s),
            samples=tuple(
                Sample(s.round, s.seconds - overhead_s, s.disturbed)
                for s in repeat.samples
                if s.seconds > overhead_s
            ),
        )
        for repeat in record.repeats
    )
    estimates = [repeat.estimate for repeat in repeats]
    less = replace(record, repeats=repeats, estimate=pooled(estimates))
    return judged(less) if record.usable else less


def _shifted(found: Estimate, overhead_s: float) -> Estimate:
    least = found.median_s * LEFT

    def less(value: float | None) -> float | None:
        return None if value is None else max(value - overhead_s, least)

    return replace(
        found,
        median_s=max(found.median_s - overhead_s, least),
        low_s=less(found.low_s),
        high_s=less(found.high_s),
        min_s=max(found.min_s - overhead_s, least),
    )
