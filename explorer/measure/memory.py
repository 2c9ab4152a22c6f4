"""How much memory may still be asked for: what the machine, or the control group, has free."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil

from explorer.measure.groups import GROUPS, OWN, folders, text

NAMES = {
    2: ("memory.max", "memory.current", "inactive_file"),
    1: ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
}
"""Of both versions of control groups: the limit, what is used, and which line of `memory.stat`
says how much of that is given back when it is needed (docs.kernel.org, cgroup-v2 and cgroup-v1)."""


def free_bytes() -> int:
    """Return the bytes that are free for this process: the least that any limit leaves."""
    return min((int(psutil.virtual_memory().available), *left_by_groups(OWN, GROUPS)))


def left_by_groups(own: Path, groups: Path) -> Iterator[int]:
    """Yield what each control group of memory that this process is in leaves of its limit.

    The folders are those of `groups.folders`.
    """
    for folder, version in folders("memory", own, groups):
        left = _left(folder, *NAMES[version])
        if left is not None:
            yield left


def _left(folder: Path, limit: str, used: str, spare: str) -> int | None:
    most, current = text(folder / limit), text(folder / used)
    if not most.isdecimal() or not current.isdecimal():  # “max”, or no such group
        return None
    rows = (line.split() for line in text(folder / "memory.stat").splitlines())
    cached = next((int(row[1]) for row in rows if len(row) == 2 and row[0] == spare), 0)
    return max(0, int(most) - max(0, int(current) - cached))
