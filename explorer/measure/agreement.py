"""What comparing a result with the reference's gave, and what may be off in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from explorer.measure.conditioning import Condition


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
