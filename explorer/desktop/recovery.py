"""Runs that were cut off: offered at the next start, with all that was measured."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from explorer.desktop.message_bar import MessageBar
from explorer.results import journal
from explorer.results.journal import Unfinished
from explorer.results.record import Run
from explorer.units import count


def offer(folder: Path, messages: MessageBar, show: Callable[[Run], object]) -> None:
    """Offer the newest run that was not finished in a message; `show` gets it when wanted.

    The older ones stay on disk and are offered at later starts.
    """
    for found in journal.unfinished(folder)[:1]:
        messages.say(
            in_words(found.run),
            ("Open", partial(_open, found, show)),
            ("Discard", partial(journal.discard, found.path)),
        )


def _open(found: Unfinished, show: Callable[[Run], object]) -> None:
    show(found.run)


def in_words(run: Run) -> str:
    """Say which run was interrupted, when it began and how much of it there is."""
    measured = sum(record.estimate is not None for record in run.points.values())
    points = "1 point was" if measured == 1 else f"{count(measured)} points were"
    when = begun(run.created)
    start = f"A run of {run.plan.kernel.name}{f' from {when}' if when else ''}"
    return f"{start} was interrupted; {points} measured."


def begun(created: str, now: datetime | None = None) -> str:
    """Return the time of day of a moment, with its date where it is not today's."""
    try:
        moment = datetime.fromisoformat(created).astimezone()
    except ValueError:
        return ""
    today = (now or datetime.now()).astimezone().date()
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%d %B %Y, %H:%M}"
