"""What threads bring: against one, and against the best that needs none."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from explorer.results.facts.contests import SAME, missing
from explorer.results.facts.crossings import Crossing, Meeting, crossing
from explorer.results.facts.ratios import EQUAL, Ratio, bounds, efficiency, foremost, ratio
from explorer.results.facts.subject import Subject, curve_of, timed
from explorer.results.record import AtSize, PointRecord, Series

if TYPE_CHECKING:
    from explorer.results.facts.laws import Law


MOST_EACH = 2.0
"""So many times the speed of one thread each of several may have, where its part fits a cache."""


@dataclass(frozen=True)
class Threading:
    """What threads bring a variant at a size.

    `best` is the fewest threads that cannot be told from the best, `between` the fewest and the
    most that cannot be; `speedup` is that of `best` over one thread (None where one was not
    measured), `efficiency` that over the threads (None where it is hardly known). `over_serial`
    is its ratio to the best curve of one thread, `serial`, which may be of another variant; both
    are None where one that may be the best was not measured. `more` is how many times faster than
    with `best` it may at most be with more threads. `speedups` over one thread are what the law is
    fitted to, none but at the largest size.
    """

    variant: str
    size: int
    best: int
    between: tuple[int, int]
    speedup: Ratio | None
    efficiency: float | None
    serial: Series | None
    over_serial: Ratio | None
    more: float = 1.0
    speedups: tuple[tuple[int, Ratio], ...] = ()

    @cached_property
    def law(self) -> Law | None:
        """The law of its scaling; fitted when it is asked for, which takes milliseconds."""
        from explorer.results.facts.laws import law  # it needs NumPy

        return law(self.speedups) if self.speedups else None

    @property
    def helps(self) -> bool:
        """Whether more threads are surely faster, by what they can bring."""
        return self.speedup is not None and self.speedup.low > 1 and self.is_possible

    @property
    def is_possible(self) -> bool:
        """Whether the speed-up may be what threads bring: caches of their own explain some more.

        One that is surely larger shows that something else made the time with one thread long.
        """
        return self.speedup is None or self.speedup.low <= MOST_EACH * self.best


@dataclass(frozen=True)
class Paying:
    """From which size on a variant with threads beats the best curve of one thread.

    `against` are the variants that are, or may be, that best one where they cross, the likeliest
    first; the one at the largest size where they do not. `crossing` is None where it does not, up
    to the largest size, or where that is open; `sizes` are those at which both are known.
    """

    variant: str
    against: tuple[str, ...]
    crossing: Crossing | None
    sizes: tuple[int, ...]


def best_serial(subject: Subject, size: int) -> PointRecord | None:
    """Return the fastest point of one thread at a size, of those that were measured there."""
    return next(iter(subject.run.at(size).recall(_rivals, _serial(subject))), None)


def threading_at(subject: Subject, size: int) -> tuple[Threading, ...]:
    """Return what threads bring each variant with times for two counts or more at a size."""
    return tuple(one for one in threading_each(subject, size) if one is not None)


def threading_each(subject: Subject, size: int) -> Iterator[Threading | None]:
    """Find what `threading_at` returns, a variant at each step."""
    serial = _serial(subject)
    others = subject.run.at(size).recall(_rivals, serial)
    if others and missing(subject, serial, curve_of(others[0]), size):
        others = []
    counted = threaded(subject).items()
    yield from (_at(subject, variant, counts, size, others) for variant, counts in counted)


def law_at(subject: Subject, variant: str, size: int) -> Law | None:
    """Return the law of a variant's scaling at a size, None where there is none."""
    from explorer.results.facts.laws import law  # it needs NumPy

    counts = threaded(subject).get(variant, ())
    records = {n: r for n in counts if (r := subject.record((variant, n), size)) is not None}
    return law(speedups_of(records))


def paying(subject: Subject, hit: Mapping[int, Collection[Series]]) -> tuple[Paying, ...]:
    """Return for each threaded variant from which size on its threads pay.

    `hit` maps sizes to the curves of which a burst may have hit all samples there.
    """
    found, serial = [], _serial(subject)
    for variant, counts in threaded(subject).items():
        met, last, open_at = [], "", 0
        several = _several(variant, counts)
        for size in subject.sizes:
            mine, others, over = subject.run.at(size).recall(_against, several, serial)
            if over is None:
                continue
            one = Meeting(size, others[0].median_s, over)
            last = others[0].point.variant
            faster, slower = one.ratio.low > 1, one.ratio.high < 1
            spoilt = hit.get(size, ())
            if any(curve in spoilt for curve in (*several, *serial)):
                open_at += 1
                continue
            mine_known = faster or not missing(subject, several, curve_of(mine[0]), size)
            if mine_known and (slower or not missing(subject, serial, curve_of(others[0]), size)):
                met.append(one)
            else:
                open_at += 1
        crossed = crossing(met)
        if open_at and crossed is not None and crossed.low is None:
            crossed = None  # that it is so at every size is not known
        ends = (crossed.size, crossed.low or crossed.size, crossed.high) if crossed else ()
        bests = (_best_at(subject, serial, size) for size in ends)
        against = tuple(dict.fromkeys(best for best in bests if best)) or (last,)
        found.append(Paying(variant, against, crossed, tuple(one.size for one in met)))
    return tuple(found)


