"""What a machine's cores share, as Linux tells it in /sys: the thread counts at which that changes.

Formats: Documentation/ABI/stable/sysfs-devices-system-cpu and
Documentation/ABI/testing/sysfs-devices-system-cpu in the kernel's sources.
"""

import math
import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.measure.groups import text

SYSTEM = Path("/sys/devices/system/cpu")
_PERFORMANCE = Path("/sys/devices/cpu_core/cpus")
"""Intel's list of performance cores, where a processor has two kinds."""


@dataclass(frozen=True)
class Cores:
    """How many threads fill what, of the logical cores that this process may use; 0 is unknown.

    `l3` is one group of cores with a level-3 cache of its own, `socket` one processor, `node` one
    of several nodes of memory (NUMA), `physical` one thread for each physical core, `performance`
    one for each physical core of the fast kind where there are two kinds. Of groups that differ in
    size, the largest. `l3_groups` is how many there are.
    """

    logical: int
    physical: int = 0
    socket: int = 0
    l3: int = 0
    l3_groups: int = 0
    performance: int = 0
    node: int = 0

    @property
    def named(self) -> dict[int, str]:
        """Thread counts at which something is full, fewest first, each with what that is."""
        found = {
            self.logical: "all logical cores",
            self.physical: "one for each physical core",
            self.socket: "one socket",
            self.node: "one NUMA node",
            self.performance: "the performance cores",
            self.l3: "one level-3 cache",
        }
        return {count: found[count] for count in sorted(found) if 1 < count <= self.logical}


def read(
    usable: Collection[int] | None = None,
    system: Path = SYSTEM,
    performance: Path = _PERFORMANCE,
) -> Cores:
    """Return what is known of the cores that may be used, of all where None are given.

    Counts of sockets, nodes and level-3 groups are of physical cores: their hyper-threads share
    what they have. What the system does not tell is 0.
    """
    there = {int(folder.name[3:]) for folder in system.glob("cpu[0-9]*")}
    cores = there if usable is None else there & set(usable)
    siblings = {core: _list(system / f"cpu{core}/topology/thread_siblings_list") for core in cores}
    if not cores or not all(siblings.values()):
        return Cores(len(cores) if usable is None else len(usable))
    first = {min(group & cores) for group in siblings.values()}
    package = "topology/physical_package_id"
    packages = _grouped({core: text(system / f"cpu{core}" / package) for core in first})
    nodes = _grouped({core: _node(system / f"cpu{core}") for core in first})
    shared = {core: _l3(system / f"cpu{core}/cache") for core in first}
    caches = _grouped({core: group for core, group in shared.items() if group})  # some have none
    return Cores(
        logical=len(cores),
        physical=len(first),
        socket=max(packages, default=0) if len(packages) > 1 else 0,
        l3=max(caches, default=0),
        l3_groups=len(caches),
        performance=len(_fast(first, system, performance)),
        node=max(nodes, default=0) if len(nodes) > 1 else 0,
    )


def default_threads(most: int, full: Iterable[int] = ()) -> tuple[int, ...]:
    """Return 1, 2, 4 … and `most` itself, and the counts at which a part of the machine is full."""
    powers = {2**k for k in range(most.bit_length()) if 2**k <= most}
    return tuple(sorted(powers | {most} | set(full)))


def offered(cores: Cores, most: int, quota: float | None = None) -> tuple[int, ...]:
    """Return the thread counts to measure unless others are asked for.

    1, 2, 4 … up to `most`, `most` itself, and those at which something is full. More threads than
    a quota allows cores' time only stall each other: they are not among them.
    """
    top = most if quota is None else max(1, min(most, math.ceil(quota)))
    return default_threads(top, [count for count in cores.named if count <= top])


def known(facts: Mapping[str, Any]) -> Cores:
    """Return what the facts of a machine (`measure.machine`) say of its cores."""
    return Cores(**facts.get("topology", {"logical": 0}))


def offered_by(facts: Mapping[str, Any], most: int) -> tuple[int, ...]:
    """Return the thread counts to measure on the machine of these facts; as `offered`."""
    return offered(known(facts), most, facts.get("quota_cores"))


def usable() -> set[int] | None:
    """Return the logical cores that this process may use, None where the system does not tell."""
    return set(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def _fast(cores: Collection[int], system: Path, performance: Path) -> set[int]:
    """The cores of the fast kind; none where all are alike."""
    fast = _list(performance) & set(cores)
    if not fast:
        capacities = {core: text(system / f"cpu{core}/cpu_capacity") for core in cores}
        known = {core: int(text) for core, text in capacities.items() if text.isdecimal()}
        most = max(known.values(), default=0)
        fast = {core for core, capacity in known.items() if capacity == most}
    return fast if len(fast) < len(cores) else set()


def _l3(folder: Path) -> str:
    """The cores that share a level-3 cache with this one, as the system writes them."""
    for index in sorted(folder.glob("index*")):
        if text(index / "level") == "3":
            return text(index / "shared_cpu_list")
    return ""


def _node(folder: Path) -> str:
    """The node of memory that a core is next to, as the system names it."""
    return next((node.name for node in sorted(folder.glob("node[0-9]*"))), "")


def _grouped(of: Mapping[int, str]) -> list[int]:
    """How many cores each group has, by the group of each; empty where one is unknown."""
    groups = Counter(of.values())
    return [] if "" in groups else list(groups.values())


def _list(path: Path) -> set[int]:
    """The numbers of a list such as `0-3,8`; empty where there is none."""
    found: set[int] = set()
    for part in text(path).split(","):
        first, _, last = part.partition("-")
        if first.strip().isdecimal():
            found |= set(range(int(first), int(last or first) + 1))
    return found
