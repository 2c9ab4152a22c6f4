"""What came of all calls of one point whose results were looked at."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.measure.agreement import Agreement
from explorer.measure.events import Checked
from explorer.measure.plan import Point
from explorer.measure.references import Reference
from explorer.units import count

DRAWN = (
    "It draws random numbers, and each thread has a generator of its own, which a seed set outside "
    "of the loop does not reach: calls differ, so no result could be checked."
)

_NUMBERS = (float, int, np.number, np.bool_)
"""Kinds of results that are equal, or not, in no time, and that no later call can change."""


class Tally:
    """Judges results of a point by its reference, and keeps count. `wrong` is how many were.

    `draws` tells that the point's variant draws random numbers.
    """

    def __init__(self, point: Point, reference: Reference, draws: bool = False) -> None:
        self._point, self._reference, self._draws = point, reference, draws
        self._calls = self.wrong = 0
        self._error: float | None = None
        self._errors: set[float | None] = set()
        self._unchecked = self._sentence = ""
        self._right: Any = None

    def look_at(self, produced: Any) -> None:
        """Judge what one more call produced."""
        self._calls += 1
        known = self._right
        if known is not None and type(produced) is type(known) and produced == known:
            return  # as an earlier one that was right: that is seen in no time
        found = self._reference.judge(produced)
        self._add(found)
        if not found.wrong and not found.unchecked:
            self._right = produced if isinstance(produced, _NUMBERS) else None

    def passes(self, produced: Any) -> bool:
        """Whether a result is right, without counting it."""
        return not self._reference.judge(produced).wrong

    def _add(self, found: Agreement) -> None:
        if len(self._errors) < 2:
            self._errors.add(found.error)
        if found.error is not None:
            self._error = max(self._error or 0.0, found.error)
        self.wrong += bool(found.wrong)
        self._sentence = self._sentence or found.wrong
        self._unchecked = self._unchecked or found.unchecked

    @property
    def varies(self) -> bool:
        """Whether calls with the same input gave results that are off by different amounts."""
        return len(self._errors) > 1 or 0 < self.wrong < self._calls

    def checked(self) -> Checked:
        """Put it all into one."""
        if not self.wrong:
            return Checked(self._point, self._error, unchecked=self._unchecked)
        sentence = self._sentence
        if self.varies and self._draws and self._point.threads > 1:
            return Checked(self._point, None, unchecked=DRAWN)
        if self.varies:
            race = "A race: " if self._point.threads > 1 else ""
            sentence = (
                f"{race}{count(self.wrong)} of {count(self._calls)} calls with the same input "
                f"gave another result. {sentence}"
            )
        return Checked(self._point, self._error, sentence)
