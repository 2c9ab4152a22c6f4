"""Calls one right after another, which show races that calls with a pause between them do not.

Comparing a result takes long enough for the threads to fall asleep, and beside busy programs the
calling thread has then done all the turns before another one gets a core. Measured so with TBB: no
wrong result in 25 calls with pauses, 3 in 112 without; with workqueue, of 1,000 items: none in 26,
12 in 223.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.measure.batch import Stopwatch
from explorer.measure.inputs import Inputs
from explorer.measure.tally import Tally
from explorer.measure.values import bytes_of, frozen

STRETCH_S = 0.1
MOST_CALLS = 2000
MOST_BYTES = 64 * 2**20
"""Of results that are kept until the calls are over."""


def look_for_race(
    function: Callable[..., Any], inputs: Inputs, tally: Tally, watch: Stopwatch, call_s: float
) -> None:
    """Call for a while, then judge what the calls gave, as long again at most.

    `call_s` is what one takes: where that leaves no room for several, there are none.
    """
    produced: list[Any] = []
    kept, began = 0, watch.now()
    if 4 * call_s > STRETCH_S:
        return
    while len(produced) < MOST_CALLS and kept < MOST_BYTES and watch.now() - began < STRETCH_S:
        arguments = inputs.fresh()
        produced.append(frozen(inputs.produced(function(*arguments), arguments)))
        kept += bytes_of(produced[-1])
    began = watch.now()
    for one in produced:
        tally.look_at(one)
        if tally.wrong or watch.now() - began > STRETCH_S:
            return
