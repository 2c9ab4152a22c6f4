"""Deciding what to measure next.

A size is worth the more attention the wider its widest interval is and the less time was spent
there already; sizes next to which two curves cross count double, because that is where an answer
is read off. So every size gets time in proportion to its doubt, and a point that stays noisy
whatever is done cannot starve the others.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from explorer.measure.plan import Point

T = TypeVar("T")

UNKNOWN = 1.0
"""The width that a point without an interval counts with."""
CROSSING = 2.0
"""How much more a point is worth where two curves cross: the answer to “from which size on”."""
MUCH_DEARER = 4.0
"""Points whose batches take longer than this many times the chosen one's wait for their turn."""


@dataclass(frozen=True)
class Standing:
    """How far a point is: its precision (UNKNOWN without an interval) and what it costs.

    `spent_s` is the time used on it, `batch_s` what one more batch takes.
    """

    point: Point
    precision: float
    spent_s: float
    batch_s: float


def choose(
    standings: Sequence[Standing], crossings: frozenset[int], remaining_s: float
) -> list[Point]:
    """Return the points of the next round, all at one size; empty when none fits in what remains.

    `standings` are the points that are not precise yet. Where what remains, in seconds, is not
    enough for all of the size, those that are worth it most come in.
    """
    affordable = [s for s in standings if s.batch_s <= remaining_s]
    if not affordable:
        return []

    def worth(standing: Standing) -> float:
        weight = CROSSING if standing.point.size in crossings else 1.0
        return weight * min(standing.precision, UNKNOWN) / max(standing.spent_s, 1e-4)

    best = max(affordable, key=worth)
    beside = [standing for standing in affordable if standing.point.size == best.point.size]
    chosen = []
    for standing in sorted(beside, key=worth, reverse=True):
        if standing.batch_s <= min(MUCH_DEARER * best.batch_s, remaining_s):
            chosen.append(standing.point)
            remaining_s -= standing.batch_s
    return chosen


def crossings(medians: Mapping[Point, float]) -> frozenset[int]:
    """Return the sizes on either side of a place where two curves change order."""
    at: dict[int, dict[tuple[str, int], float]] = {}
    for point, median in medians.items():
        at.setdefault(point.size, {})[point.variant, point.threads] = median
    found: set[int] = set()
    for below, above in pairwise(sorted(at)):
        both = at[below].keys() & at[above].keys()
        ordered = [median for _, median in sorted((at[below][c], at[above][c]) for c in both)]
        if any(after < before for before, after in pairwise(ordered)):
            found.update((below, above))
    return frozenset(found)


def order(points: Iterable[Point], round_number: int, seed: int) -> list[Point]:
    """Return the order of a round: a block for each thread count, variants mixed within it.

    Blocks and the variants in each are ordered by a Williams square (E. J. Williams, Australian
    Journal of Scientific Research A2, 1949, 149–168), or two where their number is odd, from an
    order shuffled anew whenever all its rows were used: each comes at each place equally often, and
    after each other one, so that neither drift nor what ran before favours one.
    """
    blocks: dict[int, list[Point]] = {}
    for point in sorted(points):
        blocks.setdefault(point.threads, []).append(point)
    counts = _rotated(list(blocks), round_number, seed)
    return [point for threads in counts for point in _rotated(blocks[threads], round_number, seed)]


def shared_calls(
    per_call_s: Mapping[Point, float], batch_s: float, most_s: float
) -> dict[Point, int]:
    """Return the calls per batch of each point: the same for all whose batches stay short.

    A batch takes at least `batch_s` where one call does not already; points share the fastest
    one's count as long as their batch takes no longer than `most_s`.
    """
    own = {point: max(1, -int(-batch_s // seconds)) for point, seconds in per_call_s.items()}
    most = max(own.values(), default=1)
    return {
        point: most if most * per_call_s[point] <= most_s else calls for point, calls in own.items()
    }


def _rotated(items: list[T], round_number: int, seed: int) -> list[T]:
    """Return the items in the order of a row; the second square has the first one’s, reversed."""
    number = len(items)
    cycle, row = divmod(round_number, 2 * number)
    places = _shuffled(number, cycle, seed)
    steps = [-(step // 2) if step % 2 == 0 else step // 2 + 1 for step in range(number)]
    ordered = [items[places[(step + row) % number]] for step in steps]
    return ordered if row < number else ordered[::-1]


@lru_cache(maxsize=256)
def _shuffled(length: int, cycle: int, seed: int) -> tuple[int, ...]:
    """An order of so many places; remembered, because a round must not cost time."""
    return tuple(random.Random(f"{seed} {cycle}").sample(range(length), length))
