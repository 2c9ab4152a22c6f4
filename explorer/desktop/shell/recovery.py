"""Runs that were cut off: offered at the next start, with all that was measured."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from explorer.desktop.files.takeaway import Takeaway
from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.shell.arrivals import Arrivals
from explorer.desktop.shown import Shown
from explorer.results import journal
from explorer.results.journal import Unfinished
from explorer.results.record import Run
from explorer.units import count


class Recovery(QObject):
    """Offers runs in the window's messages, the newest first, one at a time.

    A run that is opened stays on disk until it is saved or discarded.
    """

    def __init__(
        self,
        folder: Path,
        messages: MessageBar,
        arrivals: Arrivals,
        takeaway: Takeaway,
        shown: Shown,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._messages, self._arrivals, self._shown = messages, arrivals, shown
        self._found: list[Unfinished] = list(journal.unfinished(folder))
        takeaway.saved.connect(self._on_saved)
        self._offer()

    def _offer(self) -> None:
        if self._found:
            self._messages.say(
                in_words(self._found[0].run), ("Open", self._open), ("Discard", self._discard)
            )

    def _open(self) -> None:
        self._arrivals.show_run(self._found[0].run)

    def _discard(self) -> None:
        journal.discard(self._found.pop(0).path)
        self._offer()

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        run = self._shown.run
        if run is None or path.suffix.lower() != ".json":
            return
        if self._found and self._found[0].run.created == run.created:
            journal.discard(self._found.pop(0).path)


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
