"""Measuring on the command line to the end: pulled, saved, kept and printed."""

from __future__ import annotations

import argparse

from explorer.commands import outputs
from explorer.commands.answers import OK, REFUSED, SOME_FAILED, complain, say
from explorer.commands.at_once import AtOnce, call_at_once
from explorer.commands.compare import compared
from explorer.commands.pulling import pull
from explorer.commands.reporting import report, unexpected
from explorer.history import keeping
from explorer.history.archive import Archive, HistoryError
from explorer.kernels.kernel import Kernel
from explorer.measure.transport import Transport
from explorer.results.contrast.contrasts import contrasts
from explorer.results.journal import Journal
from explorer.results.record import Run

KEPT = "The run is kept: numba-explorer history."


def finish(
    running: Transport,
    kernel: Kernel,
    kept: Journal,
    options: argparse.Namespace,
    earlier: Run | None = None,
    callers: AtOnce | None = None,
) -> int:
    """Measure, save, keep, print; the journal is put away when the run is kept, not before."""
    run, ended_by = pull(running, kept, earlier)
    if run is None:
        kept.put_away()
        return ended_by
    if callers is not None and not ended_by:
        run, ended_by = call_at_once(run, kernel, callers, kept)
    failed = outputs.save(run, kernel, options.output)
    trouble = keeping.settle(run, kept)
    say(report(run, kernel))
    if options.against is not None:
        say(f"\n{_against(run, options.against)}")
    problems = unexpected(run, kernel)
    told = [trouble] if trouble else [KEPT] if failed else []
    for sentence in (*problems, *failed, *told):
        complain(sentence)
    return ended_by or (REFUSED if failed else SOME_FAILED if problems else OK)


def _against(run: Run, name: str) -> str:
    """Return what changed against the newest run of that name."""
    archive = Archive()
    try:
        found = archive.baselines(run, name)
        before = archive.run(found[0]) if found else None
    except HistoryError as error:
        return str(error)
    if before is None:
        return f"No run of “{run.plan.kernel.name}” has the name “{name}”; numba-explorer history."
    return compared(contrasts(before, run))
