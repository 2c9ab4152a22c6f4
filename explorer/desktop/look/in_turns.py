"""Work that is done bit by bit, and words that are said no more often than they can be read."""

import math
from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

A_TURN_S = 0.006
"""Steps are taken for so long in a turn of the event loop: less than half a frame."""


class InTurns(QObject):
    """Takes some steps of the work in each turn of the event loop, and one at the least."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)

    @property
    def is_busy(self) -> bool:
        """Whether there is anything left to do."""
        return self._timer.isActive()

    def begin(self, steps: Iterator[object]) -> None:
        """Do this; what was not done of anything before is given up."""
        self._steps = steps
        self._timer.start(0)

    def do(self, steps: Iterator[object]) -> None:
        """Do all of this now, instead of anything that was begun."""
        self._timer.stop()
        self._steps = iter(())
        for _ in steps:
            pass

    @Slot()
    def _step(self) -> None:
        """Take the next steps; nothing more is due once there is none."""
        until = perf_counter() + A_TURN_S
        while next(self._steps, self) is not self:
            if perf_counter() >= until:
                return
        self._timer.stop()


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

    @property
    def is_waiting(self) -> bool:
        """Whether anything is to be said soon."""
        return self._later.isActive()

    def soon(self) -> None:
        """Have it said as soon as what was said last could be read."""
        if not self.is_waiting:
            wait_s = self._done_at + EVERY_S - perf_counter()
            self._later.start(max(0, math.ceil(1000 * wait_s)))

    def done(self) -> None:
        """Remember that it is said now, and need not be said soon any more."""
        self._later.stop()
        self._done_at = perf_counter()
