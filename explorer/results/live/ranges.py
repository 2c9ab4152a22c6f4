"""From which time to which a strip shows its samples, as decimal logarithms of seconds."""

from __future__ import annotations

import math

from explorer.results.live.strip import Lane

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
