"""The one table of columns: the window, the terminal and files show results by it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.results import analysis, wording
from explorer.results.facts.ratios import efficiency
from explorer.results.record import Run
from explorer.results.table import Row
from explorer.units import count, percent, ratio, seconds, significant, size_in_bytes


def _always(_: Row | Run | None) -> bool:
    return True


def _repeats(run: Run | None) -> bool:
    return run is not None and run.plan.repeats > 1


def _threads(run: Run | None) -> bool:
    return run is None or any(map(run.is_threaded, run.plan.variants))


def _starts(run: Run | None) -> bool:
    return run is not None and bool(run.cold_starts)


@dataclass(frozen=True)
class Column:
    """What is told of a point, to programs by `name` and `value`, to people by `title` and text.

    `name` carries the unit, `kind` is str, bool, int or float. `value` is one, or None where it is
    not known; `write` makes it a text where
    it is `worth` showing. Files have all columns in the order of the table, people see those of
    `TERMINAL` and `WINDOW`. `rank` sorts rows where the value does not, and
    `unknown` where there is none. It is `there` for some runs alone, as those of several processes.
    `short` is a narrower title, `widest` a text that has to fit.
    """

    name: str
    value: Callable[[Row], Any]
    title: str = ""
    write: Callable[[Any], str] = str
    explained: str = ""
    worth: Callable[[Row], bool] = _always
    rank: Callable[[Row], float] | None = None
    unknown: float = math.inf
    there: Callable[[Run | None], bool] = _always
    kind: type = float
    short: str = ""
    widest: str = ""

    @property
    def is_text(self) -> bool:
        """Whether the values are texts, which stand on the left."""
        return self.kind is str

    def text(self, row: Row) -> str:
        """Return how the value is written, empty where there is nothing to say."""
        value = self.value(row)
        return "" if value is None or not self.worth(row) else self.write(value)

    def sort_key(self, row: Row) -> float:
        """Return the number by which rows are sorted."""
        value = self.value(row) if self.rank is None else self.rank(row)
        return self.unknown if value is None else float(value)

    def heading(self, run: Run) -> str:
        """Return the title; that of sizes is what is swept, that of times says what is not in."""
        if self.name == "size":
            return run.plan.axis
        less = run.subtracted_s and self.name == "median_s"
        return f"{self.title} less {seconds(run.subtracted_s)}" if less else self.title


def _of_estimate(name: str) -> Callable[[Row], Any]:
    return lambda row: None if row.estimate is None else getattr(row.estimate, name)


def _data_bytes(row: Row) -> int | None:
    point = row.record.point
    own = point.variant in row.run.plan.kernel.own_data
    return None if own else row.run.data_bytes.get(point.size)


def _of_speedup(name: str) -> Callable[[Row], Any]:
    return lambda row: None if row.speedup is None else getattr(row.speedup, name)


def _compiling(row: Row) -> float | None:
    compiled = row.run.compiled.get(row.record.point.variant)
    return None if compiled is None else compiled.seconds


def _of_start(name: str) -> Callable[[Row], Any]:
    def value(row: Row) -> Any:
        start = row.run.cold_starts.get(row.record.point.variant)
        return None if start is None else getattr(start, name)

    return value


def _briefly(value: float) -> str:
    return seconds(value, 2)


def _lowest(each: Sequence[float]) -> float | None:
    return min(each) if each else None


def _highest(each: Sequence[float]) -> float | None:
    return max(each) if each else None


def _precision(row: Row) -> float | None:
    estimate = row.estimate
    return None if estimate is None or estimate.low_s is None else estimate.precision


def _efficiency(row: Row) -> float | None:
    point = row.record.point
    return efficiency(row.record, analysis.fewest(row.run, point.variant, point.size))


COLUMNS: tuple[Column, ...] = (
    Column("kernel", lambda row: row.run.plan.kernel.name, kind=str),
    Column("dtype", lambda row: row.run.plan.dtype, kind=str),
    Column("variant", lambda row: row.record.point.variant, "Variant",
           explained="Implementation", kind=str,
           rank=lambda row: row.run.plan.variants.index(row.record.point.variant),
           widest="parallel_fastmath"),
    Column("threads", lambda row: row.record.point.threads, "Threads", short="Thr.",
           explained="Thread count; empty where the variant does not use threads",
           worth=lambda row: row.record.threaded, widest="Thr. ",
           there=_threads, kind=int),
    Column("threaded", lambda row: row.record.threaded, kind=bool),
    Column("size", lambda row: row.record.point.size, "n", count,
           explained="Size of the problem", widest="10,000,000",
           kind=int),
    Column("data_bytes", _data_bytes, "Bytes",
           size_in_bytes, explained="What the arguments of a call occupy", kind=int),
    Column("median_s", _of_estimate("median_s"), "Median", seconds, explained="Time of a call",
           widest="9.99 ms"),
    Column("subtracted_s", lambda row: row.run.subtracted_s),
    Column("low_s", _of_estimate("low_s")),
    Column("high_s", _of_estimate("high_s")),
    Column("precision", _precision, "±",
           lambda value: percent(value) if value < 1 else "> 100 %",
           explained="Half the 95 % interval over the median, or why the time cannot be trusted",
           widest="skipped"),
    Column("min_s", _of_estimate("min_s"), "Minimum", seconds, explained="Shortest time of a call"),
    Column("processes", lambda row: len(row.record.repeats), kind=int),
    Column("lowest_s", lambda row: row.estimate and _lowest(row.estimate.each_s)),
    Column("highest_s", lambda row: row.estimate and _highest(row.estimate.each_s)),
    Column("spread", _of_estimate("spread"), "Spread", percent,
           explained="What the processes differ by: half from the lowest to the highest of their "
           "medians", unknown=-1.0, there=_repeats, widest="Spread"),
    Column("baseline", lambda row: wording.baseline(row.run), kind=str),
    Column("speedup", _of_speedup("median"), "Speed-up", ratio,
           explained="How many times faster than the baseline",
           unknown=-1.0, widest="Speed-up"),
    Column("speedup_low", _of_speedup("low")),
    Column("speedup_high", _of_speedup("high")),
    Column("speedup_lowest", lambda row: row.speedup and _lowest(row.speedup.each)),
    Column("speedup_highest", lambda row: row.speedup and _highest(row.speedup.each)),
    Column("efficiency", _efficiency, "Efficiency",
           percent, explained="Speed-up by threads over their number"),
    Column("bytes_per_s", lambda row: wording.bytes_per_second(row.run, row.kernel, row.record),
           "GB/s", lambda value: significant(value / 1e9),
           explained="Least memory traffic of a call over its time"),
    Column("flops_per_s", lambda row: wording.flops_per_second(row.kernel, row.record),
           "Gflop/s", lambda value: significant(value / 1e9),
           explained="Floating-point operations of a call over its time"),
    Column("compile_s", _compiling, "Compile", _briefly,
           explained="Compiling, once in a process, apart from what all compiled functions share",
           unknown=-1.0, widest="990 ms"),
    Column("cold_start_s", _of_start("seconds"), "Cold start", _briefly,
           explained="From importing Numba to the first result at the smallest size, in a fresh "
           "process", unknown=-1.0, there=_starts, widest="990 ms"),
    Column("cached_start_s", _of_start("cached_s"), "Cached", _briefly,
           explained="The same with the compiled code in Numba’s cache on disk (cache=True)",
           unknown=-1.0, there=_starts, widest="990 ms"),
    Column("clean_samples", lambda row: row.estimate.clean if row.estimate else 0,
           kind=int),
    Column("disturbed_samples", lambda row: row.estimate.disturbed if row.estimate else 0,
           kind=int),
    Column("error", lambda row: row.record.error),
    Column("status", lambda row: row.record.status, "Status", kind=str,
           worth=lambda row: row.estimate is not None or bool(row.record.reason)),
    Column("reason", lambda row: row.record.reason, "Reason", kind=str),
)  # fmt: skip

TERMINAL = (
    "size", "data_bytes", "variant", "threads", "median_s", "precision", "spread", "speedup",
    "efficiency", "bytes_per_s", "flops_per_s", "compile_s", "cold_start_s", "cached_start_s",
    "status",
)  # fmt: skip
"""The columns of a table in a text, from left to right."""
WINDOW = (
    "variant", "threads", "size", "median_s", "speedup", "spread", "precision", "compile_s",
    "cold_start_s", "cached_start_s",
)  # fmt: skip
"""Those of the window's table."""


def column(name: str) -> Column:
    return next(found for found in COLUMNS if found.name == name)


def in_terminal(run: Run) -> tuple[Column, ...]:
    """Return the columns that a text shows of a run, in its order."""
    return tuple(found for found in map(column, TERMINAL) if found.there(run))


def in_window() -> tuple[Column, ...]:
    """Return the columns of the window's table, in its order."""
    return tuple(map(column, WINDOW))
