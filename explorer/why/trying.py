"""The process that times: what each thread does, and changed copies of a variant beside it.

Nothing here turns line tables, remarks or counters on: what is timed is the code that a run
would time. What records what threads do stands aside before the changes are timed.
"""

import gc
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

import numba
import numpy as np

from explorer.measure.comparing import compare
from explorer.why.balance import watch
from explorer.why.candidates import Candidate
from explorer.why.facts import UNEVEN
from explorer.why.gate import Gate
from explorer.why.handed_on import VARIANT, hand_on
from explorer.why.helping import ALL, OF_UNEVEN, Helpers
from explorer.why.job import BALANCE, Call, Job, ready
from explorer.why.moment import Moment
from explorer.why.recording import LackingError
from explorer.why.regions import Recorder
from explorer.why.telling import quartiles, told, without_idle_pairs

BATCH_S = 0.001
EACH_S = 0.15
"""Seconds of rounds for each candidate, the original included."""
LEAST_ROUNDS, MOST_ROUNDS = 5, 60
KNOWN_S, SURE = 0.3, 0.03
"""After so long no more rounds are needed where the middle half of what each candidate brings
differs by no more than this share."""
READ_EACH_S = 0.15
"""Between two times that reading is timed: memory that others use is slow by moments."""
LONG_S = 0.5
"""Of a call as long as this, one round is all that is waited for."""


WATCHED_S = 1.0
"""A parallel call that takes longer is not watched: that takes some twenty calls."""


def try_all(job: Job, gate: Gate) -> dict[str, Any]:
    """Return `seconds_per_call`, `call_s`, `data_bytes` and the advice by names of `facts.Why`.

    Beside that, `cycle_s` and `read` say how fast the machine was (`moment`), `layer` is the
    threading layer that it took for parallel loops, and BALANCE what threads do. What is to be
    tried is asked of the `gate` when the variant itself is compiled, and it is waited there when
    all is compiled and compared, and next to nothing but measuring is left.
    """
    recorder, lacks = _recorder(job)
    call = ready(job)
    if job.parallel and call.dispatcher is not None:
        hand_on(call.dispatcher, VARIANT)  # to copies that have another threading layer
    call.variant.compile(call.fresh())
    helpers = Helpers(call, job)
    empty, least = _least(call)
    function = call.variant.function
    original = Candidate(change="", function=function, threads=job.threads, right=True)
    began = perf_counter()
    reference = _result(original, call)
    if recorder is not None and perf_counter() - began > WATCHED_S:
        recorder.end()
        recorder, lacks = None, f"A call takes more than {WATCHED_S:g} s: too long to be watched."
    job = replace(job, **gate.known())
    worked_on = range(len(call.arguments)) if job.worked_on is None else job.worked_on
    given = [call.arguments[at] for at in worked_on]
    found: dict[str, Any] = {"data_bytes": _bytes((*given, *_arrays(reference[0])))}
    allowed = call.tolerance(job.dtype, reference)
    tried = [original, *_compared(helpers.compiled(ALL, job), call, reference, allowed)]
    moment = Moment(found["data_bytes"])
    gate.wait()
    if recorder is not None:
        found[BALANCE] = watch(recorder, call, job.threads)
        recorder.end()
    elif lacks:
        found[BALANCE] = {"reasons": {"threads_used": lacks}}
    uneven = found.get(BALANCE, {}).get("imbalance")
    if lacks or (uneven is not None and uneven >= UNEVEN):
        tried += _compared(helpers.compiled(OF_UNEVEN, job), call, reference, allowed)
    helpers.end()
    moment.read()
    found["call_s"] = _floor(empty, least, bool(call.kernel.in_place))
    times = _rounds(tried, call, moment)
    moment.read()
    found |= moment.found()
    found["seconds_per_call"] = statistics.median(times[0])
    found["fastest_s"] = min(times[0])
    if job.parallel:
        found["layer"] = numba.threading_layer()
    advice = [told(c, times[0], own) for c, own in zip(tried[1:], times[1:], strict=True)]
    found["advice"] = without_idle_pairs(advice)
    return found


def _compared(
    wanted: Iterable[Candidate], call: Call, reference: Any, allowed: float
) -> Iterator[Candidate]:
    """Compile those that Numba takes, and say of each whether its result is right."""
    for candidate in wanted:
        try:
            agreement = compare(_result(candidate, call), reference, allowed)
        except Exception:  # Numba refuses the change; then it is no remedy
            continue
        candidate.right = None if agreement.unchecked else not agreement.wrong
        candidate.text = agreement.unchecked or agreement.wrong
        yield candidate


