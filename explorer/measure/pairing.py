"""Members of sets, and keys, that are not equal: which of them belong together."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.measure.naming import is_number

_NUMBER, _NAN, _TUPLE, _OTHER = range(4)


def paired(mine: list[Any], right: list[Any]) -> list[tuple[Any, Any]] | None:
    """Pair members of sets that are not equal, or keys: such as rounding may tell apart.

    None where their numbers differ, or they hold no floating-point numbers.
    """
    if len(mine) != len(right) or not (any(map(_may_round, (*mine, *right))) or not mine):
        return None
    return list(zip(sorted(mine, key=_order), sorted(right, key=_order), strict=True))


def _may_round(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return any(isinstance(part, (float, complex, np.inexact)) for part in parts)


def _order(value: Any) -> tuple[Any, ...]:
    """What members are sorted by: a number's real and imaginary part, NaN behind all numbers."""
    if isinstance(value, tuple):
        return (_TUPLE, tuple(map(_order, value)))
    if not is_number(value):
        return (_OTHER, str(value))
    if value != value:
        return (_NAN,)
    number = complex(value)
    return (_NUMBER, number.real, number.imag)
