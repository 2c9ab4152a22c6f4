"""What a run is going to do, before it does it: how many points, and how long."""

import math
from dataclasses import dataclass

from explorer.kernels.finding import is_from_catalogue
from explorer.kernels.kernel import Kernel
from explorer.measure.options import SEPARATE, Options
from explorer.measure.place import Placement
from explorer.measure.plan import Plan
from explorer.units import count, listed, seconds, size_in_bytes

# Measured with Numba 0.68 on two cores, first compilation of a process left out.
_COMPILE_S, _COMPILE_PARALLEL_S = 0.2, 0.9
POINT_S = 0.06


@dataclass(frozen=True)
class Forecast:
    """At most so many points; in each process so many seconds of compiling before the budget.

    `open` says that it may be fewer: a variant asks for threads, and only compiling it tells
    whether it gets any.
    """

    points: int
    compile_s: float
    open: bool = False


def enough_s(plan: Plan, kernel: Kernel) -> float:
    """Return the budget to measure a plan with unless one is asked for, seconds.

    With a first value and two visits more each, a point takes about `POINT_S`.
    """
    points = forecast(plan, kernel).points
    return max(Options.budget_s, float(math.ceil(POINT_S * points)))


def forecast(plan: Plan, kernel: Kernel) -> Forecast:
    """Return what a plan amounts to; a variant that turns out not to thread makes it less."""
    curves = 0
    compile_s = 0.0
    for name in plan.variants:
        variant = kernel.variant(name)
        curves += len(plan.threads) if kernel.is_threaded(name) else 1
        if variant.compiled:
            compile_s += _COMPILE_PARALLEL_S if variant.asks_for_threads else _COMPILE_S
    threaded = any(kernel.is_threaded(name) for name in plan.variants)
    return Forecast(curves * len(plan.sizes), compile_s, threaded and len(plan.threads) > 1)


def in_words(plan: Plan, kernel: Kernel, placement: Placement) -> str:
    """Say what Run will do, and why in a process of its own if it needs one."""
    expected = forecast(plan, kernel)
    variants = _number(len(plan.variants), "variant")
    sizes = _number(len(plan.sizes), "size")
    threads = listed([str(number) for number in plan.threads])
    threaded = any(kernel.is_threaded(name) for name in plan.variants)
    counts = f" with {threads} {'thread' if plan.threads == (1,) else 'threads'}"
    first = f"Run measures {variants} at {sizes}{counts if threaded else ''}."
    before = f" after about {seconds(expected.compile_s, 1)} of compiling"
    second = (
        f"Every curve is there soon, and gets sharper for at most "
        f"{seconds(plan.budget_s, 2)}{before if expected.compile_s else ''}."
    )
    third = ""
    if placement.host is not None:
        third = f" It is measured on the host {placement.host.name}."
    elif placement.where == SEPARATE:
        third = f" It is measured in a process of its own: {placement.reason}."
    if plan.repeats > 1:
        third = third if placement.host is not None else ""
        third += f" All of this is repeated in {plan.repeats} fresh processes, one after the other."
    return f"{first} {second}{third}"


def in_short(plan: Plan, kernel: Kernel, placement: Placement) -> str:
    """Say in a line how long a run takes at most, and where that is."""
    expected = forecast(plan, kernel)
    own = plan.repeats == 1 and placement.where == SEPARATE
    where = ", in a process of its own" if own else ""
    where = f", on {placement.host.name}" if placement.host is not None else where
    times = f"{plan.repeats} × " if plan.repeats > 1 else ""
    return f"about {times}{expected.compile_s + plan.budget_s:.0f} s{where}"


def change_in_short(before: Plan, after: Plan, kernel: Kernel) -> str:
    """Say in a line what another plan means for a run under way: points, and seconds of budget."""
    one, other = forecast(before, kernel), forecast(after, kernel)
    more, longer_s = other.points - one.points, after.budget_s - before.budget_s
    if more <= 0:
        return f"{_number(-more, 'point')} fewer" if more else "as many points"
    at_most = "at most " if other.open else ""
    time = f"at most {longer_s:.0f} s more" if longer_s >= 0.5 else "no more time"
    return f"{at_most}{_number(more, 'point')} more, {time}"


def place_in_words(kernel: Kernel, placement: Placement) -> str:
    """Say why a plan takes a process of its own, or what it may do to this one."""
    if placement.host is not None:
        return f"Measured on the host {placement.host.name}: {placement.host.in_words}."
    if placement.where == SEPARATE:
        return f"Measured in a process of its own: {placement.reason}."
    if is_from_catalogue(kernel):
        return ""
    return "Should your code crash or never return in this program, the window goes with it."


def threads_in_words(plan: Plan, most_threads: int) -> str:
    """Say what more threads than cores do; nothing where there are not more."""
    if max(plan.threads) <= most_threads:
        return ""
    return f"Above {most_threads}, threads take turns on the cores."


def sizes_in_words(plan: Plan, kernel: Kernel) -> str:
    """Say how many sizes there are and what their data occupies."""
    number = _number(len(plan.sizes), "size")
    ends = [kernel.data_bytes(size, plan.itemsize) for size in (plan.sizes[0], plan.sizes[-1])]
    if ends[0] is None or ends[1] is None:
        return f"{number} of {kernel.size_name}"
    low, high = (size_in_bytes(end) for end in ends if end is not None)
    return f"{number}, {low} of data" if low == high else f"{number}, {low} to {high} of data"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{count(number)} {noun}s"
