"""Asking a process about a function beside the window: it may take long, or never return."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.kernels.kernel import KernelError
from explorer.measure.question import Question

Asks = Callable[[Callable[[Question], object]], Any]
"""Asks, tells which question it is that may be given up, and returns what was answered."""
LOOK_MS = 20
"""So often it is looked whether the thread has come to an end."""


class _Work:
    """What the thread does. It touches nothing of Qt's, which may be deleted at any moment."""

    def __init__(self, asks: Asks) -> None:
        self._asks = asks
        self._lock = threading.Lock()
        self._question: Question | None = None
        self._given_up = False
        self.outcome: tuple[Any, str] | None = None

    def do(self) -> None:
        """Ask; `outcome` is there in the end."""
        try:
            self.outcome = self._asks(self._keep), ""
        except (KernelError, OSError) as error:
            self.outcome = None, str(error)

    def give_up(self) -> None:
        """End the process, also one that is not there yet."""
        with self._lock:
            self._given_up = True
            if self._question is not None:
                self._question.give_up()

    def _keep(self, question: Question) -> None:
        with self._lock:
            self._question = question
            if self._given_up:
                question.give_up()


class Checking(QObject):
    """One question, in a thread. `over` comes once, unless it is given up.

    It carries the answer, else None and the sentence that says why there is none.
    """

    over = Signal(object, str)

    def __init__(self, asks: Asks, parent: QObject) -> None:
        super().__init__(parent)
        self._work = _Work(asks)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._looking.start()
        self._thread = threading.Thread(target=self._work.do, name="trying arguments", daemon=True)
        self._thread.start()

    def give_up(self) -> None:
        """Let it come to nothing."""
        self._looking.stop()
        self._work.give_up()
        self.deleteLater()

    @Slot()
    def _look(self) -> None:
        if self._work.outcome is not None:
            self._looking.stop()
            self.over.emit(*self._work.outcome)
            self.deleteLater()
