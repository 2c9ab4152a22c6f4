"""The points of a run as rows, each with what it is to be told against."""

from dataclasses import dataclass
from functools import cached_property

from explorer.kernels.kernel import Kernel
from explorer.measure.statistics import Estimate, Interval
from explorer.results import analysis, wording
from explorer.results.record import PointRecord, Run


@dataclass(frozen=True)
class Row:
    """A point with its run and the kernel that was measured, None where that is not known."""

    run: Run
    kernel: Kernel | None
    record: PointRecord

    @property
    def estimate(self) -> Estimate | None:
        """What is known of its time."""
        return self.record.estimate

    @cached_property
    def speedup(self) -> Interval | None:
        """How many times faster than the baseline it is."""
        return analysis.speedup(self.run, self.record)


def rows(run: Run, kernel: Kernel | None = None) -> tuple[Row, ...]:
    """Return a row for each point that anything is known of: by size, in the plan's order.

    `kernel` is what was measured, the catalogue's where it is not given.
    """
    kernel = kernel or wording.kernel_of(run)
    order = {variant: place for place, variant in enumerate(run.plan.variants)}
    points = sorted(run.points, key=lambda p: (p.size, order.get(p.variant, 0), p.threads))
    return tuple(Row(run, kernel, run.points[point]) for point in points)
