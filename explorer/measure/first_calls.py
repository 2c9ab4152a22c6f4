"""A point's first calls: as many at once as tell whether its results are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST, FEWEST, QUICK_S = 20, 4, 0.03
"""A threaded point is called so many times at once to catch a race, fewer where that takes longer
than this; it is checked again over the whole run."""
LONG_S = 0.1
"""Beyond this no second check is made at once."""


@dataclass
class FirstCalls:
    """Counts the calls that were made. `may_race` says that one right result proves little.

    `fastest_s` is the shortest of them, `called_s` all together, `spent_s` with what was around
    them: waking threads, fresh arguments. `returned` is what the last one gave.
    """

    may_race: bool
    calls: int = 0
    fastest_s: float = 0.0
    called_s: float = 0.0
    spent_s: float = 0.0
    returned: Any = None

    def add(self, returned: Any, took_s: float, spent_s: float) -> None:
        self.fastest_s = min(self.fastest_s or took_s, took_s)
        self.called_s += took_s
        self.spent_s += spent_s
        self.calls += 1
        self.returned = returned

    @property
    def enough(self) -> bool:
        """Whether these tell as much as can be told at once."""
        if not self.calls:
            return False
        if not self.may_race or self.called_s > LONG_S:
            return True
        return self.calls >= (MOST if self.spent_s < QUICK_S else FEWEST)
