"""Measuring on the command line to the end: pulled, saved, kept and printed."""

import argparse

from explorer.commands import outputs
from explorer.commands.answers import OK, REFUSED, SOME_FAILED, CommandError, complain, say
from explorer.commands.callers import AtOnce, call_at_once
from explorer.commands.compare import compared, verdict
from explorer.commands.reporting import report, unexpected
from explorer.commands.stopping import pull
from explorer.history import keeping
from explorer.history.archive import Archive
from explorer.history.comparable import baselines
from explorer.history.entry import id_of
from explorer.kernels.kernel import Kernel
from explorer.measure.asking import ref_to
from explorer.measure.plan import KernelRef
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
    """Measure, save, keep, print; the journal is put away when the run is kept, not before.

    Raises CommandError, before anything is measured, where there is no baseline as is asked for.
    """
    name = options.against
    before = None if name is None else _baseline(ref_to(kernel), name, earlier)
    run, ended_by = pull(running, kept, earlier)
    if run is None:
        kept.put_away()
        return ended_by
    if callers is not None and not ended_by:
        run, ended_by = call_at_once(run, kernel, callers, kept)
    failed = outputs.save(run, kernel, options.output)
    trouble = keeping.settle(run, kept)
    say(report(run, kernel))
    status = OK
    if before is not None:
        found = contrasts(before, run)
        say(f"\n{compared(found)}")
        status = verdict(found, options.fail_above)
    problems = unexpected(run, kernel)
    told = [trouble] if trouble else [KEPT] if failed else []
    complain(*problems, *failed, *told)
    return ended_by or (REFUSED if failed else SOME_FAILED if problems else status)


def _baseline(ref: KernelRef, name: str, earlier: Run | None) -> Run:
    """Return the newest run of a kernel that has that name; not the one that is extended."""
    archive = Archive()
    own = "" if earlier is None else id_of(earlier)
    named = (entry for entry in baselines(archive, ref) if entry.name == name)
    found = [entry for entry in named if entry.id != own]
    if not found:
        raise CommandError(
            f"No run of “{ref.name}” has the name “{name}”; numba-explorer history lists them."
        )
    return archive.run(found[0])