def _recorder(job: Job) -> tuple[Recorder | None, str]:
    """What records what threads do, where they share loops; else None, and what it lacks."""
    if not job.parallel:
        return None, ""
    try:
        return Recorder(), ""
    except LackingError as error:
        return None, str(error)


def _result(candidate: Candidate, call: Call) -> Any:
    """What a call returns and leaves in its arrays."""
    numba.set_num_threads(candidate.threads)
    arguments = call.fresh()
    returned = candidate.function(*arguments)
    returned = returned.copy() if isinstance(returned, np.ndarray) else returned
    return (returned, *(a.copy() for a in arguments if isinstance(a, np.ndarray)))


def _rounds(candidates: list[Candidate], call: Call, moment: Moment) -> list[list[float]]:
    """Seconds of a call, by candidate and round; in a round each one has a batch of calls.

    Before and after the first one's it is looked how fast the machine is: what others do, such as
    wide SIMD, may slow it down for a moment. Reading, which upsets the caches, is timed now and
    then, and the first one then called once untimed.
    """
    once = bool(call.kernel.in_place)  # each call needs arguments that no call has seen
    arguments = call.fresh()
    calls = []
    for candidate in candidates:
        numba.set_num_threads(candidate.threads)
        began = perf_counter()
        candidate.function(*call.fresh())
        took = perf_counter() - began
        calls.append(1 if once else max(1, min(100_000, int(BATCH_S / max(took, 1e-8)))))
    times: list[list[float]] = [[] for _ in candidates]
    began = perf_counter()
    known, end = began + KNOWN_S, began + EACH_S * len(candidates)
    read_at = began + READ_EACH_S
    gc.disable()
    while len(times[0]) < MOST_ROUNDS:
        now = perf_counter()
        if len(times[0]) >= LEAST_ROUNDS and (now > end or (now > known and _are_known(times))):
            break
        if now > read_at:
            moment.read()
            numba.set_num_threads(candidates[0].threads)
            candidates[0].function(*call.fresh())
            read_at = perf_counter() + READ_EACH_S
        for candidate, count, own in zip(candidates, calls, times, strict=True):
            numba.set_num_threads(candidate.threads)
            if once:
                arguments = call.fresh()
            function = candidate.function
            if own is times[0]:
                moment.look()
            began = perf_counter()
            for _ in range(count):
                function(*arguments)
            own.append((perf_counter() - began) / count)
            if own is times[0]:
                moment.look()
        if times[0][-1] > LONG_S:
            break
    gc.enable()
    return times


def _are_known(times: list[list[float]]) -> bool:
    """Whether more rounds would hardly change what is said of any candidate."""
    return all(
        high - low <= SURE * middle
        for own in times[1:]
        for low, middle, high in [quartiles(times[0], own)]
    )


def _least(call: Call) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """A function that does nothing with the same arguments, and these.

    A ufunc is called by NumPy, which does more: itself, with arrays of a single element.
    """
    if call.dispatcher is None:
        one = tuple(a[:1] if isinstance(a, np.ndarray) and a.ndim == 1 else a for a in call.fresh())
        return call.variant.function, one
    empty = call.loaded.empty(len(call.arguments))
    empty.compile(call.arguments)
    return empty.function, call.arguments


def _floor(empty: Callable[..., Any], arguments: tuple[Any, ...], once: bool) -> float:
    """Seconds that calling an empty function takes, at the least.

    A variant that changes its arguments is timed in single calls, so the empty function is, too.
    """
    times = []
    calls = 1 if once else 1000  # as often as the variant itself is called
    for _ in range(9 if calls > 1 else MOST_ROUNDS):
        began = perf_counter()
        for _ in range(calls):
            empty(*arguments)
        times.append((perf_counter() - began) / calls)
    return min(times)


def _arrays(returned: Any) -> tuple[Any, ...]:
    """What a call makes and returns, which is worked on as its arguments are."""
    return returned if isinstance(returned, tuple) else (returned,)


def _bytes(worked_on: tuple[Any, ...]) -> int:
    return sum(a.nbytes for a in worked_on if isinstance(a, np.ndarray))
