"""Which runs are worth comparing, and what else than the code differs between them."""

from __future__ import annotations

from explorer.measure import git
from explorer.results.record import Run


def is_same_work(before: Run, now: Run) -> bool:
    """Whether two runs are of one function of a user's file, of different contents of the file."""
    mine, other = now.plan.kernel, before.plan.kernel
    return (
        mine.file is not None
        and (mine.file, mine.function) == (other.file, other.function)
        and mine.sha256 != other.sha256
    )


def other_conditions(before: Run, now: Run) -> tuple[str, ...]:
    """Name what else differs between the runs, so that nobody takes it for the change's effect."""
    found = []
    if before.plan.kernel.arguments != now.plan.kernel.arguments:
        found.append("the arguments")
    if before.plan.dtype != now.plan.dtype:
        found.append("the dtype")
    if before.layer and now.layer and before.layer != now.layer:
        found.append("the threading layer")
    if before.plan.binding != now.plan.binding:
        found.append("where threads are placed")
    if bool(before.subtracted_s) != bool(now.subtracted_s):
        found.append("whether the call overhead is subtracted")
    for key, name in (
        ("host", "the host"),
        ("cpu", "the processor"),
        ("python", "Python"),
        ("versions", "versions"),
    ):
        if before.machine.get(key) != now.machine.get(key):
            found.append(name)
    return tuple(found)


def told_apart(run: Run, other: Run) -> str:
    """Name what the other run has that this one has not; empty where only the moment differs."""
    mine, its = run.plan, other.plan
    found = []
    if mine.kernel.sha256 != its.kernel.sha256:
        which = "an earlier source" if other.created < run.created else "another source"
        found.append(f"{which} ({git.in_short(other.commit)})" if other.commit else which)
    if (mine.kernel.arguments or {}) != (its.kernel.arguments or {}):
        given = (its.kernel.arguments or {}).items()
        found.append(", ".join(f"{name} = {text}" for name, text in given)[:LONGEST])
    if mine.dtype != its.dtype:
        found.append(its.dtype)
    if run.layer and other.layer and run.layer != other.layer:
        found.append(other.layer)
    if mine.binding != its.binding:
        found.append(f"threads placed {its.binding or 'as it comes'}")
    if run.machine.get("host") != other.machine.get("host"):
        host = other.machine.get("host")
        found.append(f"the host {host}" if host else "no host of a cluster")
    if run.machine.get("cpu") != other.machine.get("cpu"):
        found.append(str(other.machine.get("cpu") or "another processor"))
    if run.machine.get("python") != other.machine.get("python"):
        found.append(f"Python {other.machine.get('python')}")
    return ", ".join([*found, *_versions(run, other)])


LONGEST = 60
"""Letters of the arguments that are named."""
_PACKAGES = (("numba", "Numba"), ("llvmlite", "llvmlite"), ("numpy", "NumPy"))


def _versions(run: Run, other: Run) -> list[str]:
    pairs = ((title, run.version(key), other.version(key)) for key, title in _PACKAGES)
    return [f"{title} {its}" for title, mine, its in pairs if mine and its and its != mine]
