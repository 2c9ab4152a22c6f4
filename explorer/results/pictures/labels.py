"""Where labels go that want to stand beside their curves, and must not overlap."""

import math
from collections.abc import Iterable, Sequence

from explorer.results.pictures.picture import WRONG, Curve


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places as near as possible to the wanted ones, at least a gap apart.

    All lie between low and high where there is room, else they begin at low. The sum of squared
    shifts is the least possible (pool adjacent violators: neighbours that would overlap move as
    one block to the mean of what they want). The order of the wanted places is kept; equal ones
    keep theirs in the sequence.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    room = high - low - gap * (len(wanted) - 1)
    # Take the gaps out: what is left must only not decrease.
    blocks: list[tuple[float, int]] = []
    for rank, i in enumerate(order):
        total, many = wanted[i] - rank * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / many:
            before = blocks.pop()
            total, many = total + before[0], many + before[1]
        blocks.append((total, many))
    flat = [total / many for total, many in blocks for _ in range(many)]
    found = [0.0] * len(wanted)
    for rank, i in enumerate(order):
        found[i] = min(max(flat[rank], low), low + max(room, 0.0)) + rank * gap
    return found


def most_that_fit(gap: float, room: float) -> int:
    """Return how many labels with such a gap there is room for."""
    return max(int(room // gap) + 1, 0) if room >= 0 else 0


def named(many: int, gap: float, room: float) -> tuple[int, float]:
    """Return how many of so many labels are written, and the room that they have.

    Where not all fit, the last place is kept for how many are left out: a column that just ends
    looks as if it were all.
    """
    most = most_that_fit(gap, room)
    if many <= most or most < 2:
        return min(many, most), room
    return most - 1, room - gap


def left_out(many: int) -> str:
    """Return what stands below the labels where so many found no room."""
    return f"+{many} more"


def by_importance(curves: Iterable[Curve]) -> list[Curve]:
    """Return a run's own curves in the order in which they are named, where not all can be.

    The fastest where curves end is first, then each variant with most threads, the fastest first.
    """
    own = sorted((curve for curve in curves if not curve.other), key=_pace)
    return own[:1] + sorted(own[1:], key=lambda curve: -curve.rank)


def _pace(curve: Curve) -> tuple[bool, float, float]:
    """What sorts curves: right ones by how far they go, then by their time there."""
    last = curve.spots[-1]
    estimate = last.record.estimate
    time_s = math.inf if estimate is None else estimate.median_s
    return last.kind == WRONG, -last.x, time_s
