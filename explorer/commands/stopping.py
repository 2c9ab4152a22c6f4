"""Pulling a run at a terminal: its progress is shown, and stopped it loses nothing."""

import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from types import FrameType

from explorer.commands.answers import SOME_FAILED, complain
from explorer.commands.progress import Screen
from explorer.measure.events import Finished, Noticed
from explorer.measure.transport import LostError, Transport, received
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


def pull(
    running: Transport,
    kept: Journal | None = None,
    earlier: Run | None = None,
) -> tuple[Run | None, int]:
    """Measure, showing the progress; return the run, and the exit status if it was stopped.

    What happens goes to the journal, too, where one is given; `earlier` is the run that is gone on
    with. Raises KernelError when the kernel's file cannot be run.
    """
    screen = Screen(sys.stderr)
    run = earlier
    concern = lost = ""
    try:
        with stoppable() as stopped:
            for event in received(running):
                run = apply(run, event)
                if kept is not None:
                    screen.warn(kept.append(event))
                screen.show(event)
                if isinstance(event, Noticed) and not concern and run is not None:
                    concern = event.quiet.concerns(max(run.plan.threads))
                    screen.warn(concern)
                if stopped:
                    break
    except KeyboardInterrupt:
        pass  # the run so far is what is returned
    except LostError as error:
        lost = str(error)
    finally:
        screen.clear()
        running.close()
    run = over(run, kept, lost)
    if lost:
        complain(lost)
        return run, SOME_FAILED
    by = stopped[0] if stopped else signal.SIGINT
    if by != signal.SIGINT:
        some = run is not None and any(record.estimate for record in run.points.values())
        kept_so = "; what was measured is kept" if some else " before anything was measured"
        complain(f"Stopped by {signal.Signals(by).name}{kept_so}.")
    return run, 128 + by if run is None or run.finished == "stopped" else 0
