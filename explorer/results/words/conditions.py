"""The small line under a chart: what was measured, on which machine, and how."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from explorer.measure import git
from explorer.measure.events import CLUSTER_WORKER, SEPARATE_PROCESS
from explorer.results import analysis, surroundings
from explorer.results.record import AtSize, Run
from explorer.units import count, percent, seconds

LONGEST = 80
"""Letters of the arguments that are shown."""
UNKNOWN = -1.0
"""A spread of processes where there is none."""


def conditions(run: Run, here: Mapping[str, Any] | None = None) -> str:
    """Return the line: kernel, arguments, machine, versions, dtype, precision, where it ran.

    Who reads it beside a line about the machine `here` is not told of it again.
    """
    machine, versions = _machine(run.machine), _versions(run.machine)
    if here is not None and (machine, versions) == (_machine(here), _versions(here)):
        machine = versions = []
    parts = [
        _what(run),
        f"commit {git.in_short(run.commit)}" if run.commit else None,
        *machine,
        run.layer,
        f"threads placed {run.plan.binding}" if run.plan.binding else None,
        *versions,
        run.plan.dtype if run.measured_here else f"from a file of {run.app_version}",
        _precision(run),
        _where(run),
        surroundings.in_short(run.machine, max(run.plan.threads)),
        f"less {seconds(run.subtracted_s)} of calling" if run.subtracted_s else None,
    ]
    return " · ".join(str(part) for part in parts if part)


def _machine(facts: Mapping[str, Any]) -> list[str]:
    cores = facts.get("cores_usable")
    parts = facts.get("cpu"), f"{cores} core{'' if cores == 1 else 's'}" if cores else None
    return [str(part) for part in parts if part]


def _versions(facts: Mapping[str, Any]) -> list[str]:
    versions = facts.get("versions")
    known = versions if isinstance(versions, Mapping) else {}
    each = ("Numba", known.get("numba")), ("NumPy", known.get("numpy"))
    return [f"{name} {found}" for name, found in (*each, ("Python", facts.get("python"))) if found]


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
    widest = max((row.recall(_spread) for row in run.rows), default=UNKNOWN)
    apart = f", up to ±{percent(widest)} apart" if widest > UNKNOWN else ""
    on = f" on the host {run.machine['host']}" if run.machine.get("host") else ""
    return f"{number} processes{on}{apart}"


def _precision(run: Run) -> str | None:
    """How well the points are known: the widest, or how many are within what was wanted.

    All points count of which anything is known, as while the run is made.
    """
    wanted = run.plan.precision
    known = [row.recall(_within, wanted) for row in run.rows]
    usable, within = sum(one.usable for one in known), sum(one.within for one in known)
    if not usable:
        return None
    total = count(len(run.points))
    if within == usable:
        measured = (
            f"{count(within)} of {total} points measured, " if within < len(run.points) else ""
        )
        return f"{measured}all within ±{percent(max(one.widest for one in known))}"
    return f"{count(within)} of {total} points within ±{percent(wanted)}"


class _Within(NamedTuple):
    """Of a size: how many points have a time, how many are as precise as wanted, the least is."""

    usable: int
    within: int
    widest: float


def _within(row: AtSize, wanted: float) -> _Within:
    each = [r.estimate.precision for r in row.values() if r.usable and r.estimate]
    return _Within(len(each), sum(one <= wanted for one in each), max(each, default=0.0))


def _spread(row: AtSize) -> float:
    """The widest spread of processes at a size."""
    spreads = (r.estimate.spread for r in row.values() if r.usable and r.estimate)
    return max((spread for spread in spreads if spread is not None), default=UNKNOWN)
