"""Stopping what is measured from a terminal: nothing of it is lost."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from explorer.measure.events import Finished


@contextmanager
def stoppable() -> Iterator[list[int]]:
    """Let Ctrl+C, SIGTERM and a terminal that closes raise KeyboardInterrupt.

    Which it was is noted in the list: measured code may swallow the exception.
    """
    noted: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        noted.append(number)
        raise KeyboardInterrupt

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    wanted = [number for number in numbers if before[number] is not signal.SIG_IGN]  # nohup
    for number in wanted:
        signal.signal(number, note)
    try:
        yield noted
    finally:
        for number in wanted:
            signal.signal(number, before[number])


def stopped_end() -> Finished:
    """Return the end of a run that was stopped."""
    threads = sys.modules.get("explorer.measure.threads")  # not there: measured elsewhere
    return Finished("stopped", threads.layer() if threads else None)
