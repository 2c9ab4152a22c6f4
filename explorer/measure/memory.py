"""How much memory may still be asked for: what the machine, or the control group, has free."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil

OWN = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")
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

    `own` is a file like /proc/self/cgroup, `groups` the folder where they are mounted. In a
    container the path that `own` names may not exist there; its own group is then at the top.
    """
    for line in _text(own).splitlines():
        _, _, rest = line.partition(":")
        kinds, _, path = rest.partition(":")
        if kinds and "memory" not in kinds.split(","):
            continue
        top, version = (groups / "memory", 1) if kinds else (groups, 2)
        folder = top / path.lstrip("/")
        while True:
            left = _left(folder, *NAMES[version])
            if left is not None:
                yield left
            if folder == top or top not in folder.parents:
                break
            folder = folder.parent


def _left(folder: Path, limit: str, used: str, spare: str) -> int | None:
    most, current = _text(folder / limit).strip(), _text(folder / used).strip()
    if not most.isdecimal() or not current.isdecimal():  # “max”, or no such group
        return None
    rows = (line.split() for line in _text(folder / "memory.stat").splitlines())
    cached = next((int(row[1]) for row in rows if len(row) == 2 and row[0] == spare), 0)
    return max(0, int(most) - max(0, int(current) - cached))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
