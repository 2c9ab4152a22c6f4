"""Gathering the runs of a plan over time, in a thread."""

from __future__ import annotations

import threading

from explorer.history.archive import Archive, HistoryError
from explorer.history.comparable import alike
from explorer.measure.plan import Plan
from explorer.results.record import Run

MOST = 200
"""Runs of a trend: the newest ones."""


class Gathering:
    """Reading the kept runs of what a plan is of, as `in_thread.Work`; `known` are read already."""

    def __init__(self, plan: Plan, known: dict[str, Run]) -> None:
        self._plan, self._known = plan, known
        self._given_up = threading.Event()
        self.outcome: tuple[dict[str, Run] | None, str] | None = None

    def do(self) -> None:
        """Read them; a run whose file is damaged is left out."""
        archive, found = Archive(), {}
        try:
            entries = alike(archive, self._plan)[:MOST]
        except HistoryError as error:
            self.outcome = None, str(error)
            return
        for entry in entries:
            if self._given_up.is_set():
                return
            try:
                found[entry.id] = self._known.get(entry.id) or archive.run(entry)
            except HistoryError:
                continue
        self.outcome = found, ""

    def give_up(self) -> None:
        """Read no more."""
        self._given_up.set()
