"""What a call takes whose results are kept, so that each needs memory that is new.

A batch drops each result before the next call, as timeit does, and the allocator hands the same
pages out again. A program that keeps its results gets new pages, which the system clears first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.measure.batch import Stopwatch
from explorer.measure.inputs import Inputs
from explorer.measure.values import arrays_in
from explorer.units import seconds, size_in_bytes

LEAST_BYTES = 64 * 2**10
"""Smaller results come from memory that the process has anyway."""
MOST_BYTES = 64 * 2**20
MOST_CALLS = 16
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
    result_bytes = sum(a.nbytes for a in arrays_in(returned) if id(a) not in own and a.base is None)
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
