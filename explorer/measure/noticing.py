"""Looking, while a run goes on, at what other programs do to it."""

import os
from collections.abc import Iterable, Iterator
from time import monotonic

from explorer.measure.events import SEPARATE_PROCESS, Event, Finished, Noticed
from explorer.measure.quiet import Observer

EVERY_S = 2.0
LEAST_S = 0.3
"""A look over a shorter span says little: the system counts in hundredths of a second."""


def observer(where: str) -> Observer:
    """Return one to whom the whole program is our own: in a process of its own, its parent too."""
    return Observer(os.getppid() if where == SEPARATE_PROCESS else os.getpid())


def noticing(events: Iterable[Event], seen_by: Observer) -> Iterator[Event]:
    """Yield the events of a run, and in between what was seen of the machine.

    A look is made after another event, so never inside a timed batch: it takes some milliseconds.
    """
    since, every_s = monotonic(), LEAST_S
    for event in events:
        due = LEAST_S if isinstance(event, Finished) else every_s
        if monotonic() - since >= due:
            yield Noticed(seen_by.look())
            since, every_s = monotonic(), EVERY_S
        yield event
