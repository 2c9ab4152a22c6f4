"""How fast the machine is at the moment at which a variant is timed.

Many a machine changes its speed, by its clock or by what its host does, so that ceilings that were
measured another time are too high or too low for what is timed now. What they hang on is timed
beside the variant.
"""

from time import perf_counter
from typing import Any

import numpy as np

from explorer.measure.groups import free_bytes
from explorer.why import small_loops as small
from explorer.why.ceilings import LOADED, MOST_WORKED_ON
from explorer.why.handed_on import hand_on
from explorer.why.kept import folder

STEPS = 100_000
LEAST_READS, MOST_READS, READING_S = 3, 10, 0.02
"""Times that data are read, and about how long: a cache beyond the second is full after a few."""
_GIVEN = np.uint64(3), np.uint64(5), np.uint64(7)


class Moment:
    """Times steps of known length, and reading so many bytes of data, as often as it is asked."""

    def __init__(self, data_bytes: int) -> None:
        make_ready()
        size = min(data_bytes, MOST_WORKED_ON)
        reads = LOADED < size < free_bytes() // 4
        self._numbers = small.aligned(size // 8).view(np.int64) if reads else None
        self._cycle_s = self._read_s = float("inf")

    def look(self) -> None:
        """Time a few steps; leaves the caches as they are."""
        began = perf_counter()
        small.whole(STEPS, *_GIVEN)
        self._cycle_s = min(self._cycle_s, (perf_counter() - began) / STEPS / 2)

    def read(self) -> None:
        """Time reading; fills the caches."""
        if self._numbers is not None:
            times, end = small.times_of(self._numbers.nbytes), perf_counter() + READING_S
            for number in range(MOST_READS):
                began = perf_counter()
                if number >= LEAST_READS and began > end:
                    break
                small.read(self._numbers, times)
                self._read_s = min(self._read_s, (perf_counter() - began) / times)

    def found(self) -> dict[str, Any]:
        """Return `cycle_s`, and `read`, the bytes a second, None of data in the nearest cache.

        It is None, too, where there is not memory enough to read it from.
        """
        read = None if self._numbers is None else self._numbers.nbytes / self._read_s
        return {"cycle_s": self._cycle_s, "read": read}


def make_ready() -> None:
    """Have compiled what is called: here, or on this machine before."""
    for function in (small.whole, small.read):
        hand_on(function, str(folder() / function.__name__))
    small.whole(1, *_GIVEN)
    small.read(np.ones(1, np.int64), 1)
