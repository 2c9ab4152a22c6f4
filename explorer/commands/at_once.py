"""`measure --callers`: variants of a run, called by several Python threads at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from explorer.callers.asking import ask
from explorer.callers.facts import Job
from explorer.commands.answers import OK, CommandError
from explorer.commands.progress import Screen
from explorer.commands.stopping import stoppable
from explorer.kernels.kernel import Kernel
from explorer.measure.plan import PlanError
from explorer.measure.written import parse_callers
from explorer.results.called import events_of
from explorer.results.fold import apply
from explorer.results.journal import Journal
from explorer.results.record import Run
from explorer.units import count

LONGEST_CALL_S = 0.25
"""Seconds; calls that take longer are not made by several threads at once, again and again."""


def callers_of(options: argparse.Namespace) -> tuple[int, ...]:
    """Return how many Python threads are to call at once, none where that is not asked for."""
    if options.callers is None:
        return ()
    for name in ("before", "python"):
        if getattr(options, name) is not None:
            raise CommandError(f"--callers is for one run: leave it or --{name} out.")
    if options.kernel is not None and Path(options.kernel).is_dir():
        raise CommandError("--callers is for one kernel, not for a folder.")
    try:
        return tuple(sorted({1, *parse_callers(options.callers)}))
    except PlanError as error:
        raise CommandError(str(error)) from error


def call_at_once(
    run: Run, kernel: Kernel, numbers: tuple[int, ...], kept: Journal
) -> tuple[Run, int]:
    """Let Python threads call each variant at once, at the sizes at which it has a time.

    Returns the run that knows it, and the exit status if it was stopped.
    """
    screen = Screen(sys.stderr)
    wanted = [
        record
        for point, record in sorted(run.points.items())
        if record.estimate is not None
        and record.estimate.median_s <= LONGEST_CALL_S
        and point.threads == run.threads_of(point.variant, max(run.plan.threads))
    ]
    try:
        with stoppable() as stopped:
            for place, record in enumerate(wanted):
                point = record.point
                where = f"{run.plan.axis} = {count(point.size)}"
                what = f"{point.variant} at {where}, called by several threads at once"
                screen.tell(what, place / len(wanted))
                job = Job(
                    path=str(kernel.path),
                    function=kernel.function,
                    arguments=None if kernel.arguments is None else dict(kernel.arguments),
                    variant=point.variant,
                    size=point.size,
                    dtype=run.plan.dtype,
                    threads=point.threads,
                    seed=run.plan.seed,
                )
                for event in events_of(ask(job, kernel.name, numbers, run.plan.layer)):
                    run = apply(run, event) or run
                    screen.warn(kept.append(event))
    except KeyboardInterrupt:
        return run, 128 + stopped[0]
    finally:
        screen.clear()
    return run, OK
