"""The measuring thread: pulls one event of a run each time it is asked to."""

import gc
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.desktop.own_load import IN_THREADS, OwnLoad
from explorer.history.keeping import keep_journal
from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel, KernelError
from explorer.measure.disturbance import Overlap
from explorer.measure.events import Event, Finished
from explorer.measure.hosts import ClusterError
from explorer.measure.launching import Ahead
from explorer.measure.options import HERE
from explorer.measure.place import Placement, prepare, start
from explorer.measure.plan import Plan
from explorer.measure.steering import After, Wish
from explorer.measure.transport import LostError, Transport
from explorer.results.journal import Journal
from explorer.results.record import Run

Start = Callable[[Plan, Kernel, Placement, Overlap, Ahead, After | None], Transport]
"""Begins a run, as `measure.place.start`."""


@dataclass(frozen=True)
class Job:
    """A run to make, or an `earlier` one to go on with.

    `journal` opens its journal, in the measuring thread; without one nothing of it is kept.
    """

    plan: Plan
    kernel: Kernel
    placement: Placement
    journal: Callable[[Run | None], Journal] | None = None
    earlier: Run | None = None


class Worker(QObject):
    """Lives in the measuring thread and owns the run's generator.

    Each slot does one thing and returns. `start` begins a run. `happened` carries the event of one
    pull; `ended` comes once when the run is over, with a sentence and details when that was
    unexpected; `unkept` before that where the journal, of this path, does not hold all of the run.
    """

    happened = Signal(object)
    ended = Signal(str, str)
    journal_failed = Signal(str)
    unkept = Signal(object)

    def __init__(self, own_load: OwnLoad, start: Start = start) -> None:
        super().__init__()
        self._own_load = own_load
        self._start = start
        self._ahead = Ahead()
        self._running: Transport | None = None
        self._interrupted = False
        self._journal: Journal | None = None
        self._is_warm = False
        self._compiling: Iterator[str] = iter(())
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._compile_ahead)

    @Slot()
    def warm_up(self) -> None:
        """Import Numba ahead of the first run; whatever is wrong with it shows there."""
        try:
            from explorer.measure.warming import warm_up

            warm_up()

            # What the first run, and the window's first answer about it, would wait for.
            import explorer.measure.run
            import explorer.results.facts.laws  # noqa: F401
        except Exception:
            traceback.print_exc()
        # What Numba and Qt brought stays until the end. Looking through it for garbage again and
        # again stops every thread: 80 to 160 ms each time (measured), in the middle of a run.
        gc.freeze()
        self._is_warm = True
        self._next.start()

    @Slot(object, object, object)
    def prepare(self, plan: Plan, placement: Placement, kernel: Kernel) -> None:
        """Start the process that this plan will need; none is beside a run in this thread.

        What will be measured in this thread is compiled, unless it is somebody's own: that runs
        when it is asked for.
        """
        if self._running is not None:
            return
        prepare(self._ahead, plan, placement)
        self._compiling = iter(())
        if placement.where == HERE and is_from_catalogue(kernel):
            self._compiling = _compiled_ahead(plan, kernel)
            self._next.start()

    @Slot()
    def _compile_ahead(self) -> None:
        """Compile one variant; whatever else is to be done in this thread comes before the next."""
        if self._is_warm and self._running is None and next(self._compiling, None):
            self._next.start()

    @Slot()
    def leave(self) -> None:
        """Stop the run, leave no process behind, and end the thread.

        Ended from outside, the thread could be gone before it comes to this.
        """
        self.abandon()
        self._compiling = iter(())
        self._ahead.discard()
        self.thread().quit()

    @Slot(object)
    def begin(self, job: Job) -> None:
        """Make the run's generator and journal; nothing is measured before the first pull."""
        self._interrupted = False
        try:
            self._journal = job.journal(job.earlier) if job.journal is not None else None
            self._running = self._start(
                job.plan,
                job.kernel,
                job.placement,
                self._was_beside,
                self._ahead,
                job.earlier.after if job.earlier is not None else None,
            )
        except Exception as error:
            self._end(error)
            return
        self.pull()

    def _was_beside(self, start_ns: int, end_ns: int) -> bool:
        """Whether the window was at work in a span of time, itself or in a thread."""
        return any(load.overlaps(start_ns, end_ns) for load in (self._own_load, IN_THREADS))

    @Slot()
    def pull(self) -> None:
        """Measure up to the next event and hand it over."""
        if self._running is None:
            return
        try:
            event = self._running.receive()
        except Exception as error:
            if isinstance(error, LostError):
                self._tell(Finished(why="stopped", notes=(str(error),)))
            self._end(error)
            return
        if event is not None:
            self._tell(event)
            return
        if self._interrupted:
            self._tell(Finished(why="stopped"))
        self._end()

    @Slot()
    def abandon(self) -> None:
        """Stop the run; what was measured stays."""
        if self._running is None:
            return
        self._running.close()
        self._tell(Finished(why="stopped"))
        self._end()

    def steer(self, wish: Wish) -> bool:
        """Say what is wanted from now on, from any thread; False where nothing is under way."""
        running = self._running
        if running is None:
            return False
        running.send(wish)
        return True

    def interrupt(self) -> bool:
        """End a call under way, from any thread; False where only its return can end it."""
        running = self._running
        if running is None:
            return False
        self._interrupted = running.kill()
        return self._interrupted

    def _tell(self, event: Event) -> None:
        if self._journal is not None:
            trouble = self._journal.append(event)
            if trouble:
                self.journal_failed.emit(trouble)
        self.happened.emit(event)

    def _end(self, error: Exception | None = None) -> None:
        self._running = None
        if self._journal is not None:
            self._put_away(self._journal)
            self._journal = None
        self.ended.emit(*_explained(error))

    def _put_away(self, journal: Journal) -> None:
        """Keep the run in the history: from its journal, or else from whoever holds the run."""
        whole = journal.is_whole
        journal.put_away()
        trouble = keep_journal(journal.path) if whole else ""
        if trouble:
            self.journal_failed.emit(trouble)
        if not whole:
            self.unkept.emit(journal.path)


def _compiled_ahead(plan: Plan, kernel: Kernel) -> Iterator[str]:
    from explorer.measure.warming import compile_ahead

    with suppress(KernelError):  # its run will say so
        yield from compile_ahead(plan, kernel)


def _explained(error: Exception | None) -> tuple[str, str]:
    if error is None:
        return "", ""
    if isinstance(error, (KernelError, ClusterError, LostError)):
        return str(error), ""
    details: Any = "".join(traceback.format_exception(error))
    return f"Measuring stopped unexpectedly: {type(error).__name__}: {error}", details
