"""Ratios of two runs whose processes took turns, round by round."""

import math
from dataclasses import dataclass

from explorer.measure.statistics import speedup
from explorer.results.contrast.ranks import centre
from explorer.results.record import PointRecord


@dataclass(frozen=True)
class Paired:
    """How many times as long it takes now, from so many pairs of processes.

    `low` and `high` are None where there are too few for an interval.
    """

    slower: float
    low: float | None
    high: float | None
    pairs: int

    @property
    def differs(self) -> bool:
        """Whether the interval leaves no doubt that it changed."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high


def paired(then: PointRecord, after: PointRecord, allowed: float) -> Paired | None:
    """Return how a point changed between two such runs; None where no pair of processes has both.

    In each pair it is the median of the ratios of its rounds, which were measured within a tenth
    of a second of each other; over the pairs, the centre of these. Either end of the interval is
    passed by chance with a probability of at most `allowed`.
    """
    earlier = {repeat.number: repeat.samples for repeat in then.repeats}
    found = [
        speedup(earlier[repeat.number], repeat.samples)
        for repeat in after.repeats
        if repeat.number in earlier
    ]
    logs = [math.log(one.median) for one in found if one is not None]
    if not logs:
        return None
    middle, low, high = centre(logs, allowed)
    return Paired(
        slower=math.exp(middle),
        low=None if low is None else math.exp(low),
        high=None if high is None else math.exp(high),
        pairs=len(logs),
    )


def pairs_needed(points: int, by_chance: float) -> int:
    """Return how many pairs of processes can show a change, among so many points."""
    return math.ceil(math.log2(2 * points / by_chance))
