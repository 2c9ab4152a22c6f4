"""Where a run is made: in this thread, or in a process of its own when the plan needs one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel
from explorer.measure.disturbance import Overlap
from explorer.measure.events import Event
from explorer.measure.launching import Ahead
from explorer.measure.machine import most_threads
from explorer.measure.options import HERE, SEPARATE
from explorer.measure.plan import Plan


@dataclass(frozen=True)
class Running:
    """A run to pull. `kill` ends it from any thread; None where it runs in the pulling thread."""

    events: Generator[Event, None, None]
    kill: Callable[[], None] | None = None


def prepare(ahead: Ahead, plan: Plan, kernel: Kernel) -> None:
    """Start the process ahead that this plan will need; end one that it will not."""
    reason = needed(plan, trusted=is_from_catalogue(kernel), most=most_threads())
    ahead.prepare(plan if reason else None)


def start(
    plan: Plan, kernel: Kernel, painted: Overlap | None = None, ahead: Ahead | None = None
) -> Running:
    """Begin a run where the plan needs it; nothing is measured before the first pull.

    A process that it needs is taken from `ahead`; one that it does not need is ended.
    """
    reason = needed(plan, trusted=is_from_catalogue(kernel), most=most_threads())
    if reason:
        from explorer.measure.process import ProcessRun

        process = ProcessRun(plan, kernel, reason, ahead)
        return Running(process.events(), process.kill)
    if ahead is not None:
        ahead.discard()
    from explorer.measure.run import run

    return Running(run(plan, kernel, painted=painted))


def needed(plan: Plan, *, trusted: bool, most: int) -> str:
    """Return why a plan needs a process of its own, empty when it does not.

    `trusted` code ships with the program; `most` is the thread count this process started with.
    """
    if plan.layer is not None:
        return f"the threading layer {plan.layer} can only be chosen when a process starts"
    if max(plan.threads) > most:
        return f"{max(plan.threads)} threads are more than this process was started with"
    if plan.repeats > 1:
        return f"it is repeated in {plan.repeats} fresh processes"
    if plan.process == HERE:
        return ""
    if plan.process == SEPARATE:
        return "you chose so"
    return "" if trusted else "the code is yours and may crash or never return"
