"""What the command line asked for: run, save, quit, and with which exit status."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.desktop.running.session import Session
from explorer.opening import OpenOptions
from explorer.results.record import Run
from explorer.units import harmless

OK, FAILED, REFUSED = 0, 1, 2


class Errand(QObject):
    """Carried out once; `status` is 0 as long as all of it worked, whenever the window closes.

    `start` begins the run that is set up and says whether it did, `problem` why it cannot, `save`
    returns what went wrong, `close` closes the window.
    """

    def __init__(
        self,
        options: OpenOptions,
        session: Session,
        *,
        start: Callable[[], bool],
        problem: Callable[[], str],
        save: Callable[[Path], str],
        close: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._start_run, self._problem = start, problem
        self._save_to, self._close = save, close
        self._options = options
        self._waiting = False
        self.status = OK
        session.finished.connect(self._on_finished)
        session.failed.connect(self._on_failed)

    def begin(self) -> None:
        """Do it as soon as the window is there."""
        if self._options.run or self._options.save or self._options.quit:
            QTimer.singleShot(0, self, self._start)

    @Slot()
    def _start(self) -> None:
        """Run where that was asked for and save when it is finished, or else save at once."""
        if not self._options.run:
            self._save()
            return
        self._waiting = self._start_run()
        if self._waiting:
            self.status = FAILED  # until all of it is done: the window may be closed before
        else:
            self._complain(self._problem(), REFUSED)
            self._quit()

    @Slot(object)
    def _on_finished(self, run: Run) -> None:
        if not self._waiting:
            return
        self._waiting = False
        if run.finished == "stopped":
            self._complain("The run was stopped.", FAILED)
        else:
            self.status = OK
        self._save()

    @Slot(str, str)
    def _on_failed(self, sentence: str, details: str) -> None:
        if self._waiting:
            self._waiting = False
            self._complain(sentence, FAILED)
            self._quit()

    def _save(self) -> None:
        for path in self._options.save:
            trouble = self._save_to(path)
            if trouble:
                self._complain(trouble, FAILED)
        self._quit()

    def _quit(self) -> None:
        if self._options.quit:
            self._close()

    def _complain(self, sentence: str, status: int) -> None:
        self.status = max(self.status, status)
        print(f"numba-explorer: {harmless(sentence)}", file=sys.stderr)
