"""Where one curve stands at a size among all others that may be recommended."""

from dataclasses import dataclass

from explorer.results.facts.contests import LOSS, is_behind
from explorer.results.facts.ratios import ratio, widened
from explorer.results.facts.subject import Subject, curve_of
from explorer.results.record import Series


@dataclass(frozen=True)
class Standing:
    """What a curve's time at a size is to those of the others, the fastest of these first.

    `ahead` are surely faster, `rivals` neither surely faster nor surely slower, there or at the
    sizes next to it; `alike` are the rivals of which the interval shows that they differ by 5 % at
    most, `within` the share by which they surely differ at most. `behind` is what it takes longer
    than the fastest of those ahead, as a share of that one's time, going by medians.
    """

    ahead: tuple[Series, ...]
    rivals: tuple[Series, ...]
    alike: tuple[Series, ...]
    within: float
    behind: float


def standing(subject: Subject, curve: Series, size: int) -> Standing:
    """Return where a curve that has a time at this size stands."""
    mine = subject.record(curve, size)
    assert mine is not None
    ahead, rivals, alike = [], [], []
    within = behind = 0.0
    for record in sorted(subject.timed(size), key=lambda record: record.median_s):
        if record is mine:
            continue
        found = ratio(mine, record)
        if found.high < 1:
            ahead.append(curve_of(record))
            behind = max(behind, 1 / found.median - 1)
        elif found.low <= 1 and not is_behind(subject, record, curve, found.median):
            rivals.append(curve_of(record))
            _, low, high = widened(found)
            apart = max(high, 1 / low) - 1
            if apart <= LOSS:
                alike.append(curve_of(record))
                within = max(within, apart)
    return Standing(tuple(ahead), tuple(rivals), tuple(alike), within, behind)
