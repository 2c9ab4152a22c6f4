"""Estimates that need no assumption about how times are distributed.

Timings are skewed, sometimes in two heaps, and hit by bursts from outside. So the centre is the
median and its interval comes from order statistics: of m independent samples from any continuous
distribution, the interval from the k-th smallest to the k-th largest covers the true median with
probability 1 − 2·P(B < k), where B is binomial(m, ½) (the sign test inverted; Conover, Practical
Nonparametric Statistics, 3rd ed., section 3.2). k is the largest whose coverage is at least 95 %.
That needs 6 samples: with 5 the widest interval covers 93.75 %.

Independent they are only while the machine stays as it is. A neighbour, a clock rate or another
guest of the same host can make the same call half as slow again for a second. So the samples are
also looked at in the order in which they were taken, in up to four blocks: where the intervals of
two blocks have nothing in common, the interval is widened until it covers every block's. For
samples that are independent this happens in less than 3 % of cases.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import NormalDist
from statistics import median as middle_of
from typing import Annotated, NamedTuple

import msgspec

Time = Annotated[float, msgspec.Meta(gt=0, lt=1e12)]
"""Seconds; what is read from a file or another process is checked."""

CONFIDENCE = 0.95
FEWEST = 6
"""Samples that a 95 % sign interval needs; an estimate from fewer is coarse."""
BLOCKS = 4
COARSE = 0.05
"""An estimate whose interval is wider than this, to either side, is coarse too."""


class Sample(NamedTuple):
    """One batch: its round, seconds per call, and what disturbed it (empty when nothing did)."""

    round: int
    seconds: Time
    disturbed: str = ""


@dataclass(frozen=True)
class Interval:
    """A median with its distribution-free interval; the ends are None below 6 samples.

    `each` are the medians of the processes, where it is of more than one: then `median` is the
    median of these, and the ends are those of a typical process.
    """

    median: float
    low: float | None = None
    high: float | None = None
    each: tuple[float, ...] = ()

    @property
    def precision(self) -> float:
        """Half the interval's width over the median; infinite where there is no interval."""
        return precision_of(self.median, self.low, self.high)

    @property
    def spread(self) -> float | None:
        """Half of what the processes differ by over the median; None where it is of one."""
        if len(self.each) < 2 or not self.median:
            return None
        return (max(self.each) - min(self.each)) / 2 / self.median


def precision_of(median: float, low: float | None, high: float | None) -> float:
    """Return half an interval's width over its median; infinite where there is no interval."""
    if low is None or high is None or not median:
        return math.inf
    return (high - low) / 2 / median


@dataclass(frozen=True)
class Estimate:
    """What is known of a point, in seconds per call; only clean samples count.

    `each_s` are the medians of the processes where it is of more than one, as in `Interval`.
    """

    median_s: Time
    low_s: Time | None
    high_s: Time | None
    min_s: Time
    clean: Annotated[int, msgspec.Meta(ge=0)]
    disturbed: Annotated[int, msgspec.Meta(ge=0)]
    each_s: tuple[Time, ...] = ()

    @property
    def centre(self) -> Interval:
        """The median and its interval, in seconds per call."""
        return Interval(self.median_s, self.low_s, self.high_s, self.each_s)

    @property
    def precision(self) -> float:
        """Half the interval's width over the median; infinite where there is no interval."""
        return precision_of(self.median_s, self.low_s, self.high_s)

    @property
    def spread(self) -> float | None:
        """Half of what the processes differ by over the median; None where it is of one."""
        return self.centre.spread

    @property
    def all_disturbed(self) -> bool:
        """Whether there are samples, but none that nothing disturbed."""
        return self.disturbed > 0 and not self.clean

    @property
    def status(self) -> str:
        """`ok`, `coarse` (not known well yet) or `noisy` (none or too few samples are clean)."""
        if self.clean >= FEWEST:
            return "ok" if self.precision <= COARSE else "coarse"
        return "coarse" if self.clean and self.clean + self.disturbed < FEWEST else "noisy"


