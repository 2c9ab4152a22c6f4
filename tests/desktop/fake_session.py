"""A session that measures nothing: tests say what happens."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from explorer.desktop.running.session import IDLE, PAUSED, RUNNING, STOPPING
from explorer.measure.events import Finished, Started
from explorer.results.record import apply


class FakeSession(QObject):
    """Looks like `session.Session`, without a thread."""

    changed = Signal()
    state_changed = Signal(str)
    activity_changed = Signal(str)
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str, str)
    journal_failed = Signal(str)

    def __init__(self, machine):
        super().__init__()
        self.machine = machine
        self.run = self.kernel = None
        self.state = IDLE
        self.started = []
        self.prepared = []
        self.paints = 0
        self.closes = True
        self.closed = False

    def start(self, plan, kernel, placement):
        assert self.state == IDLE
        self.started.append((plan, kernel))
        self.set_state(RUNNING)

    def prepare(self, plan, placement):
        self.prepared.append((plan, placement))

    def begin(self, created="2026-01-01T12:00:00+00:00"):
        """Let the first event come."""
        plan, self.kernel = self.started[-1]
        self.happen(Started(plan, created, "0", "worker thread", self.machine))

    def happen(self, *events):
        """Let events come, and draw once."""
        for event in events:
            self.run = apply(self.run, event)
        self.changed.emit()

    def end(self, why="precise"):
        """Let the run be over."""
        self.happen(Finished(why))
        self.set_state(IDLE)
        self.activity_changed.emit("")
        self.finished.emit(self.run)

    def stop(self):
        self.set_state(STOPPING)
        self.activity_changed.emit("Stopping …")

    def pause(self):
        self.set_state(PAUSED)

    def resume(self):
        self.set_state(RUNNING)

    def show(self, run, kernel=None):
        self.run, self.kernel = run, kernel
        self.changed.emit()

    def close(self):
        self.closed = True
        return self.closes

    @Slot(object, object)
    def paint_log(self, start_ns, end_ns):
        self.paints += 1

    def set_state(self, state):
        self.state = state
        self.state_changed.emit(state)
