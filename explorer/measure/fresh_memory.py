"""What a call takes in other memory than the timed ones: where that differs, both are said.

A batch drops each result before the next call, as timeit does, and the allocator hands the same
pages out again. A program that keeps its results gets new pages, which the system clears first.

A call that changes its arguments gets fresh copies of them, which are in a farther cache than the
arrays that the call before worked on, as timeit would give it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.measure.batch import Stopwatch
from explorer.measure.inputs import Inputs
from explorer.measure.values import arrays_in
from explorer.units import seconds, size_in_bytes

LEAST_BYTES = 64 * 2**10
"""Smaller results come from memory that the process has anyway."""
MOST_BYTES = 64 * 2**20
MOST_CALLS = 16
"""Results that are kept at once: so many bytes, and so many results."""
LONGEST_S = 0.02
"""Calls that together take longer are not made only for this."""
DIFFERS = 1.5
"""From this ratio on both figures are said."""


@dataclass(frozen=True)
class Kept:
    """`seconds` of a call whose result is kept, and the bytes of the result's arrays."""

    seconds: float
    result_bytes: int


def kept(
    function: Callable[..., Any], inputs: Inputs, watch: Stopwatch, returned: Any, call_s: float
) -> Kept | None:
    """Time calls while all their results are kept; None where that is not worth it.

    `returned` is what an earlier call gave, `call_s` what it took.
    """
    own = {id(array) for array in arrays_in(inputs.arguments)}
    new = [a for a in arrays_in(returned) if id(a) not in own and _has_own_memory(a)]
    result_bytes = sum(array.nbytes for array in new)
    if result_bytes < LEAST_BYTES or MOST_CALLS * call_s > LONGEST_S:
        return None
    number = min(MOST_CALLS, MOST_BYTES // result_bytes)
    if number < 2:
        return None
    results = []
    copies = inputs.copies(number) if inputs.changed_by_calls else [inputs.arguments] * number
    began = watch.now()
    for arguments in copies:
        results.append(function(*arguments))
    took_s = watch.now() - began
    return Kept(took_s / len(results), result_bytes)


def _has_own_memory(array: np.ndarray[Any, Any]) -> bool:
    """Whether an array is no view of another; those of compiled code have memory of Numba's."""
    return not isinstance(array.base, np.ndarray)


def in_words(name: str, where: str, call_s: float, found: Kept) -> str:
    """Say which of two times is measured, where they differ; empty where they do not."""
    if found.seconds < DIFFERS * call_s:
        return ""
    return (
        f"A call returns {size_in_bytes(found.result_bytes)} of new arrays. What is timed finds "
        f"the memory of the call before again; where the results are kept, {name} takes "
        f"{seconds(found.seconds, 2)} a call at {where}, not {seconds(call_s, 2)}, because new "
        "memory has to be had from the system."
    )


AGAIN_S = 0.002
AGAIN_TRIES = 3
DIFFERS_AGAIN = 1.25


def again(
    function: Callable[..., Any], inputs: Inputs, watch: Stopwatch, call_s: float
) -> float | None:
    """Seconds of a call that gets the same arguments again, as the calls before left them.

    None where it needs no fresh ones, or does not take what it left.
    """
    calls = int(AGAIN_S / max(call_s, 1e-8))
    if not inputs.changed_by_calls or calls < 2:
        return None
    (arguments,) = inputs.copies(1)
    shortest = call_s * calls
    try:
        for _ in range(AGAIN_TRIES):
            began = watch.now()
            for _ in range(calls):
                function(*arguments)
            shortest = min(shortest, watch.now() - began)
    except Exception:
        return None
    return shortest / calls


def again_in_words(name: str, where: str, call_s: float, again_s: float) -> str:
    """Say both times where they differ; empty where they do not."""
    if call_s < DIFFERS_AGAIN * again_s:
        return ""
    return (
        f"Every call gets a fresh copy of what it changes: {name} takes {seconds(call_s, 2)} at "
        f"{where}, and {seconds(again_s, 2)} when it is called again and again with the arrays "
        "that it left, as timeit does: those are in a nearer cache, and hold something else."
    )
