"""Where labels go that want to stand beside their curves, and must not overlap."""

from __future__ import annotations

from collections.abc import Sequence


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