@lru_cache(maxsize=1024)
def sign_rank(samples: int) -> int | None:
    """Return k so that the k-th smallest and k-th largest of so many samples bound the median.

    None where there are too few: below 6 samples for 95 %. Exact binomial sums up to 1,000
    samples, the normal approximation with continuity correction beyond; from 1,001 to 6,000 that
    is the exact rank, or in 4 of 1,000 cases the one below, which is the wider interval.
    """
    allowed = (1 - CONFIDENCE) / 2
    if samples > 1000:
        width = NormalDist().inv_cdf(1 - allowed)
        return math.floor((samples + 1 - width * math.sqrt(samples)) / 2)
    tail, k = 0.0, 0
    while k < samples:
        tail += math.exp(
            math.lgamma(samples + 1) - math.lgamma(k + 1) - math.lgamma(samples - k + 1)
            - samples * math.log(2)
        )  # fmt: skip
        if tail > allowed:
            break
        k += 1
    return k or None


def interval(values: Sequence[float]) -> Interval:
    """Return the median and its sign interval, of 95 %; raises ValueError for no values."""
    if not values:
        raise ValueError("the median of no values")
    ordered = sorted(values)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    k = sign_rank(len(ordered))
    return Interval(median) if k is None else Interval(median, ordered[k - 1], ordered[-k])


def steady_interval(values: Sequence[float]) -> Interval:
    """Return the median and an interval that also covers what changed meanwhile.

    `values` are in the order in which they were measured. Raises ValueError for no values.
    """
    return _steady(values, interval(values))


def _steady(values: Sequence[float], whole: Interval) -> Interval:
    count = min(BLOCKS, len(values) // FEWEST)
    edges = [len(values) * block // count for block in range(count + 1)] if count else []
    blocks = [interval(values[first:last]) for first, last in pairwise(edges)]
    lows = [block.low for block in blocks if block.low is not None]
    highs = [block.high for block in blocks if block.high is not None]
    if not lows or max(lows) <= min(highs):
        return whole
    return Interval(whole.median, min(lows), max(highs))


def estimate(samples: Iterable[Sample]) -> Estimate:
    """Return what the samples of one point tell; raises ValueError for no samples.

    Where every sample was disturbed, the shortest stands for the median, since disturbances only
    lengthen; the estimate is then noisy and has no interval.
    """
    everything = list(samples)
    return estimate_of(everything, [s.seconds for s in everything if not s.disturbed])[0]


def estimate_of(samples: Sequence[Sample], clean: Sequence[float]) -> tuple[Estimate, Interval]:
    """Return what samples tell, and their interval as far as more of them can better it.

    `clean` are the seconds of the clean ones. That interval leaves out what the machine did in
    different moments, which no number of samples cures.
    """
    shortest = min(clean or [sample.seconds for sample in samples])
    whole = interval(clean) if clean else Interval(shortest)
    centre = _steady(clean, whole)
    found = Estimate(
        median_s=centre.median,
        low_s=centre.low,
        high_s=centre.high,
        min_s=shortest,
        clean=len(clean),
        disturbed=len(samples) - len(clean),
    )
    return found, whole


def together(found: Sequence[Interval]) -> Interval:
    """Return what several processes say: the medians of their medians and of their ends.

    So the ends are those of a typical process; how far processes are apart is told by `each`.
    Processes without an interval count only where more than half of them have none. Raises
    ValueError for no processes.
    """
    sure = [one for one in found if one.low is not None and one.high is not None]
    if 2 * len(sure) < len(found):
        each = tuple(one.median for one in found)
        return Interval(middle_of(each), each=each if len(each) > 1 else ())
    if len(sure) == 1:
        return sure[0]
    return Interval(
        median=middle_of(one.median for one in sure),
        low=middle_of(one.low for one in sure if one.low is not None),
        high=middle_of(one.high for one in sure if one.high is not None),
        each=tuple(one.median for one in sure),
    )


def pooled(estimates: Sequence[Estimate]) -> Estimate:
    """Return what the estimates of one point in several processes say, as `together`."""
    if len(estimates) == 1:
        return estimates[0]
    centre = together([one.centre for one in estimates])
    return Estimate(
        median_s=centre.median,
        low_s=centre.low,
        high_s=centre.high,
        min_s=min(one.min_s for one in estimates),
        clean=sum(one.clean for one in estimates),
        disturbed=sum(one.disturbed for one in estimates),
        each_s=centre.each,
    )
