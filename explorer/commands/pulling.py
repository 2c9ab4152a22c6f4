"""Pulling a run on the command line: its progress is shown, and it can be stopped."""

from __future__ import annotations

import signal
import sys

from explorer.commands.answers import SOME_FAILED, complain
from explorer.commands.progress import Screen
from explorer.commands.stopping import over, stoppable
from explorer.measure.events import Noticed
from explorer.measure.transport import LostError, Transport, received
from explorer.results.fold import apply
from explorer.results.journal import Journal
from explorer.results.record import Run


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
