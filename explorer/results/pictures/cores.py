"""Where a machine's kinds of cores end, for an axis of thread counts."""

from collections.abc import Mapping
from typing import Any

FULL = {
    "l3": "L3",
    "node": "NUMA node",
    "socket": "socket",
    "performance": "P cores",
}
"""Parts of a machine (`measure.topology.Cores`) that so many threads fill, the smallest first."""


def core_names(machine: Mapping[str, Any]) -> dict[int, str]:
    """Return the thread counts at which a part of a machine is full, each with what that is.

    `+` names what the last of so many threads have to take: efficiency cores, or the second
    threads of cores (SMT). Anything a file may hold instead of counts is left
    out. Of parts that are full at the same count the largest is named.
    """
    told = machine.get("topology")
    known = {name: _count(told, name) for name in (*FULL, "physical", "logical")}
    found = {known[name]: text for name, text in FULL.items()}
    if known["physical"]:
        found[known["physical"]] = "+ E cores" if known["performance"] else "physical"
        if known["logical"] > known["physical"]:
            found[known["logical"]] = "+ SMT"
    else:
        found[_count(machine, "cores_usable")] = "usable"
        found[_count(machine, "cores_physical")] = "physical"
    return {count: found[count] for count in sorted(found) if count > 1}


def _count(told: object, name: str) -> int:
    value = told.get(name) if isinstance(told, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
