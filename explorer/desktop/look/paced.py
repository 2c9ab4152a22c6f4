"""What is said of something that grows: no more often than it can be read."""

from __future__ import annotations

import math
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

EVERY_S = 0.5
"""Words and figures that change faster than this cannot be read, and cost time to set."""


class Paced(QObject):
    """Tells with `due` when what is to be said `soon` may be; who says it, tells it by `done`."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._done_at = 0.0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.due)

    def soon(self) -> None:
        """Have it said as soon as what was said last could be read."""
        if not self._later.isActive():
            wait_s = self._done_at + EVERY_S - perf_counter()
            self._later.start(max(0, math.ceil(1000 * wait_s)))

    def stop(self) -> None:
        """Have nothing more said of what was to be said soon."""
        self._later.stop()

    def done(self) -> None:
        """Remember that it is said now."""
        self._done_at = perf_counter()
