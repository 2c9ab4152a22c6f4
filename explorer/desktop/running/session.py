"""The window's side of a run: asks for one event after another, and draws in between."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, QTimer, Signal, Slot

from explorer.desktop.own_load import OwnLoad
from explorer.desktop.running.drawing import Drawing
from explorer.desktop.running.worker import Job, Start, Worker
from explorer.history.keeping import keep
from explorer.kernels.kernel import Kernel
from explorer.measure import place
from explorer.measure.events import (
    Calling,
    Compiling,
    Event,
    Finished,
    Measured,
    Preparing,
    Progress,
    Started,
)
from explorer.measure.hosts import Host
from explorer.measure.place import Placement
from explorer.measure.plan import Plan
from explorer.measure.steering import Wish
from explorer.results.fold import apply
from explorer.results.journal import Journal, discard
from explorer.results.record import Run
from explorer.units import count, seconds

IDLE, RUNNING, PAUSED, STOPPING = "idle", "running", "paused", "stopping"

CLOSING_MS = 2000
SETTLED_MS = 400
"""A setup that was not changed for so long is likely to be run."""

_DRAWN = QEvent.Type(QEvent.registerEventType())


class Session(QObject):
    """Owns the measuring thread and the record of the run that it is making, of its kernel.

    What is painted beside a run is noted in `own_load`.

    The next event is asked for after `changed` was answered and what that made dirty was painted,
    so the window's own drawing does not overlap a timed batch.

    An endless plan can be watched instead: `heard` carries its events, and nothing of it is kept.
    """

    changed = Signal()
    state_changed = Signal()  # who hears of it asks: another run may have begun by then
    activity_changed = Signal(str)
    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str, str)
    journal_failed = Signal(str)
    heard = Signal(object)

    _begin = Signal(object)
    _pull = Signal()
    _abandon = Signal()
    _warm_up = Signal()
    _prepare = Signal(object, object, object)
    _leave = Signal()

    def __init__(
        self,
        journal: Callable[[Run | None], Journal],
        parent: QObject | None = None,
        *,
        start: Start = place.start,
    ) -> None:
        super().__init__(parent)
        self.run: Run | None = None
        self.kernel: Kernel | None = None
        self.used_s = 0.0
        self._job: Job | None = None
        self.watching = False
        self._created = ""
        self._begun = False
        self.state = IDLE
        self._journal = journal
        self._asked = False
        self._dirty = False
        self.drawing = Drawing()
        self._doing = ""
        self._warm = False
        self._likely: tuple[Plan, Placement, Kernel] | None = None
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self.own_load = OwnLoad()
        self._thread = QThread(self)
        self._thread.setObjectName("measuring")
        self._worker = Worker(self.own_load, start)
        self._worker.moveToThread(self._thread)
        self._connect()
        self._thread.start(QThread.Priority.InheritPriority)

    def _connect(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._begin.connect(self._worker.begin, queued)
        self._pull.connect(self._worker.pull, queued)
        self._abandon.connect(self._worker.abandon, queued)
        self._warm_up.connect(self._worker.warm_up, queued)
        self._prepare.connect(self._worker.prepare, queued)
        self._leave.connect(self._worker.leave, queued)
        self._settled.timeout.connect(self._on_settled)
        self._worker.happened.connect(self._on_happened, queued)
        self._worker.ended.connect(self._on_ended, queued)
        self._worker.journal_failed.connect(self.journal_failed, queued)
        self._worker.unkept.connect(self._on_unkept, queued)

    def warm_up(self) -> None:
        """Load Numba in the measuring thread while the user looks at the window.

        What is prepared comes after that: nothing of it holds up the first sight of the window.
        """
        self._warm = True
        self._warm_up.emit()
        if self._likely is not None:
            self._settled.start()

    def prepare(self, plan: Plan, kernel: Kernel, placement: Placement) -> None:
        """Get ready what this plan will need, once nothing changes any more.

        That is the measuring process, or the kernel's compiled variants.
        """
        self._likely = plan, placement, kernel
        if self._warm and self._thread.isRunning():
            self._settled.start()

    def start(self, plan: Plan, kernel: Kernel, placement: Placement) -> None:
        """Begin a run; the one before must be over."""
        self._start(Job(plan, kernel, placement, self._journal))

    def go_on(self, plan: Plan, placement: Placement, kernel: Kernel | None = None) -> None:
        """Measure more for the run that is over, at this other moment, on the same machine.

        `kernel` is the run's with more variants than it had, where it is not as it was.
        """
        run, kernel = self.run, kernel or self.kernel
        assert run is not None
        assert kernel is not None
        assert self._job is not None
        if self.host is not None:
            placement = self._job.placement
        earlier = replace(run, plan=replace(run.plan, kernel=plan.kernel))
        self._start(Job(plan, kernel, placement, self._journal, earlier))

    def watch(self, plan: Plan, kernel: Kernel, placement: Placement) -> None:
        """Measure an endless plan until it is stopped; the record stays what it is."""
        self.watching = self.state == IDLE
        self._start(Job(plan, kernel, placement))

    def steer(self, wish: Wish) -> bool:
        """Measure what is wanted from now on; False where no run is under way that can follow."""
        return self.state in (RUNNING, PAUSED) and self._worker.steer(wish)

    @property
    def host(self) -> Host | None:
        """The host of a cluster that the run was begun on last; None for this machine."""
        return self._job.placement.host if self._job is not None else None

    @property
    def made_here(self) -> bool:
        """Whether the run was made by this program since it was started, of this kernel."""
        job, run = self._job, self.run
        return job is not None and run is not None and run.created == self._created

    def _start(self, job: Job) -> None:
        if self.state != IDLE:
            raise RuntimeError("a run is under way")
        self._asked = True
        self.used_s = 0.0
        self._set_state(RUNNING)
        self._say("Starting …")
        if not self.watching:
            self._job = job
        self._begin.emit(job)

    def stop(self) -> None:
        """End the run as soon as the call under way returns; what was measured stays."""
        if self.state not in (RUNNING, PAUSED):
            return
        self._set_state(STOPPING)
        if self._asked:
            if self._worker.interrupt():
                return
            self._say(f"Stopping; waiting for: {self._doing}" if self._doing else "Stopping …")
        else:
            self._abandon.emit()

    def pause(self) -> None:
        """Measure nothing more until `resume`; all that was measured is drawn."""
        if self.state == RUNNING:
            self._set_state(PAUSED)
            self._draw()
            self._go_on_once_painted()

    def resume(self) -> None:
        """Go on measuring."""
        if self.state == PAUSED:
            self._set_state(RUNNING)
            if not self._asked:
                self._ask()

    def show(self, run: Run | None, kernel: Kernel | None = None) -> None:
        """Take over a run from a file, as if it had just been made."""
        if self.state == IDLE:
            self.run, self.kernel = run, kernel
            self.changed.emit()

    def close(self) -> bool:
        """Stop and end the measuring thread; False when a call under way takes over 2 s more."""
        self.stop()
        self._settled.stop()
        self._leave.emit()  # ends the thread, too, when the run is put away
        return self._thread.wait(CLOSING_MS)

    def event(self, event: QEvent) -> bool:
        """Ask for the next event of a run that goes on: the painting that was due is done."""
        if event.type() == _DRAWN:
            self.drawing.end()
            self._ask()
            return True
        return super().event(event)

    @Slot()
    def _on_settled(self) -> None:
        if self.state == IDLE and self._likely is not None:
            self._prepare.emit(*self._likely)

    @Slot(object)
    def _on_happened(self, event: Event) -> None:
        self._asked = False
        if self.watching:
            self.heard.emit(event)
        else:
            self._fold(event)
        announced = _announcement(event, "n" if self.run is None else self.run.plan.axis)
        if announced:
            self._doing = announced
            if self.state == RUNNING:
                self._say(announced)
        elif isinstance(event, Progress):
            self.used_s = event.used_s
            self.progressed.emit(event)
        elif isinstance(event, Measured) and self._doing != "Measuring":
            self._doing = "Measuring"
            self._say("Measuring …")
        if self.drawing.is_due(event) or self.state == PAUSED:
            self._draw()
        self._go_on_after(event)

    def _fold(self, event: Event) -> None:
        if isinstance(event, Started) and self._job is not None:
            self._begun = True
            self.kernel = self._job.kernel
            self.run = self._job.earlier
        self.run = apply(self.run, event)
        if isinstance(event, Started) and self.run is not None:
            self._created = self.run.created
        self._dirty = True

    def _go_on_after(self, event: Event) -> None:
        """Ask for the next event once what this one made dirty is painted, or stop."""
        if self.state == STOPPING and not isinstance(event, Finished):
            self._abandon.emit()
        else:
            self._go_on_once_painted()

    def _go_on_once_painted(self) -> None:
        """Let `event` know when what is dirty is painted: repaints come first, by priority."""
        priority = Qt.EventPriority.LowEventPriority.value - 1
        QCoreApplication.postEvent(self, QEvent(_DRAWN), priority)

    @Slot(str, str)
    def _on_ended(self, sentence: str, details: str) -> None:
        self._asked = False
        self._doing = ""
        self._draw()
        ended, self._begun = self.run if self._begun else None, False
        self.watching = False
        self._set_state(IDLE)  # which may start another run
        if self.state == IDLE:
            self._say("")
        if sentence:
            self.failed.emit(sentence, details)
        if ended is not None:  # what was refused before it began has no end
            self.finished.emit(ended)

    @Slot(object)
    def _on_unkept(self, path: Path) -> None:
        """Keep the run, which its journal does not hold."""
        trouble = keep(self.run) if self._begun and self.run is not None else ""
        if trouble:
            self.journal_failed.emit(trouble)
        else:
            discard(path)

    def _ask(self) -> None:
        if self.state in (RUNNING, STOPPING) and not self._asked:
            self._asked = True
            self._pull.emit()

    def _draw(self) -> None:
        if self._dirty:
            self._dirty = False
            self.drawing.begin()
            self.changed.emit()

    def _set_state(self, state: str) -> None:
        self.state = state
        self.state_changed.emit()

    def _say(self, what: str) -> None:
        self.activity_changed.emit(what)


def _announcement(event: Event, axis: str) -> str:
    match event:
        case Preparing(what=what):
            return f"{what} …"
        case Compiling(variant=variant):
            return f"Compiling {variant} …"
        case Calling(point=point, predicted_s=predicted):
            about = seconds(predicted, 2)
            return f"Calling {point.variant} at {axis} = {count(point.size)}, about {about} …"
    return ""
