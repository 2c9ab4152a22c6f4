"""Where a run is made: in this thread, or in a process of its own when the plan needs one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel
from explorer.measure.disturbance import Overlap
from explorer.measure.hosts import Host
from explorer.measure.interpreter import OURS, Interpreter
from explorer.measure.launching import Ahead
from explorer.measure.note import Doing
from explorer.measure.options import HERE, SEPARATE
from explorer.measure.plan import Plan
from explorer.measure.pythons import measures
from explorer.measure.steering import After, Mailbox
from explorer.measure.transport import Pulled, Transport

if TYPE_CHECKING:
    from explorer.measure.cluster import Cluster

CLUSTER = "cluster"


@dataclass(frozen=True)
class Placement:
    """Where a plan is measured, `HERE`, `SEPARATE` or `CLUSTER`, and where not here, why.

    `host` is one of the `cluster`; `interpreter` is the Python that measures.
    """

    where: str
    reason: str = ""
    host: Host | None = None
    cluster: Cluster | None = field(default=None, compare=False)
    interpreter: Interpreter = OURS


def placed(plan: Plan, kernel: Kernel, most_threads: int) -> Placement:
    """Return where a plan is to be measured by a program that may use so many threads.

    Raises InterpreterError where the Python that was chosen for the kernel's file is gone.
    """
    if not is_from_catalogue(kernel) and (chosen := measures(kernel.path)) != OURS:
        return Placement(SEPARATE, f"{chosen.program} was chosen to measure it", interpreter=chosen)
    reason = needed(plan, trusted=is_from_catalogue(kernel), most=most_threads)
    return Placement(SEPARATE, reason) if reason else Placement(HERE)


def placed_on(host: Host, cluster: Cluster) -> Placement:
    """Return the placement on a host of a cluster."""
    return Placement(CLUSTER, f"it is measured on the host {host.name}", host, cluster)


def prepare(ahead: Ahead, plan: Plan, placement: Placement) -> None:
    """Start the process ahead that this plan will need; end one that it will not."""
    ahead.interpreter = placement.interpreter
    ahead.prepare(plan if placement.where == SEPARATE else None)


def start(
    plan: Plan,
    kernel: Kernel,
    placement: Placement,
    painted: Overlap | None = None,
    ahead: Ahead | None = None,
    after: After | None = None,
) -> Transport:
    """Begin a run in its place; nothing is measured before the first pull.

    A process that it needs is taken from `ahead`; one that it does not need is ended. `after`
    is what a run that was over is to be gone on with. Raises ClusterError where a host is taken.
    """
    if placement.host is not None and placement.cluster is not None:
        return placement.cluster.start(plan, kernel, placement.host, placement.reason, after)
    wishes = Mailbox()
    if placement.where == SEPARATE:
        from explorer.measure.process import ProcessRun

        ahead = ahead or Ahead()
        ahead.interpreter = placement.interpreter
        process = ProcessRun(plan, kernel, placement.reason, ahead, wishes=wishes.take, after=after)
        return Pulled(process.events(), wishes, process.kill, process.note)
    if ahead is not None:
        ahead.discard()
    from explorer.measure.run import run

    had, doing = after or After(0, 0), Doing(plan, kernel)
    events = run(
        plan,
        kernel,
        painted=painted,
        note=doing.take,
        process=had.processes,
        repeat=had.repeats,
        continues=after is not None,
        wishes=wishes.take,
    )
    return Pulled(events, wishes, note=doing.words)


def needed(plan: Plan, *, trusted: bool, most: int) -> str:
    """Return why a plan needs a process of its own, empty when it does not.

    `trusted` code ships with the program; `most` is the thread count this process started with.
    """
    if plan.layer is not None:
        return f"the threading layer {plan.layer} can only be chosen when a process starts"
    if plan.binding is not None:
        return "threads can only be placed when a process starts"
    if max(plan.threads) > most:
        return f"{max(plan.threads)} threads are more than this process was started with"
    if plan.repeats > 1:
        return f"it is repeated in {plan.repeats} fresh processes"
    if plan.process == HERE:
        return ""
    if plan.process == SEPARATE:
        return "you chose so"
    return "" if trusted else "the code is yours and may crash or never return"
