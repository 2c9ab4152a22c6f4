"""A strip of samples in the order in which they were taken, and what the latest of them say."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from explorer.measure.ratios import speedup
from explorer.measure.statistics import Interval, Sample, steady_interval
from explorer.results.analysis import compared
from explorer.results.facts import ratios
from explorer.results.record import PointRecord, Run, Series

LATEST = 100
"""So many rounds back goes what is said to be so now."""


@dataclass(frozen=True)
class Lane:
    """The samples of one curve, and what they say.

    `at` says of each sample when it was taken, in seconds, or which of the point's samples it is;
    the first `before` of them are of another size. `centre` is the median of the latest clean
    ones, or of all of a point that was measured, None where there is none; `ratio` how many times
    faster the curve is than what it is compared with, paired by round, `faster` whether it surely
    is (True), surely is not (False), or neither. `problem` is a sentence where the curve has no
    time, or its result is wrong.
    """

    series: Series
    samples: Sequence[Sample] = ()
    at: Sequence[float] = ()
    before: int = 0
    centre: Interval | None = None
    ratio: Interval | None = None
    faster: bool | None = None
    problem: str = ""
    wrong: bool = False

    @property
    def shown(self) -> Sequence[Sample]:
        """The samples of the size that is shown."""
        return self.samples[self.before :]


@dataclass(frozen=True)
class Strip:
    """What is shown of a run at a size: a lane for each curve, from one moment to another.

    `turns` are the moments at which another size was turned to. A strip is `live`, with seconds
    across that end now, or of a run that was measured, with the numbers of its samples across.
    """

    run: Run
    size: int
    lanes: tuple[Lane, ...] = ()
    low: float = 0.0
    high: float = 1.0
    turns: Mapping[float, int] = field(default_factory=dict)
    live: bool = True

    @property
    def base(self) -> Series:
        """The curve that the others are compared with."""
        wanted = self.run.plan.baseline
        return wanted.variant, self.run.threads_of(wanted.variant, wanted.threads)

    def lane(self, series: Series) -> Lane | None:
        return next((lane for lane in self.lanes if lane.series == series), None)

    @property
    def disturbed(self) -> Counter[str]:
        """How many of the shown samples each disturbance spoilt; those of none under ``""``."""
        return Counter(sample.disturbed for lane in self.lanes for sample in lane.shown)


def current(samples: Iterable[Sample]) -> Interval | None:
    """Return the median of the clean samples with its interval; None where none is clean."""
    clean = [sample.seconds for sample in samples if not sample.disturbed]
    return steady_interval(clean) if clean else None


def paired(samples: Sequence[Sample], base: Sequence[Sample]) -> Interval | None:
    """Return how many times faster the clean samples are, from those of the same rounds."""
    clean = {sample.round for sample in base if not sample.disturbed}
    if not any(sample.round in clean and not sample.disturbed for sample in samples):
        return None
    return speedup(samples, base)


def surely(ratio: Interval | None) -> bool | None:
    """Return by an interval whether one is faster (True), slower (False), or neither is known."""
    if ratio is None or ratio.low is None or ratio.high is None:
        return None
    return True if ratio.low > 1 else False if ratio.high < 1 else None


def measured(run: Run, size: int, curves: Iterable[Series]) -> Strip:
    """Return the strip of a run that was measured: all samples of these curves at a size."""
    base = run.point(run.plan.baseline.variant, size, run.plan.baseline.threads)
    found = [_of_record(curve, run.point(curve[0], size, curve[1]), base) for curve in curves]
    lanes = tuple(lane for lane in found if lane is not None)
    high = max((len(lane.samples) for lane in lanes), default=1)
    return Strip(run, size, lanes, 0.0, float(max(high, 1)), live=False)


def _of_record(series: Series, record: PointRecord | None, base: PointRecord | None) -> Lane | None:
    if record is None:
        return None
    samples, ratio = record.samples, compared(record, base)
    return Lane(
        series,
        samples,
        tuple(number + 0.5 for number in range(len(samples))),
        centre=record.estimate.centre if record.estimate is not None else None,
        ratio=ratio,
        faster=ratios.faster(record, base) if ratio is not None and base is not None else None,
        problem=record.reason if record.estimate is None or record.status == "wrong" else "",
        wrong=record.status == "wrong",
    )


Range = tuple[float, float]
"""The logarithms of the shortest and the longest time that is shown."""

LEAST = math.log10(1.06)
"""However quiet it is, so much is shown: noise that fills the height looks like a disaster."""
MARGIN = 0.08
ENOUGH = 6
"""Samples of the size that is shown, from which on only these count."""
SHARE = 0.97
"""The longest of the clean samples are often alone; they are marked at the edge."""
LOOSE = 2.2
"""A range that is so many times what is needed is given up for a narrower one."""


def needed(lane: Lane) -> Range | None:
    """Return the range that shows what is clean, or all where nothing is; None for no samples."""
    samples = lane.shown if len(lane.shown) >= ENOUGH else lane.samples
    times = [sample.seconds for sample in samples if not sample.disturbed]
    times = sorted(times or [sample.seconds for sample in samples])
    if not times:
        return None
    low, high = math.log10(times[0]), math.log10(times[int(SHARE * (len(times) - 1))])
    return around(low, high)


def around(low: float, high: float) -> Range:
    """Return a range with some room around these ends."""
    room = max(MARGIN * (high - low), (LEAST - (high - low)) / 2)
    return low - room, high + room


def steady(before: Range | None, wanted: Range) -> Range:
    """Return the range to show after another: the same one as long as it does."""
    if before is None:
        return wanted
    low, high = min(before[0], wanted[0]), max(before[1], wanted[1])
    if high - low > LOOSE * (wanted[1] - wanted[0]):
        return wanted
    return (low, high) if (low, high) == before else around(*wanted)
