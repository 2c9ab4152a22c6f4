"""Why a change between two runs is not sure.

Runs of different moments differ by more than the code: the machine's clock rate, its neighbours,
and where each process put its code and data. So a change is sure only where all of this holds:

- both runs measured the point in several processes, and the medians of one run's processes lie on
  one side of the other's to a degree that chance brings about, in any of the points that are
  compared, in at most one of 20 pairs of equal runs (Mann and Whitney's exact test, with
  Bonferroni's correction for the number of points);
- it remains when what any other variant changed by, at that size, is taken out: a slower machine
  slows all of them, and which of them stand for the machine is not known. Where it slows one by
  more than equal runs differ, it may slow another by more than that: what is beyond 1.1 is taken
  out twice, so that one at 1.2 explains 1.31 of another, and one at 1.05 no more than 1.05. Where
  no other variant was measured, it cannot be told from a machine that changed. Two hosts are
  compared to see what the machine makes of it, so there this is no doubt;
- the processor, the data and, for what threads, the threading layer are the same, and for a point
  with more than one thread, nothing else was seen to use the machine's cores meanwhile.

Runs whose rounds alternated (`measure.beside`) saw the same machine, so the first two are replaced
by a sharper one: the ratios of their pairs of processes, each from paired rounds, lie on one side
of 1 to a degree that chance brings about as rarely (Wilcoxon's exact signed-rank test, with the
same correction). The interval that belongs to it says how large a change is or can be.
"""

import math
from dataclasses import dataclass
from statistics import median

from explorer.results import surroundings
from explorer.results.contrast.pairs import Paired, chance, pairs_needed
from explorer.results.contrast.sameness import KERNEL, LAYER, PROCESSOR, Conditions, sides
from explorer.results.record import Run, Series
from explorer.units import ratio

BY_CHANCE = 1 / 20
"""Of so many pairs of equal runs at most one has a change that is called sure."""

_DECIDES = (
    KERNEL,
    "the arguments",
    "the dtype",
    LAYER,
    PROCESSOR,
    "whether the call overhead is subtracted",
)
"""What else may differ and makes another time by itself."""


USUAL = 1.1
"""What equal runs of different moments differ by on a machine that did not change."""


@dataclass(frozen=True)
class Among:
    """How many comparisons share the chance of being wrong, and of what they are."""

    number: int
    of: str = "point"

    @property
    def allowed(self) -> float:
        """How likely chance may pass one end of one of them, so that all keep to `BY_CHANCE`."""
        return BY_CHANCE / self.number / 2

    def __str__(self) -> str:
        """Write them: 1 point, 8 points."""
        return f"{self.number} {self.of}{'s' * (self.number != 1)}"


def other_cause(before: Run, now: Run, curve: Series, conditions: Conditions) -> str:
    """What else may have caused a change; empty where nothing is known of."""
    threaded = now.is_threaded(curve[0]) or before.is_threaded(curve[0])
    doubt = conditions.doubt([name for name in _DECIDES if threaded or name != LAYER])
    if doubt:
        return doubt
    if curve[1] > 1:
        called = sides(before, now)
        for run, when in ((before, called.than), (now, called.later)):
            seen = surroundings.noticed(run.machine)
            if seen is not None and seen.taken:
                return f"{when}, others used up to {seen.taken}"
    return ""


def may_be_chance(then: list[float], after: list[float], among: Among) -> str:
    """Why a change may be chance; empty where it is more than that."""
    fewest = min(len(then), len(after))
    if fewest < 2:
        return "seen in one process each"
    if 1 / math.comb(len(then) + len(after), len(then)) > among.allowed:
        needed = processes_needed(among.number)
        return f"{fewest} processes are too few for {among}: it takes {needed}"
    if _outside(then, after) > among.allowed:
        return "the processes of both runs overlap"
    return ""


def may_be_equal(turns: Paired, among: Among) -> str:
    """Why what took turns may be equal; empty where it surely differs."""
    if turns.low is None:
        needed = pairs_needed(among.number, BY_CHANCE)
        some = f"{turns.pairs} pair{'s' * (turns.pairs != 1)} of processes"
        return f"{some} cannot tell that of {among}: it takes {needed}"
    return "" if turns.differs else "pairs of processes differ by as much"


def may_be_the_machine(
    then: list[float], after: list[float], drifts: dict[str, float], among: Among
) -> str:
    """Why a change may be one of the machine; empty where it is not."""
    if not drifts:
        return "no other variant was measured beside it, and a slower machine looks the same"
    is_slower = median(after) > median(then)
    for name, drift in drifts.items():
        adjusted = [value / _at_most(drift) for value in after]
        if (median(adjusted) > median(then)) != is_slower or _outside(
            then, adjusted
        ) > among.allowed:
            by = f"{ratio(max(drift, 1 / drift))} {'slower' if drift > 1 else 'faster'}"
            return f"{name} is {by}, too, as on a machine that changed"
    return ""


def _at_most(drift: float) -> float:
    """What a machine that changed one variant so much may change another by."""
    more = max(drift / USUAL, 1.0) if drift > 1 else min(drift * USUAL, 1.0)
    return drift * more


def _outside(then: list[float], after: list[float]) -> float:
    """How likely chance puts one group so far on the side on which its median is."""
    if median(after) > median(then):
        return chance(after, then)
    return chance(then, after)


def processes_needed(points: int) -> int:
    """Return how many processes of each run can show a change, among so many points."""
    return next(n for n in range(2, 100) if 1 / math.comb(2 * n, n) <= BY_CHANCE / points / 2)
