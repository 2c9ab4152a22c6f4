"""Several kernels' runs as one table: each variant's speed-up over its kernel's baseline."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from explorer.measure.statistics import Interval
from explorer.results import analysis, wording
from explorer.results.facts.ratios import faster
from explorer.results.markdown import line, plain
from explorer.results.record import PointRecord, Run
from explorer.units import count, ratio, seconds

MEAN = "geometric mean"
FEW = 8
"""Up to so many variants all have a column, also those of one kernel."""
BELOW = "~ not sure to differ from 1; with its size or thread count where there are several."


@dataclass(frozen=True)
class Cell:
    """A variant of a kernel: its speed-up at the largest size that it shares with the baseline.

    `faster` says whether that is sure (`ratios.faster`). Without a ratio `status` says what
    came of it: wrong, failed, skipped, or that there is no time.
    """

    variant: str
    status: str
    size: int = 0
    threads: int | None = None
    ratio: Interval | None = None
    faster: bool | None = None


@dataclass(frozen=True)
class Row:
    """A kernel: its name, its baseline with its time at a size, and its variants."""

    kernel: str
    baseline: str
    size: int
    seconds: float | None
    cells: Mapping[str, Cell]

    @property
    def fastest(self) -> Cell | None:
        """The variant that is surely faster than the baseline, by most; None where none is."""
        sure = [cell for cell in self.cells.values() if cell.faster and cell.ratio is not None]
        return max(sure, key=lambda cell: cell.ratio.median if cell.ratio else 0.0, default=None)


@dataclass(frozen=True)
class Suite:
    """All of it: `variants` are the columns, those that most kernels have first.

    `failed` are kernels without a run, with a sentence each.
    """

    rows: tuple[Row, ...]
    variants: tuple[str, ...]
    failed: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The variants that have a column for people: of many, those of several kernels."""
        if len(self.variants) <= FEW:
            return self.variants
        shared = [v for v in self.variants if sum(v in row.cells for row in self.rows) > 1]
        return tuple(shared)

    def mean(self, variant: str) -> tuple[float, int] | None:
        """Return the geometric mean of a variant's speed-ups, and of how many kernels it is."""
        cells = (row.cells.get(variant) for row in self.rows)
        logs = [math.log(cell.ratio.median) for cell in cells if cell is not None and cell.ratio]
        return (math.exp(sum(logs) / len(logs)), len(logs)) if logs else None


def suite(runs: Iterable[Run], failed: Mapping[str, str]) -> Suite:
    """Return the table of these runs, in their order."""
    rows = tuple(map(_row, runs))
    known: Counter[str] = Counter()
    for row in rows:
        known.update(list(row.cells))
    order = {variant: place for place, variant in enumerate(known)}
    variants = sorted(known, key=lambda variant: (-known[variant], order[variant]))
    return Suite(rows, tuple(variants), dict(failed))


def _row(run: Run) -> Row:
    base = run.plan.baseline
    curve = (base.variant, run.threads_of(base.variant, base.threads))
    sizes = (n for n in reversed(run.plan.sizes) if _usable(run.point(curve[0], n, curve[1])))
    size = next(sizes, run.plan.sizes[-1])
    record = run.point(curve[0], size, curve[1])
    took = record.estimate.median_s if record is not None and record.estimate else None
    names = (name for name in run.plan.variants if name != base.variant)
    cells = {name: _cell(run, name) for name in names}
    return Row(run.plan.kernel.name, wording.baseline(run), size, took, cells)


def _cell(run: Run, variant: str) -> Cell:
    records = [r for point, r in run.points.items() if point.variant == variant]
    bad = next((r.status for r in records if r.status in ("wrong", "failed")), "")
    if bad:
        return Cell(variant, bad)
    base = run.plan.baseline
    for size in reversed(run.plan.sizes):
        other = run.point(base.variant, size, base.threads)
        timed = [r for r in records if r.point.size == size and _usable(r)]
        for record in sorted(timed, key=lambda record: record.median_s):
            found = analysis.compared(record, other)
            if found is not None and other is not None:
                threads = record.point.threads if run.is_threaded(variant) else None
                return Cell(variant, record.status, size, threads, found, faster(record, other))
    return Cell(variant, next((r.status for r in records if r.status == "skipped"), "no time"))


def _usable(record: PointRecord | None) -> bool:
    return record is not None and record.usable


def rows(found: Suite) -> list[list[str]]:
    """Return the table for people: a heading, a row a kernel, and the geometric means."""
    table = [["kernel", "at", "baseline", "takes", "faster by most", *found.columns]]
    for row in found.rows:
        took = "" if row.seconds is None else seconds(row.seconds)
        cells = [written(row.cells.get(name), row.size) for name in found.columns]
        best = fastest(row)
        table.append([row.kernel, f"n = {count(row.size)}", row.baseline, took, best, *cells])
    means = [_mean(found, name) for name in found.columns]
    return [*table, [MEAN, "", "", "", "", *means]]


def fastest(row: Row) -> str:
    """Name what is surely faster than the baseline by most, and by how much."""
    best = row.fastest
    return "none surely" if best is None else f"{best.variant} {written(best, row.size)}"


def written(cell: Cell | None, size: int) -> str:
    """Write a cell: 12.3×, with ~ where it is not sure to differ from 1."""
    if cell is None:
        return ""
    if cell.ratio is None:
        return cell.status
    text = f"{'' if cell.faster is not None else '~'}{ratio(cell.ratio.median)}"
    more = [] if cell.size == size else [f"n = {count(cell.size)}"]
    if cell.threads is not None:
        more.append(wording.threads(cell.threads))
    return f"{text} ({', '.join(more)})" if more else text


def _mean(found: Suite, variant: str) -> str:
    known = found.mean(variant)
    return "" if known is None or known[1] < 2 else f"{ratio(known[0])} of {known[1]}"


def markdown(found: Suite, title: str) -> str:
    """Return the table in Markdown."""
    first, *others = rows(found)
    lines = [line(first), f"|{'|'.join('---' for _ in first)}|", *map(line, others)]
    parts = [f"## {plain(title)}", "\n".join(lines), BELOW]
    parts += [f"- {plain(f'{name}: {reason}')}" for name, reason in found.failed.items()]
    return "\n\n".join(parts) + "\n"


def as_json(found: Suite) -> dict[str, Any]:
    """Return the table as what JSON holds; times in seconds per call."""
    return {
        "kernels": [
            {
                "kernel": row.kernel,
                "baseline": row.baseline,
                "size": row.size,
                "baseline_s": row.seconds,
                "variants": [_plainly(cell) for cell in row.cells.values()],
            }
            for row in found.rows
        ],
        "geometric_means": {
            name: {"mean": known[0], "kernels": known[1]}
            for name in found.variants
            if (known := found.mean(name)) is not None
        },
        "failed": dict(found.failed),
    }


def _plainly(cell: Cell) -> dict[str, Any]:
    known = cell.ratio
    return {
        "variant": cell.variant,
        "status": cell.status,
        "size": cell.size or None,
        "threads": cell.threads,
        "speedup": None
        if known is None
        else {"median": known.median, "low": known.low, "high": known.high},
        "faster": cell.faster,
    }