def against_one(subject: Subject, size: int) -> Iterator[object]:
    """See how threads do at a size against one thread, a variant at each step.

    That is most of the work for `paying`; it is remembered.
    """
    serial = _serial(subject)
    for variant, counts in threaded(subject).items():
        yield subject.run.at(size).recall(_against, _several(variant, counts), serial)


def _several(variant: str, counts: Sequence[int]) -> tuple[Series, ...]:
    return tuple((variant, count) for count in counts if count > 1)


def _against(
    row: AtSize, several: tuple[Series, ...], serial: tuple[Series, ...]
) -> tuple[list[PointRecord], list[PointRecord], Ratio | None]:
    """Which points may be the fastest of some curves, and of others, and how these are to them."""
    mine, others = row.recall(_rivals, several), row.recall(_rivals, serial)
    return mine, others, _over(mine, others) if mine and others else None


def _best_at(subject: Subject, curves: Sequence[Series], size: float) -> str | None:
    """The variant of the fastest curve at a size, measured or not; None where none reaches it."""
    times = [(seconds, curve) for curve in curves if (seconds := _seconds(subject, curve, size))]
    return min(times)[1][0] if times else None


def _seconds(subject: Subject, curve: Series, size: float) -> float | None:
    """What a curve takes at a size, on a power of the size between those that it has times of."""
    sizes = subject.sizes
    below, above = sizes[: bisect_right(sizes, size)], sizes[bisect_left(sizes, size) :]
    one = next((r for n in reversed(below) if (r := subject.record(curve, n))), None)
    two = next((r for n in above if (r := subject.record(curve, n))), None)
    if one is None or two is None:
        return None
    low, high = one.point.size, two.point.size
    share = math.log(size / low) / math.log(high / low) if low != high else 0.0
    return float(one.median_s * (two.median_s / one.median_s) ** share)


def threaded(subject: Subject) -> dict[str, list[int]]:
    """Return the variants with times for two thread counts or more, and these counts."""
    counts: dict[str, list[int]] = {}
    for variant, number in subject.eligible:
        if subject.run.is_threaded(variant) and variant in subject.run.compiled:
            counts.setdefault(variant, []).append(number)
    return {name: sorted(found) for name, found in counts.items() if len(found) > 1}


def speedups_of(records: Mapping[int, PointRecord]) -> tuple[tuple[int, Ratio], ...]:
    """Return the speed-ups over one thread of points by thread count; none without that one."""
    one = records.get(1)
    return () if one is None else tuple((n, ratio(r, one)) for n, r in records.items())


def _serial(subject: Subject) -> tuple[Series, ...]:
    return tuple(curve for curve in subject.eligible if curve[1] == 1)


def _at(
    subject: Subject, variant: str, counts: Sequence[int], size: int, others: Sequence[PointRecord]
) -> Threading | None:
    """What threads bring a variant; `others` may be the best of one thread, none where open."""
    records = {n: r for n in counts if (r := subject.record((variant, n), size)) is not None}
    if len(records) < 2:
        return None
    fastest = foremost(list(records.values()))
    losses = {n: EQUAL if r is fastest else ratio(fastest, r) for n, r in records.items()}
    alike = [n for n, loss in losses.items() if loss.low <= 1 or loss.median < SAME]
    best = next(n for n in alike if losses[n].median < 1 + 2 * (SAME - 1))
    one = records.get(1)
    return Threading(
        variant=variant,
        size=size,
        best=best,
        between=(alike[0], alike[-1]),
        speedup=ratio(records[best], one) if one else None,
        efficiency=efficiency(records[best], one),
        serial=curve_of(others[0]) if others else None,
        over_serial=_over([records[best]], others) if others else None,
        more=max((ratio(r, records[best]).high for n, r in records.items() if n > best), default=1),
        speedups=speedups_of(records) if size == subject.sizes[-1] else (),
    )


def _rivals(row: AtSize, curves: tuple[Series, ...]) -> list[PointRecord]:
    """The points of a size that may be the fastest of those curves, the likeliest first."""
    records = sorted(timed(row, curves), key=lambda record: record.median_s)
    most = min((bounds(record)[1] for record in records), default=0.0)
    return [r for r in records if r is records[0] or bounds(r)[0] <= most]


def _over(mine: Sequence[PointRecord], others: Sequence[PointRecord]) -> Ratio:
    """How many times faster the fastest of some points is than the fastest of others.

    Which these are is not known for sure: a median may be the least by chance.
    """
    met = [[ratio(one, other) for one in mine] for other in others]
    median = met[0][0].median
    low = min(max(one.low for one in row) for row in met)
    high = min(max(one.high for one in row) for row in met)
    return Ratio(median, min(low, median), max(high, median))
