"""The control groups of this process: what they allow it of the cores' time, and of memory.

Both versions of control groups are read (docs.kernel.org, cgroup-v2 and cgroup-v1): a limit of any
group that a process is in, however far up, holds for it.
"""

from collections.abc import Iterator
from pathlib import Path

import psutil

OWN = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")


def folders(controller: str, own: Path = OWN, groups: Path = GROUPS) -> Iterator[tuple[Path, int]]:
    """Yield the folder of each group that this process is in for a controller, and its version.

    `own` is a file like /proc/self/cgroup, `groups` the folder where they are mounted. In a
    container the path that `own` names may not exist there; its own group is then at the top.
    """
    for line in text(own).splitlines():
        _, _, rest = line.partition(":")
        kinds, _, path = rest.partition(":")
        if kinds and controller not in kinds.split(","):
            continue
        top, version = (groups / controller, 1) if kinds else (groups, 2)
        folder = top / path.lstrip("/")
        while True:
            yield folder, version
            if folder == top or top not in folder.parents:
                break
            folder = folder.parent


def quota_cores(own: Path = OWN, groups: Path = GROUPS) -> float | None:
    """Return how many cores' time the groups allow, the least of all; None without a limit."""
    found = [_quota(*group) for group in folders("cpu", own, groups)]
    return min((quota for quota in found if quota is not None), default=None)


def _quota(folder: Path, version: int) -> float | None:
    if version == 2:
        quota, _, period = text(folder / "cpu.max").partition(" ")
    else:
        quota = text(folder / "cpu.cfs_quota_us")  # -1 without a limit
        period = text(folder / "cpu.cfs_period_us")
    limited = quota.isdecimal() and period.isdecimal() and int(period) > 0
    return int(quota) / int(period) if limited else None


def text(path: Path) -> str:
    """Return what is in a file, without white space around it; nothing where it is not there."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


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
