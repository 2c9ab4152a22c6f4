"""The small line under a chart: what was measured, on which machine, and how."""

from __future__ import annotations

from explorer.measure import git
from explorer.measure.events import CLUSTER_WORKER, SEPARATE_PROCESS
from explorer.results import analysis, surroundings
from explorer.results.record import Run
from explorer.units import count, percent, seconds

LONGEST = 80
"""Letters of the arguments that are shown."""


def conditions(run: Run) -> str:
    """Return the line: kernel, arguments, machine, versions, dtype, precision, where it ran."""
    machine = run.machine
    cores = machine.get("cores_usable")
    numba, numpy = run.version("numba"), run.version("numpy")
    parts = [
        _what(run),
        f"commit {git.in_short(run.commit)}" if run.commit else None,
        machine.get("cpu"),
        f"{cores} core{'' if cores == 1 else 's'}" if cores else None,
        run.layer,
        f"threads placed {run.plan.binding}" if run.plan.binding else None,
        f"Numba {numba}" if numba else None,
        f"NumPy {numpy}" if numpy else None,
        f"Python {machine['python']}" if machine.get("python") else None,
        run.plan.dtype if run.measured_here else f"from a file of {run.app_version}",
        _precision(run),
        _where(run),
        surroundings.in_short(run.machine, max(run.plan.threads)),
        f"less {seconds(run.subtracted_s)} of calling" if run.subtracted_s else None,
    ]
    return " · ".join(str(part) for part in parts if part)


def _what(run: Run) -> str:
    """The kernel, and the arguments that were given for a user's own function."""
    ref = run.plan.kernel
    given = ", ".join(f"{name} = {value}" for name, value in (ref.arguments or {}).items())
    cut = f"{given[:LONGEST]}…" if len(given) > LONGEST else given
    return f"{ref.heading}({cut})" if cut else ref.heading


def _where(run: Run) -> str | None:
    """In which and in how many processes it was measured, and how far these are apart."""
    number = analysis.processes(run)
    if number < 2:
        if run.where == CLUSTER_WORKER:
            return f"on the host {run.machine.get('host', 'of a cluster')}"
        return SEPARATE_PROCESS if run.where == SEPARATE_PROCESS else None
    spreads = [r.estimate.spread for r in run.points.values() if r.usable and r.estimate]
    known = [spread for spread in spreads if spread is not None]
    apart = f", up to ±{percent(max(known))} apart" if known else ""
    on = f" on the host {run.machine['host']}" if run.machine.get("host") else ""
    return f"{number} processes{on}{apart}"


def _precision(run: Run) -> str | None:
    """How well the points are known: the widest, or how many are within what was wanted.

    All points count of which anything is known, as while the run is made.
    """
    usable = [r.estimate.precision for r in run.points.values() if r.usable and r.estimate]
    wanted = run.plan.precision
    within = sum(precision <= wanted for precision in usable)
    if not usable:
        return None
    total = count(len(run.points))
    if within == len(usable):
        measured = (
            f"{count(within)} of {total} points measured, " if within < len(run.points) else ""
        )
        return f"{measured}all within ±{percent(max(usable))}"
    return f"{count(within)} of {total} points within ±{percent(wanted)}"
