"""Asking a process about a function beside the window: it may take long, or never return."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from explorer.kernels.kernel import KernelError
from explorer.measure.question import Question

Asks = Callable[[Callable[[Question], object]], Any]
"""Asks, tells which question it is that may be given up, and returns what was answered."""


class Checking:
    """One question, as `in_thread.Work`: the answer is what comes of it."""

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
