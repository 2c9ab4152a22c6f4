"""The process that tries: changed copies of a variant, measured beside it and compared with it.

Nothing here turns line tables, remarks or counters on: what is timed is the code that a run
would time.
"""

from __future__ import annotations

import ast
import copy
import gc
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numba
import numpy as np

from explorer.kernels.reached import asks_for_nan
from explorer.kernels.reading import parse
from explorer.measure.comparing import compare
from explorer.why.facts import ONE_THREAD, Advice, Ratio
from explorer.why.job import Call, Job, ready
from explorer.why.rewriting import CHANGES, UINT

FASTMATH, ERROR_MODEL, BOTH = "fastmath", "error_model", "fastmath + error_model"
BATCH_S = 0.001
EACH_S = 0.15
"""Seconds of rounds for each candidate, the original included."""
LEAST_ROUNDS, MOST_ROUNDS = 5, 60
LONG_S = 0.5
"""Of a call as long as this, one round is all that is waited for."""
WORTH = 1.05
"""A change helps where the lower end of its gain is above this."""


@dataclass
class _Candidate:
    change: str
    function: Callable[..., Any]
    threads: int
    right: bool | None = None
    text: str = ""
    source: str = ""


def try_all(job: Job, wait: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Return `seconds_per_call`, `call_s`, `data_bytes` and the advice by names of `facts.Why`.

    `wait` is called when all is compiled and compared, and only measuring is left.
    """
    call = ready(job)
    call.variant.compile(call.fresh())
    empty = call.loaded.empty(len(call.arguments))
    empty.compile(call.arguments)
    found: dict[str, Any] = {"data_bytes": _bytes(call.arguments)}
    original = _Candidate("", call.variant.function, job.threads, True)
    reference = _result(original, call)
    candidates = [original]
    for candidate in _candidates(call, job):
        try:
            agreement = compare(_result(candidate, call), reference, call.tolerance(job.dtype))
        except Exception:  # Numba refuses the change; then it is no remedy
            continue
        candidate.right = None if agreement.unchecked else not agreement.wrong
        candidate.text = agreement.unchecked or agreement.wrong
        candidates.append(candidate)
    wait()
    found["call_s"] = _floor(empty.function, call)
    times = _rounds(candidates, call)
    found["seconds_per_call"] = statistics.median(times[0])
    found["fastest_s"] = min(times[0])
    advice = [_told(c, times[0], own) for c, own in zip(candidates[1:], times[1:], strict=True)]
    advice = _without_idle_pairs(advice)
    found["advice"] = sorted(advice, key=lambda one: -(one.ratio.median if one.ratio else 0.0))
    return found


def _candidates(call: Call, job: Job) -> Iterator[_Candidate]:
    dispatcher, threads = call.dispatcher, job.threads
    if dispatcher is None:
        return
    options, plain = dict(dispatcher.targetoptions), dispatcher.py_func
    matter = (FASTMATH, ERROR_MODEL) if job.options is None else job.options
    faster = {"fastmath": True} if FASTMATH in matter and not options.get("fastmath") else {}
    checked = ERROR_MODEL in matter and options.get("error_model") != "numpy"
    unguarded = {"error_model": "numpy"} if checked else {}
    for change, more in (
        (FASTMATH, faster),
        (ERROR_MODEL, unguarded),
        (BOTH, {**faster, **unguarded} if faster and unguarded else {}),
    ):
        if more and not ("fastmath" in more and asks_for_nan(plain)):
            function = numba.jit(**{**options, **more})(plain)
            source = _source(call, {**options, **more})
            yield _Candidate(change, function, threads, source=source)
    for change, rewrite in CHANGES.items():
        changed = _rewritten(call, rewrite)
        if changed is not None:
            source = _source(call, options, rewrite)
            yield _Candidate(change, numba.jit(**options)(changed), threads, source=source)
    if options.get("parallel") and threads > 1:
        yield _Candidate(ONE_THREAD, call.variant.function, 1)


Rewrite = Callable[[ast.FunctionDef], ast.FunctionDef | None]


def _rewritten(call: Call, rewrite: Rewrite) -> Callable[..., Any] | None:
    """The variant's function with changed source, None where it is not of that kind."""
    plain, node = call.dispatcher.py_func, _definition(call)
    changed = rewrite(node) if node is not None and not plain.__closure__ else None
    if changed is None:
        return None
    changed.decorator_list, changed.returns = [], None
    scope = {**plain.__globals__, UINT: np.uint64}
    module = ast.fix_missing_locations(ast.Module([changed], []))
    exec(compile(module, str(call.kernel.path), "exec"), scope)
    made: Callable[..., Any] = scope[plain.__name__]
    return made


def _definition(call: Call) -> ast.FunctionDef | None:
    """Where the variant's function is defined in the kernel's file; None if it is not there."""
    plain = call.dispatcher.py_func
    if plain.__code__.co_filename != str(call.kernel.path):
        return None
    _, _, tree = parse(call.kernel.path)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == plain.__name__:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if first == plain.__code__.co_firstlineno:
                return node
    return None


def _source(call: Call, options: dict[str, Any], rewrite: Rewrite = copy.deepcopy) -> str:
    """The function as it is tried, to be pasted; empty where its definition is not at hand."""
    node = _definition(call)
    changed = rewrite(node) if node is not None else None
    if changed is None:
        return ""
    written = " ".join(ast.unparse(one) for one in changed.decorator_list)
    implied = {"nopython"} if "nogil" in written else {"nopython", "nogil"}  # a run adds that one
    said = {name: value for name, value in options.items() if name not in implied and value}
    given = ", ".join(f"{name}={value!r}" for name, value in said.items())
    decorator = ast.parse(f"numba.njit({given})" if given else "numba.njit", mode="eval").body
    changed.decorator_list = [decorator]
    text = ast.unparse(ast.fix_missing_locations(changed))
    return text.replace(UINT, "numpy.uint64") + "\n"


def _result(candidate: _Candidate, call: Call) -> Any:
    """What a call returns and leaves in its arrays."""
    numba.set_num_threads(candidate.threads)
    arguments = call.fresh()
    returned = candidate.function(*arguments)
    returned = returned.copy() if isinstance(returned, np.ndarray) else returned
    return (returned, *(a.copy() for a in arguments if isinstance(a, np.ndarray)))


def _rounds(candidates: list[_Candidate], call: Call) -> list[list[float]]:
    """Seconds of a call, by candidate and round; in a round each one has a batch of calls."""
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
    end = perf_counter() + EACH_S * len(candidates)
    gc.disable()
    while len(times[0]) < MOST_ROUNDS and (len(times[0]) < LEAST_ROUNDS or perf_counter() < end):
        for candidate, count, own in zip(candidates, calls, times, strict=True):
            numba.set_num_threads(candidate.threads)
            if once:
                arguments = call.fresh()
            function = candidate.function
            began = perf_counter()
            for _ in range(count):
                function(*arguments)
            own.append((perf_counter() - began) / count)
        if times[0][-1] > LONG_S:
            break
    gc.enable()
    return times


def _told(candidate: _Candidate, before: list[float], after: list[float]) -> Advice:
    ratios = sorted(b / a for b, a in zip(before, after, strict=True))
    low, high = ratios[len(ratios) // 4], ratios[(3 * len(ratios)) // 4]
    ratio = Ratio(statistics.median(ratios), low, high)
    helps = bool(candidate.right) and low > WORTH
    if candidate.right is None:
        text = f"not known to be right: {candidate.text}"
    elif not candidate.right:
        text = f"not right here: {candidate.text[:1].lower()}{candidate.text[1:]}"
    elif helps:
        text = f"{ratio.median:.2f}× as fast ({low:.2f} to {high:.2f}), same result."
    elif high < 1 / WORTH:
        text = f"does not help here: {ratio.median:.2f}×, slower."
    elif ratio.median > WORTH:
        text = f"not sure to help here: {ratio.median:.2f}× ({low:.2f} to {high:.2f})."
    else:
        text = f"does not help here: {ratio.median:.2f}×."
    return Advice(candidate.change, ratio, candidate.right, helps, text, candidate.source)


def _without_idle_pairs(advice: list[Advice]) -> list[Advice]:
    """Both options together are advised where that brings more than one of them."""
    alone = [a.ratio.median for a in advice if a.change in (FASTMATH, ERROR_MODEL) and a.ratio]
    best = max(alone, default=1.0)
    return [
        replace(one, helps=False, text="no more than one of the two brings.")
        if one.change == BOTH and one.helps and one.ratio and one.ratio.low < WORTH * best
        else one
        for one in advice
    ]


def _floor(empty: Callable[..., Any], call: Call) -> float:
    """Seconds that calling an empty function with the same arguments takes, at the least.

    A variant that changes its arguments is timed in single calls, so the empty function is, too.
    """
    arguments = call.arguments
    times = []
    calls = 1 if call.kernel.in_place else 1000  # as often as the variant itself is called
    for _ in range(9 if calls > 1 else MOST_ROUNDS):
        began = perf_counter()
        for _ in range(calls):
            empty(*arguments)
        times.append((perf_counter() - began) / calls)
    return min(times)


def _bytes(arguments: tuple[Any, ...]) -> int:
    return sum(a.nbytes for a in arguments if isinstance(a, np.ndarray))
