"""Waiting for work that is done in a thread, which the window can give up at any moment."""

from __future__ import annotations

import threading
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

LOOK_MS = 20
"""So often it is looked whether the thread has come to an end."""


class Work(Protocol):
    """What a thread does. It touches nothing of Qt's, which may be deleted at any moment.

    `outcome` is there in the end, unless it was given up: what came of it, and a sentence that says
    why nothing did.
    """

    outcome: tuple[Any, str] | None

    def do(self) -> None:
        """Do it."""

    def give_up(self) -> None:
        """Let it come to nothing; called from another thread."""


FAILED = "It ended by an error that should not happen; the log has it."


def _do(work: Work) -> None:
    try:
        work.do()
    finally:
        if work.outcome is None:  # else it would be waited for without end
            work.outcome = None, FAILED


class InThread(QObject):
    """One piece of work. `over` carries its outcome, once, unless it is given up.

    The program may end at any moment of it: a thread of Qt's would have to be waited for.
    """

    over = Signal(object, str)

    def __init__(self, work: Work, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()
        threading.Thread(target=_do, args=(work,), name=name, daemon=True).start()

    def give_up(self) -> None:
        """Let it come to nothing; returns at once."""
        self._looking.stop()
        self._work.give_up()
        self.deleteLater()

    @Slot()
    def _look(self) -> None:
        if self._work.outcome is not None:
            self._looking.stop()
            self.over.emit(*self._work.outcome)
            self.deleteLater()
