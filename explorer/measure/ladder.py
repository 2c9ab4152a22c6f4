"""The ladder: calls at growing sizes below a plan's smallest, to know what its own will take."""

import math

from explorer.kernels.loaded import LoadedVariant
from explorer.measure.batch import Stopwatch
from explorer.measure.inputs import Inputs
from explorer.measure.plan import Plan
from explorer.measure.prediction import BySize, predict
from explorer.measure.store import TINY, Store, smaller_sizes
from explorer.measure.threads import move_aside

FROM = 1000
"""A smallest size up to this is called without trying smaller ones first, but for
plain Python of the user's own."""
ENOUGH_S = 0.01
"""A call that takes this long tells by its time what larger ones take: more than threads that
start or a neighbour add to it."""
TRIES = 3
"""Calls of which the shortest counts, where the first may have started the threads."""


def begins_beyond(variant: LoadedVariant, own: bool) -> int:
    """Return from where on a plan's smallest size is not called without trying smaller ones.

    A kernel file's author knows the sizes; a function of the user's `own` may take minutes.
    """
    return TINY if own and not variant.variant.compiled else FROM


def climb(
    variant: LoadedVariant, plan: Plan, store: Store, watch: Stopwatch, times: BySize
) -> None:
    """Time single calls at sizes below the plan's smallest, until one takes long enough.

    They become part of `times`, seconds by size. One that raises tells nothing: less than was asked
    for may be too little. Where the first takes long already, a smaller one tells how it grows.
    """

    def climbed(size: int) -> bool:
        try:
            inputs = store.make(size, variant.variant.name)
            times[size] = _shortest_s(variant, inputs, watch, plan.call_limit_s)
        except Exception:  # some kernels have a least size, for their data or for a call
            return False
        return times[size] > ENOUGH_S

    for size in smaller_sizes(plan):
        if (predict(times, size) or 0) >= plan.call_limit_s:
            break
        if climbed(size):
            if len(times) == 1:
                climbed(size // 2)
            break


def _shortest_s(variant: LoadedVariant, inputs: Inputs, watch: Stopwatch, limit_s: float) -> float:
    """Time a call, some more where it takes long: the first may have started the threads."""
    shortest = math.inf
    for _ in range(TRIES):
        arguments = inputs.all_fresh()
        began = watch.now()
        variant.function(*arguments)
        shortest = min(shortest, watch.now() - began)
        if not ENOUGH_S < shortest <= limit_s:
            break
        move_aside()
    return shortest
