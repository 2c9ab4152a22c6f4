"""Predicting the time or memory of a larger size from smaller ones."""

from __future__ import annotations

import math
from collections.abc import Mapping

STEEPEST = 4.0
"""Time grows with the third power of n in a matrix product; beyond the fourth it is noise."""


def predict(known: Mapping[int, float], size: int) -> float | None:
    """Return the value to expect at a size, from values at smaller sizes; None without any.

    A power law through the two largest known sizes. Overheads make small sizes look flat, so the
    exponent is at least 1 beyond the largest known size: a prediction errs on the long side.
    """
    smaller = sorted((n, value) for n, value in known.items() if n <= size and value > 0)
    if not smaller:
        return None
    last_size, last = smaller[-1]
    if last_size == size or len(smaller) == 1:
        return last * size / last_size
    previous_size, previous = smaller[-2]
    exponent = math.log(last / previous) / math.log(last_size / previous_size)
    return last * math.pow(size / last_size, min(max(exponent, 1.0), STEEPEST))
