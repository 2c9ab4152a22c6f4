"""What conclusions are about: the curves and sizes of a run that are in sight."""

import math
from dataclasses import dataclass
from functools import cached_property

from explorer.results import analysis
from explorer.results.record import AtSize, PointRecord, Run, Series


@dataclass(frozen=True)
class Subject:
    """A run without its hidden curves, from one size to another.

    Facts speak of nothing else. Whether a variant is ever wrong, though, is known from all of it.
    """

    run: Run
    hidden: frozenset[Series] = frozenset()
    low: float = 0.0
    high: float = math.inf

    @property
    def is_part(self) -> bool:
        """Whether something of the run is out of sight."""
        return bool(self.hidden) or self.low > 0 or self.high < math.inf

    @property
    def is_zoomed(self) -> bool:
        """Whether sizes of the plan are out of sight."""
        return len(self.planned) < len(self.run.plan.sizes)

    @cached_property
    def curves(self) -> tuple[Series, ...]:
        """The visible curves, in the run's order."""
        return tuple(curve for curve in self.run.series() if curve not in self.hidden)

    @cached_property
    def wrong(self) -> frozenset[str]:
        """The variants with a wrong result somewhere: a race is right elsewhere by luck."""
        return analysis.wrong_in(self.run)

    @cached_property
    def eligible(self) -> tuple[Series, ...]:
        """The visible curves that may be recommended."""
        right = {curve[0] for curve in self.curves} - self.wrong
        fit = right - analysis.unfit(self.run, right)
        return tuple(curve for curve in self.curves if curve[0] in fit)

    @cached_property
    def planned(self) -> tuple[int, ...]:
        """The sizes of the plan that are in sight, smallest first."""
        return tuple(size for size in self.run.plan.sizes if self.low <= size <= self.high)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The sizes in sight at which any of these has a time, smallest first."""
        return tuple(size for size in self.planned if self.timed(size))

    def timed(self, size: int) -> tuple[PointRecord, ...]:
        """Return the points of a size that have a time, of the curves that may be recommended."""
        return self.run.at(size).recall(timed, self.eligible)

    def record(self, curve: Series, size: int) -> PointRecord | None:
        """Return a curve's point of a size, None where it has no time."""
        record = self.run.on(curve, size)
        return record if record is not None and record.has_time else None

    def shows(self, curve: Series) -> bool:
        """Return whether a curve is visible."""
        return curve in self.curves

    def plainness(self, curve: Series) -> tuple[int, int]:
        """Return what is less for the curve that is plainer to use: fewer threads, named first."""
        return curve[1], self._order[curve[0]]

    @cached_property
    def _order(self) -> dict[str, int]:
        names = (*self.run.plan.kernel.variants, *self.run.plan.variants)
        return {name: place for place, name in enumerate(dict.fromkeys(names))}


def timed(row: AtSize, curves: tuple[Series, ...]) -> tuple[PointRecord, ...]:
    """Return the points of some curves at a size that have a time."""
    known = map(row.get, curves)
    return tuple(record for record in known if record is not None and record.has_time)


def baseline_of(run: Run) -> Series:
    """Return the curve that speed-ups are relative to."""
    base = run.plan.baseline
    return base.variant, run.threads_of(base.variant, base.threads)


def curve_of(record: PointRecord) -> Series:
    """Return the curve that a point is on."""
    return record.point.variant, record.point.threads
