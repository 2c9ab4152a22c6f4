"""The control groups of this process, what they allow it of the cores' time, and small files.

Both versions of control groups are read (docs.kernel.org, cgroup-v2 and cgroup-v1): a limit of any
group that a process is in, however far up, holds for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
