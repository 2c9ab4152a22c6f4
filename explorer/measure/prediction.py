"""Predicting the time or memory of a larger size from smaller ones."""

from __future__ import annotations

import math
from collections.abc import Mapping

STEEPEST = 4.0
"""Time grows with the third power of n in a matrix product; beyond the fourth it is noise."""
_BEYOND_POWERS = 5.0
"""From this exponent on, growth by equal factors in equal steps is taken for what it looks like."""
_TOLD_BY = 2.0
"""Growth by less than this may be noise."""
_ALIKE = 1.4
"""Two growths in equal steps agree within this ratio of their logarithms."""
_LARGEST_LOG = 700.0
"""The logarithm of about the largest float."""


def predict(known: Mapping[int, float], size: int) -> float | None:
    """Return the value to expect at a size, from values at smaller sizes; None without any.

    A power law through the two largest known sizes. Overheads make small sizes look flat, so the
    exponent is at least 1 beyond the largest known size: a prediction errs on the long side. What
    grows exponentially, as a naive recursion does, goes on like that.
    """
    smaller = sorted((n, value) for n, value in known.items() if n <= size and value > 0)
    if not smaller:
        return None
    last_size, last = smaller[-1]
    if last_size == size or len(smaller) == 1:
        return last * size / last_size
    rate = exponential_rate(dict(smaller))
    if rate:
        return last * math.exp(min(rate * (size - last_size), _LARGEST_LOG - math.log(last)))
    previous_size, previous = smaller[-2]
    exponent = math.log(last / previous) / math.log(last_size / previous_size)
    return last * math.pow(size / last_size, min(max(exponent, 1.0), STEEPEST))


def exponential_rate(known: Mapping[int, float]) -> float:
    """Return the growth of the logarithm a unit of size; 0 where growth is not exponential.

    It takes two steps, each of at least a doubling, that agree, and growth that is steeper than
    any power law of use.
    """
    points = sorted((n, value) for n, value in known.items() if value > 0)
    steps: list[tuple[int, float]] = points[-1:]
    for n, value in reversed(points):
        if len(steps) < 3 and steps[-1][1] >= _TOLD_BY * value:
            steps.append((n, value))
    if len(steps) < 3:
        return 0.0
    (last_n, last), (middle_n, middle), (first_n, first) = steps
    late = math.log(last / middle) / (last_n - middle_n)
    early = math.log(middle / first) / (middle_n - first_n)
    exponent = math.log(last / middle) / math.log(last_n / middle_n)
    agree = max(late, early) <= _ALIKE * min(late, early)
    return late if agree and exponent > _BEYOND_POWERS else 0.0
