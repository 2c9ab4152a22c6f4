"""What other programs did to a run, as its machine's facts keep it: the worst that was seen."""

from collections.abc import Mapping
from typing import Any

from explorer.measure.hampered import settings
from explorer.measure.plain_values import from_plain, to_plain
from explorer.measure.quiet import Quiet

_KEY = "noticed"


def worst(machine: Mapping[str, Any], seen: Quiet) -> Mapping[str, Any]:
    """Return a machine's facts with what was seen, where that is worse than before."""
    before = noticed(machine)
    if before is not None and _badness(before) >= _badness(seen):
        return machine
    return {**machine, _KEY: to_plain(seen)}


def noticed(machine: Mapping[str, Any]) -> Quiet | None:
    """Return the worst that was seen during a run, None where nobody looked."""
    try:
        return from_plain(Quiet, machine[_KEY]) if machine.get(_KEY) else None
    except ValueError:  # a file that was changed by hand
        return None


def in_short(machine: Mapping[str, Any], threads: int) -> str:
    """Say in a few words what slowed a run of up to so many threads down.

    That is settings, and what others took of the cores.
    """
    seen, environment = noticed(machine), machine.get("environment")
    found = list(settings(environment, threads)) if isinstance(environment, Mapping) else []
    if seen is not None and seen.taken:
        found.append(f"others used up to {seen.taken}")
    return " · ".join(found)


def _badness(seen: Quiet) -> tuple[float, float]:
    return seen.others_cores, seen.stolen or 0.0
