"""Runs that were cut off: offered at the next start, with all that was measured."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from explorer.desktop.files.takeaway import Takeaway
from explorer.desktop.notices.message_bar import MessageBar
from explorer.desktop.shell.arrivals import Arrivals
from explorer.desktop.shown import Shown
from explorer.results import journal
from explorer.results.formats import holds_run
from explorer.results.journal import Kept


class Recovery(QObject):
    """Offers runs in the window's messages, the newest first, one at a time.

    A run that is opened stays on disk until it is saved or discarded: the next start offers it.
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
        self._folder = folder
        self._found: list[Kept] = list(journal.offered(folder))
        takeaway.saved.connect(self._on_saved)
        self._offer()

    def _offer(self) -> None:
        if self._found:
            self._messages.say(
                journal.in_words(self._found[0].run),
                ("Open", self._open),
                ("Discard", self._discard),
            )

    def _open(self) -> None:
        if self._arrivals.show_run(self._found[0].run):
            self._found.pop(0)
        self._offer()

    def _discard(self) -> None:
        journal.discard(self._found.pop(0).path)
        self._offer()

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        run = self._shown.run
        if run is None or not holds_run(path):
            return
        journal.discard_saved(self._folder, run)
