"""How long something is waited for: a call on a busy machine longer than on one that is quiet."""

from contextlib import suppress
from time import monotonic

import psutil

from explorer.measure.quiet import Observer

MOST = 4.0
"""So many limits a call is waited for that gets little of a core beside other programs."""


class Patience:
    """Waiting for one thing that a process does; begun when it begins."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._since, self._worked_s = monotonic(), _worked_s(process)
        self._observer: Observer | None = None
        self.delayed_by = ""

    def is_over(self, limit_s: float, threads: int) -> bool:
        """Whether it took too long; `delayed_by` then says what others had to do with it.

        One thread that other programs leave no core has until it has worked so long itself. Several
        threads may work without getting anywhere: they wait for one another.
        """
        waited_s = monotonic() - self._since
        if self._observer is None and waited_s > limit_s / 2:
            with suppress(psutil.Error):  # it ended just now
                self._observer = Observer(self._process)
        if waited_s <= limit_s:
            return False
        quiet = self._observer.look() if self._observer is not None else None
        if quiet is None:
            return True
        self.delayed_by = quiet.delays(threads)
        if threads > 1 or waited_s > MOST * limit_s or not quiet.disturbs(threads):
            return True
        return _worked_s(self._process) - self._worked_s >= limit_s


def _worked_s(process: int) -> float:
    """Seconds that a process has worked; none where it is over."""
    try:
        times = psutil.Process(process).cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system
