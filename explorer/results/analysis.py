"""What the times of a run say: speed-ups, efficiency, who may be recommended.

Pure functions of a run's record. Every comparison is a ratio paired by round, with its interval
where there are enough samples; whether one is faster at all, `facts.ratios` says.
"""

from collections.abc import Collection, Iterator

from explorer.measure import ratios, statistics
from explorer.measure.plan import Baseline, Point
from explorer.measure.statistics import Interval
from explorer.results.record import AtSize, PointRecord, Repeat, Run


def compared(mine: PointRecord | None, other: PointRecord | None) -> Interval | None:
    """Return how many times faster one point is than another of the same size.

    None where either has no time or a wrong result; else as `paired`.
    """
    if mine is None or other is None or not (mine.usable and other.usable):
        return None
    return paired(mine, other)


def paired(mine: PointRecord, other: PointRecord) -> Interval | None:
    """Return how many times faster one point is than another, whatever their results are.

    From what each process says, then over the processes. Rounds of two processes are not pairs, so
    where no process measured both, the ratio of the medians is returned, without an interval. None
    where either has no time.
    """
    if mine.point > other.point:  # either way round it is the same
        turned = paired(other, mine)
        return None if turned is None else _turned(turned)
    theirs = {repeat.number: repeat for repeat in other.repeats}
    found = [_in_one(r, theirs[r.number]) for r in mine.repeats if r.number in theirs]
    if found:
        return statistics.together(found)
    if mine.estimate is None or other.estimate is None:
        return None
    return Interval(other.estimate.median_s / mine.estimate.median_s)


def _in_one(mine: Repeat, other: Repeat) -> Interval:
    """The ratio in one repeat; its process may have died and been replaced in between.

    It is that of the rounds that have both, within what follows from the interval of either alone;
    where too few have both for an interval, it is what follows from these. Rounds may have left
    out the one that has fewer samples (`ratios.paired_ratios`).
    """
    one, two = mine.estimate, other.estimate
    if (len(mine.samples), one.median_s) < (len(other.samples), two.median_s):
        return _turned(_in_one(other, mine))
    alone = Interval(two.median_s / one.median_s)
    if mine.process != other.process:
        return alone
    if one.low_s and one.high_s and two.low_s and two.high_s:
        alone = Interval(alone.median, two.low_s / one.high_s, two.high_s / one.low_s)
    together = ratios.speedup(mine.samples, other.samples)
    if together is None or (together.low is None and alone.low is not None):
        return alone
    if together.low is None or together.high is None or alone.low is None or alone.high is None:
        return together
    if not alone.low <= together.median <= alone.high:
        return together
    low, high = max(together.low, alone.low), min(together.high, alone.high)
    return Interval(together.median, low, high)


def _turned(ratio: Interval) -> Interval:
    """How many times faster the other one is."""
    each = tuple(1 / value for value in ratio.each)
    if ratio.low is None or ratio.high is None:
        return Interval(1 / ratio.median, each=each)
    return Interval(1 / ratio.median, 1 / ratio.high, 1 / ratio.low, each)


def processes(run: Run) -> int:
    """Return of how many repeats in fresh processes the run has times, at some point."""
    return max((row.recall(_processes) for row in run.rows), default=0)


def _processes(row: AtSize) -> int:
    return max((len(record.repeats) for record in row.values()), default=0)


def speedup(run: Run, record: PointRecord, baseline: Baseline | None = None) -> Interval | None:
    """Return how many times faster a point is than the baseline (the plan's) at its size."""
    base = baseline or run.plan.baseline
    return compared(record, run.point(base.variant, record.point.size, base.threads))


def common_size(run: Run, mine: PointRecord, base: Baseline) -> int | None:
    """Return the largest size, up to the point's, at which its curve and a baseline have times."""
    for size in reversed(measured_sizes(run)):
        both = (
            run.point(mine.point.variant, size, mine.point.threads),
            run.point(base.variant, size, base.threads),
        )
        if size <= mine.point.size and all(record and record.trusted for record in both):
            return size
    return None


def fewest(run: Run, variant: str, size: int) -> PointRecord | None:
    """Return a variant's usable point of a size with the fewest threads."""
    return next((record for record in _of(run, variant, size) if record.usable), None)


def wrong_variants(run: Run) -> tuple[str, ...]:
    """Return the variants with a wrong result somewhere: a race is right elsewhere by luck."""
    wrong = wrong_in(run)
    return tuple(name for name in run.plan.variants if name in wrong)


def wrong_in(run: Run) -> frozenset[str]:
    """Return the variants with a wrong result somewhere."""
    return frozenset[str]().union(*(row.recall(_wrong) for row in run.rows))


def _wrong(row: AtSize) -> frozenset[str]:
    return frozenset(record.point.variant for record in row.values() if record.status == "wrong")


def contenders(run: Run, size: int) -> tuple[PointRecord, ...]:
    """Return the trusted points of a size, fastest first, of variants that may be recommended.

    Left out are those that are ever wrong, and those that something else speaks against.
    """
    right = set(run.plan.variants) - set(wrong_variants(run))
    fit = right - unfit(run, right)
    usable = [
        record
        for variant in run.plan.variants
        if variant in fit
        for record in _of(run, variant, size)
        if record.trusted
    ]
    return tuple(sorted(usable, key=lambda record: record.median_s))


def unfit(run: Run, among: Collection[str]) -> set[str]:
    """Return those of some variants that must not be recommended.

    What is compiled to find errors is one while another one is compiled without.
    """
    known = {name: run.compiled[name] for name in among if name in run.compiled}
    out = {name for name, compiled in known.items() if compiled.unfit}
    guarded = {name for name, compiled in known.items() if compiled.guarded}
    if not guarded:
        return out
    timed = {variant for row in run.rows for variant in row.recall(_timed)}
    plain = known.keys() & timed - out - guarded
    return out | guarded if any(run.is_compiled(name) for name in plain) else out


def _timed(row: AtSize) -> frozenset[str]:
    return frozenset(record.point.variant for record in row.values() if record.has_time)


def measured_sizes(run: Run) -> tuple[int, ...]:
    """Return the sizes at which any point has a time to be trusted, smallest first."""
    return tuple(
        size
        for size in run.plan.sizes
        if any((r := run.at(size).get(curve)) and r.trusted for curve in run.series())
    )


def break_even(run: Run, mine: PointRecord, other: PointRecord) -> float | None:
    """Return after how many calls compiling what a point is of has paid, against another point.

    0 where it compiles no longer than the other, None where its median is not the shorter.
    """
    gain = other.median_s - mine.median_s
    cost = _compile_seconds(run, mine.point.variant) - _compile_seconds(run, other.point.variant)
    return max(cost, 0.0) / gain if gain > 0 else None


def _of(run: Run, variant: str, size: int) -> Iterator[PointRecord]:
    """The points of a variant at a size, those with fewer threads first."""
    for threads in sorted({1, *run.plan.threads}):
        record = run.points.get(Point(variant, size, threads))
        if record is not None:
            yield record


def _compile_seconds(run: Run, variant: str) -> float:
    compiled = run.compiled.get(variant)
    return 0.0 if compiled is None or compiled.seconds is None else compiled.seconds
