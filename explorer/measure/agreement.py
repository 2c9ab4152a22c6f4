"""What comparing a result with the reference's gave, what may be off in it, and what pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from explorer.measure.conditioning import Condition
from explorer.measure.naming import is_number


class Agreement(NamedTuple):
    """What comparing a result gave; it is right where both sentences are empty.

    `error` is the largest deviation of an element over the magnitude that it was judged by
    (`measure.deviations`), None where there is no number. `wrong` says in a sentence what is
    wrong, `unchecked` why it could not be compared.
    """

    error: float | None
    wrong: str = ""
    unchecked: str = ""


@dataclass(frozen=True)
class Allowed:
    """What may be off in a part of a result, which `keys` lead to.

    `ask` answers what rounding can do in the whole result, None where that is not to be told.
    """

    tolerance: float
    ask: Callable[[], Condition | None] | None
    keys: tuple[Any, ...] = ()

    def at(self, key: Any) -> Allowed:
        """Return what may be off in one part of this part."""
        return Allowed(self.tolerance, self.ask, (*self.keys, key)) if self.ask else self

    def condition(self) -> Condition | None:
        """Return what rounding can do in this part, None where that cannot be told."""
        found = self.ask() if self.ask is not None else None
        for key in self.keys:
            found = found and found.part(key)
        return found


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
