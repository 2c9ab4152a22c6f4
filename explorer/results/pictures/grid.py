"""Sizes by thread counts: how fast a variant is everywhere, or which one is the fastest where."""

from dataclasses import dataclass

from explorer.measure.statistics import Interval
from explorer.results import analysis, wording
from explorer.results.record import PointRecord, Run


@dataclass(frozen=True)
class Cell:
    """One size and thread count: what is known there, and how fast that is.

    `ratio` is the speed-up over the run's baseline, None where there is none; `record` is None
    where nothing is known.
    """

    size: int
    threads: int
    record: PointRecord | None = None
    ratio: Interval | None = None

    @property
    def side(self) -> int:
        """1 where it is faster than the baseline by its median, -1 where it is not, 0 unknown."""
        if self.ratio is None:
            return 0
        return 1 if self.ratio.median > 1 else -1


Grid = tuple[tuple[Cell, ...], ...]
"""Rows by thread count, the most first, of cells by size, the smallest first."""


def threaded(run: Run) -> tuple[str, ...]:
    """Return the variants that have a map of their own: those that use threads."""
    known = (name for name in run.plan.variants if name in run.compiled)
    return tuple(name for name in known if run.is_threaded(name))


def first(run: Run) -> str:
    """Return the variant whose map tells most: the fastest that uses threads, and is right."""
    offered = threaded(run)
    for size in reversed(run.plan.sizes):
        for record in analysis.contenders(run, size):
            if record.point.variant in offered:
                return record.point.variant
    return offered[0] if offered else ""


def grid(run: Run, variant: str = "") -> Grid:
    """Return the map of a variant; without one that of the fastest variant of each cell."""
    counts = sorted(run.plan.threads, reverse=True)
    rows = []
    for threads in counts:
        cells = (_cell(run, variant, size, threads) for size in run.plan.sizes)
        rows.append(tuple(cells))
    return tuple(rows)


def headline(run: Run, variant: str, found: Grid) -> str:
    """Say where a variant is fastest against the baseline; of the fastest ones, what is shown."""
    if not variant:
        return "The fastest variant at each size and thread count"
    known = [
        cell for row in found for cell in row if cell.ratio and cell.record and cell.record.trusted
    ]
    if not known:
        return f"{variant} has no times to compare with {wording.baseline(run)} yet"
    best = max(known, key=lambda cell: cell.ratio.median if cell.ratio else 0.0)
    assert best.ratio is not None
    return (
        f"{variant} is at most {wording.briefly(best.ratio)} as fast as {wording.baseline(run)}: "
        f"with {wording.threads(best.threads)} at {wording.at(run, best.size)}"
    )


def _cell(run: Run, variant: str, size: int, threads: int) -> Cell:
    record = run.point(variant, size, threads) if variant else _fastest(run, size, threads)
    ratio = None if record is None else analysis.speedup(run, record)
    return Cell(size, threads, record, ratio)


def _fastest(run: Run, size: int, threads: int) -> PointRecord | None:
    """The fastest of those that may be recommended with so many threads, or that use none."""
    allowed = (
        record
        for record in analysis.contenders(run, size)
        if record.point.threads == run.threads_of(record.point.variant, threads)
    )
    return next(allowed, None)
