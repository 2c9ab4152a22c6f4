"""Threading layers, tried: a copy of the process for each, which take turns in calling a variant.

A process has one layer from its first parallel loop to its end, so that none can be compared with
another in a single one.
"""

import json
import os
from functools import partial
from time import monotonic, perf_counter, sleep
from typing import Any

import numba

from explorer.layers import LAYERS
from explorer.measure import manners
from explorer.measure.comparing import compare
from explorer.why.copies import Forked
from explorer.why.facts import Advice
from explorer.why.handed_on import VARIANT, hand_on
from explorer.why.job import Call, Job, ready
from explorer.why.running import LONGEST_S
from explorer.why.telling import LAYER, Tried, told
from explorer.why.trying import BATCH_S, LEAST_ROUNDS, LONG_S

ROUNDS = 25
REST_S = 0.015
"""Before a turn: threads of the one before it still look for work, and take a core with that."""
AGREED = 1.5
"""By turns the layer of the process takes no more than so many times as long as alone, or other
layers cannot be compared with it."""


class InTurns:
    """A copy of this process that calls a variant in one layer, in each turn that it is given."""

    def __init__(self, job: Job, layer: str) -> None:
        self.layer = layer
        self._copy = Forked(partial(_take_turns, job, layer))  # without such a layer it has none
        self.end = self._copy.end

    def answer(self) -> Any:
        """Wait for what it says: whether its result is right, and why not; then seconds of turns.

        None where it has ended.
        """
        self._copy.content = b""
        if not self._copy.read(lambda said: said.endswith(b"\n"), monotonic() + LONGEST_S):
            return None
        return json.loads(self._copy.content)

    def turn(self) -> float | None:
        """Let it call; returns the seconds of a call, None where it has ended."""
        sleep(REST_S)
        self._copy.tell()
        took: float | None = self.answer()
        return took


def _take_turns(job: Job, layer: str, turns: int, answers: int) -> None:
    numba.config.THREADING_LAYER = layer
    if layer == "tbb":
        manners.preload_tbb()
    call = ready(job)
    if call.dispatcher is not None:
        hand_on(call.dispatcher, VARIANT)
    call.variant.compile(call.fresh())
    function, arguments = call.variant.function, call.fresh()
    result = function(*arguments)
    numba.set_num_threads(1)
    others = call.fresh()
    one_thread = (function(*others), *others)
    allowed = call.tolerance(job.dtype, result)
    agreement = compare((result, *arguments), one_thread, allowed)
    numba.set_num_threads(job.threads)
    right = None if agreement.unchecked else not agreement.wrong
    once = min(_batch(call, 1) for _ in range(LEAST_ROUNDS))
    calls = 1 if call.kernel.in_place else max(1, int(BATCH_S / max(once, 1e-8)))
    said = json.dumps([right, agreement.unchecked or agreement.wrong])
    os.write(answers, f"{said}\n".encode())
    while os.read(turns, 1):
        _batch(call, calls)  # threads that slept while others had their turns are woken
        os.write(answers, f"{_batch(call, calls) / calls!r}\n".encode())


def _batch(call: Call, calls: int) -> float:
    """Seconds of so many calls."""
    function, arguments = call.variant.function, call.fresh()
    began = perf_counter()
    for _ in range(calls):
        function(*arguments)
    return perf_counter() - began


class Layers:
    """All layers, tried beside the one that a process takes on its own."""

    def __init__(self, job: Job) -> None:
        self._copies = [InTurns(job, layer) for layer in LAYERS]

    def advice(self, own: str, alone_s: float) -> list[Advice] | None:
        """Return what each other layer brings; to be called once, while nothing else measures.

        `alone_s` is what the fastest call took in a process that had no turns; None where by turns
        it takes much longer, so that nothing can be compared.
        """
        said = {one: one.answer() for one in self._copies}
        times: dict[InTurns, list[float]] = {one: [] for one in said if said[one] is not None}
        end = monotonic() + LONG_S
        for number in range(ROUNDS):
            if number >= LEAST_ROUNDS and monotonic() > end:
                break
            for one in times:
                took = one.turn()
                if took is not None:
                    times[one].append(took)
        for one in self._copies:
            one.end()
        before = next((times[one] for one in times if one.layer == own), [])
        if not before:
            return []
        if min(before) > AGREED * alone_s:
            return None
        return [
            told(Tried(change=LAYER.format(one.layer), right=right, text=why), before, after)
            for one, after in times.items()
            for right, why in [said[one]]
            if one.layer != own and len(after) == len(before) >= LEAST_ROUNDS
        ]
