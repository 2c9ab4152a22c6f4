"""How far a result may be off where nobody says so: by the types it is made of, and of how much."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.measure.deviations import spacing
from explorer.measure.values import DEEPEST, PLAIN, arrays_in, fields_of, items_of


def tolerance_for(*values: Any, computed_from: tuple[Any, ...] = ()) -> float:
    """Return the tolerance that suits the coarsest floating-point type in some values.

    Where each number of the values is computed from many of other arguments, as a sum is, it is
    granted what adding that many one after the other makes of rounding: the square root of how
    many, times the type's spacing. Reordering them is no fault, leaving out a hundredth is.
    """
    every = (*values, *computed_from)
    coarsest = max((spacing(dtype) for value in every for dtype in _dtypes(value)), default=0.0)
    allowed = next(allowed for up_to, allowed in _TOLERANCES if coarsest <= up_to)
    summed = _numbers_in(computed_from) / max(1, _numbers_in(values))
    return max(allowed, min(_SUMMING * math.sqrt(summed) * coarsest, _MOST_SUMMING))


_TOLERANCES = ((1e-15, 1e-9), (1e-6, 1e-4), (math.inf, 2e-2))
"""Spacing of numbers at 1, and the tolerance up to there: float64, float32, float16."""
_SUMMING = 4
"""Times the square root of how many numbers are added, in units of the spacing: sums of a million
float32 numbers, uniform, exponential or squared, were off by up to 3."""
_MOST_SUMMING = 2e-3
"""Rounding that takes more than that of a result is no longer to be taken for right."""


def _numbers_in(values: tuple[Any, ...]) -> int:
    """How many floating-point numbers the arrays in some values hold."""
    arrays = (array for value in values for array in arrays_in(value))
    return sum(array.size for array in arrays if array.dtype.kind in "fc")


def _dtypes(value: Any, depth: int = 0) -> set[np.dtype[Any]]:
    """The types of all arrays and NumPy numbers in a value."""
    if isinstance(value, (np.ndarray, np.generic)):
        fields = value.dtype.fields or {}
        return {found[0].base for found in fields.values()} or {value.dtype}
    if isinstance(value, PLAIN) or depth > DEEPEST:
        return set()
    found = fields_of(value)
    parts: Any = list(found.values.values()) if found else items_of(value) or ()
    if isinstance(value, Mapping):
        parts = value.values()
    return {dtype for part in parts for dtype in _dtypes(part, depth + 1)}
