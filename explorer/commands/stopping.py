"""Stopping what is measured from a terminal: nothing of it is lost."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from types import FrameType

from explorer.measure.events import Finished
from explorer.refused import RefusedError
from explorer.results.fold import apply
from explorer.results.journal import Journal, default_folder
from explorer.results.record import Run


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


@contextmanager
def journalled(earlier: Run | None = None) -> Iterator[Journal]:
    """Have a run's journal open; where measuring is refused it is put away with what is in it."""
    with closing(Journal(default_folder(), earlier)) as kept:
        try:
            yield kept
        except RefusedError:
            kept.put_away()
            raise


def over(run: Run | None, kept: Journal | None = None, lost: str = "") -> Run | None:
    """Return a run as one that was stopped, where it has no end yet; its journal is told, too.

    `lost` says why it has none, where that was not the user's wish: the run keeps the sentence.
    """
    if run is None or run.finished:
        return run
    end = replace(_stopped(), notes=(lost,) if lost else ())
    if kept is not None:
        kept.append(end)
    return apply(run, end)


def _stopped() -> Finished:
    """Return the end of a run that was stopped."""
    threads = sys.modules.get("explorer.measure.threads")  # not there: measured elsewhere
    return Finished("stopped", threads.layer() if threads else None)
