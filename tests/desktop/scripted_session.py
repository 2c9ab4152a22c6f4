"""The real session with a run that does what a test says: its order is the window's own."""

from __future__ import annotations

import queue
from time import monotonic

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtTest import QTest

from explorer.desktop.running.session import Session
from explorer.kernels.kernel import KernelError
from explorer.measure.events import Finished, Started
from explorer.measure.transport import Pulled

PATIENCE_S = 20
_OVER = object()


class ScriptedSession(Session):
    """Measures nothing; between two events a call is under way until the test goes on.

    `started` and `prepared` are what was asked for. With `closes` False the thread cannot be ended.
    """

    def __init__(self, journal, machine):
        super().__init__(journal, start=self._play)
        self.machine = machine
        self.started = []
        self.prepared = []
        self.closes = True
        self.closed = False
        self._script = queue.SimpleQueue()
        self._folded = self._ended = 0
        self._worker.happened.connect(self._on_folded)
        self._worker.ended.connect(self._on_over)

    def _start(self, job):
        self._script = queue.SimpleQueue()
        self._finished = False
        self.started.append((job.plan, job.kernel))
        super()._start(job)

    def prepare(self, plan, kernel, placement):
        self.prepared.append((plan, placement))

    def begin(self, created="2026-01-01T12:00:00+00:00"):
        """Let the first event come."""
        plan, _ = self.started[-1]
        self.happen(Started(plan, created, "0", "worker thread", self.machine))

    def happen(self, *events, drawn=True):
        """Let events come, draw once if that is wanted, and let happen what that causes."""
        for some, seldom in ((events[:-1], True), (events[-1:], not drawn)):
            self.drawing.every_s = 3600.0 if seldom else 0.0
            wanted = self._folded + len(some)
            for event in some:
                self._script.put(event)
                self._finished |= isinstance(event, Finished)
            self._wait(lambda wanted=wanted: self._folded >= wanted)

    def end(self, why="precise"):
        """Let the run be over, where it is not."""
        if not self._finished:
            self._script.put(Finished(why))
        self._wait_for_end()

    def fail(self, sentence):
        """Let the run end because its file cannot be run."""
        self._script.put(KernelError(sentence))
        self._wait_for_end()

    def _wait_for_end(self):
        wanted = len(self.started)
        self._wait(lambda: self._ended >= wanted)

    def close(self):
        self.closed = True
        self._script.put(_OVER)
        return super().close() and self.closes

    def _play(self, plan, kernel, placement, painted, ahead, after):
        return Pulled(self._events(self._script))

    @staticmethod
    def _events(script):
        while True:
            event = script.get()
            if event is _OVER:
                return
            if isinstance(event, Exception):
                raise event
            yield event
            if isinstance(event, Finished):
                return

    @Slot(object)
    def _on_folded(self, _event):
        self._folded += 1

    @Slot()
    def _on_over(self):
        self._ended += 1

    def _wait(self, is_so):
        end = monotonic() + PATIENCE_S
        while not is_so():
            assert monotonic() < end, "the script does not go on"
            QTest.qWait(1)
        QCoreApplication.processEvents()
