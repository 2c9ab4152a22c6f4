"""Work that takes long as a whole, done bit by bit, so that the window answers in between."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot

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
