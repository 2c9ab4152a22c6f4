"""Waiting for work that is done in a thread, which the window can give up at any moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.desktop.own_load import IN_THREADS
from explorer.refused import RefusedError

LOOK_MS = 20
"""So often it is looked whether the thread has come to an end."""

FAILED = "It ended by an error that should not happen; the log has it."

T = TypeVar("T")


class GivenUpError(Exception):
    """Nobody wants any more what work is for."""


class Task:
    """Work in a thread. It touches nothing of Qt's, which may be deleted at any moment.

    It is noted as long as it goes on, also after it was given up: what is timed meanwhile shares
    the interpreter and the machine with it.

    `outcome` is there in the end, unless it was given up: see `outcome_of`.
    """

    def __init__(self, work: Callable[[Task], Any]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._given_up = False
        self._end: Callable[[], object] = lambda: None
        self.outcome: tuple[Any, str] | None = None

    def do(self) -> None:
        """Do it."""
        try:
            with IN_THREADS.at_work():
                self.outcome = outcome_of(lambda: self._work(self))
        except GivenUpError:
            return
        except BaseException:
            self.outcome = None, FAILED  # else it would be waited for without end
            raise

    def go_on(self) -> None:
        """Raise GivenUpError where the work is given up: it calls this now and then."""
        if self._given_up:
            raise GivenUpError

    def ended_by(self, end: Callable[[], object]) -> None:
        """Let this be called when the work is given up; at once where it is already."""
        with self._lock:
            self._end, given_up = end, self._given_up
        if given_up:
            end()

    def give_up(self) -> None:
        """Let it come to nothing; called from another thread."""
        with self._lock:
            self._given_up, end = True, self._end
        end()


class InThread(QObject):
    """One piece of work at a time; what is begun anew gives up the one before.

    The program may end at any moment of it: a thread of Qt's would have to be waited for.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._under_way: tuple[Task, Callable[[Any, str], object]] | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_MS)
        self._looking.timeout.connect(self._look)

    @property
    def under_way(self) -> bool:
        """Whether there is work whose outcome is still to come."""
        return self._under_way is not None

    def begin(
        self, work: Callable[[Task], Any], name: str, over: Callable[[Any, str], object]
    ) -> None:
        """Begin; `over` gets the outcome, once, unless it is given up."""
        self.give_up()
        task = Task(work)
        self._under_way = task, over
        self._looking.start()
        threading.Thread(target=task.do, name=name, daemon=True).start()

    def give_up(self) -> None:
        """Let it come to nothing; returns at once."""
        self._looking.stop()
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way[0].give_up()

    @Slot()
    def _look(self) -> None:
        if self._under_way is not None and self._under_way[0].outcome is not None:
            (task, over), self._under_way = self._under_way, None
            self._looking.stop()
            assert task.outcome is not None
            over(*task.outcome)


def outcome_of(do: Callable[[], T]) -> tuple[T | None, str]:
    """Return what comes of something, or None and the sentence that says why nothing does."""
    try:
        return do(), ""
    except (RefusedError, OSError) as error:
        return None, str(error)
