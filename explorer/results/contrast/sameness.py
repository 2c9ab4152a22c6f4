"""Which runs are worth comparing, and what else than the code differs between them."""

from __future__ import annotations

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
    if bool(before.subtracted_s) != bool(now.subtracted_s):
        found.append("whether the call overhead is subtracted")
    for key, name in (("cpu", "the processor"), ("python", "Python"), ("versions", "versions")):
        if before.machine.get(key) != now.machine.get(key):
            found.append(name)
    return tuple(found)
