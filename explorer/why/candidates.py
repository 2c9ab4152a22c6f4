"""What is tried in place of a variant: other options, changed sources, fewer threads."""

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from numba import types

from explorer.kernels.judging import node_of
from explorer.kernels.reached import asks_for_nan
from explorer.why.changes import CHANGES, OF_UNEVEN, Change, Seen
from explorer.why.facts import ONE_THREAD
from explorer.why.job import Call, Job
from explorer.why.mattering import CONTRACT, ERROR_MODEL, FASTMATH, REORDER
from explorer.why.rewriting import NUMBA, NUMPY
from explorer.why.telling import BOTH, FLAGS, Tried

_NARROW = ("float32", "complex64")
"""Of these, Python's numbers with a point make wider ones."""
_NOT_CHANGED = Seen()


@dataclass(kw_only=True)
class Candidate(Tried):
    """A function that is tried with so many threads."""

    function: Callable[..., Any]
    threads: int


def candidates(call: Call, job: Job) -> Iterator[Candidate]:
    """Yield what may be faster than a variant, which is compiled; none of it is yet."""
    dispatcher, threads = call.dispatcher, job.threads
    if dispatcher is None:
        return
    options, plain = dict(dispatcher.targetoptions), dispatcher.py_func
    for change, more in _options(call, job).items():
        function = numba.jit(**{**options, **more})(plain)
        source = _source(call, {**options, **more})
        yield Candidate(change=change, function=function, threads=threads, source=source)
    yield from _changed(call, threads, CHANGES, _seen(call))
    if job.parallel:
        for fewer in sorted({1, threads // 2}):
            if fewer < threads:
                name = ONE_THREAD if fewer == 1 else f"{fewer} threads"
                yield Candidate(change=name, function=call.variant.function, threads=fewer)


def of_uneven(call: Call, job: Job) -> Iterator[Candidate]:
    """Yield what may be faster where the threads' parts are uneven."""
    if call.dispatcher is not None:
        yield from _changed(call, job.threads, OF_UNEVEN, _NOT_CHANGED)


def _changed(
    call: Call, threads: int, changes: Mapping[str, Change], seen: Seen
) -> Iterator[Candidate]:
    """The variant with its source changed in each of some ways that it is of the kind for."""
    options = dict(call.dispatcher.targetoptions)
    for name, rewrite in changes.items():
        changed = _rewritten(call, rewrite, seen)
        if changed is not None:
            source = _source(call, options, rewrite, seen)
            function = numba.jit(**options)(changed)
            yield Candidate(change=name, function=function, threads=threads, source=source)


def _options(call: Call, job: Job) -> dict[str, dict[str, Any]]:
    """The options of the compiler to be tried, by the name of the change."""
    has = call.dispatcher.targetoptions
    matter = {FASTMATH, ERROR_MODEL, REORDER, CONTRACT} if job.options is None else {*job.options}
    faster: dict[str, Any] = {"fastmath": True}
    unguarded: dict[str, Any] = {"error_model": "numpy"}
    tries_all = FASTMATH in matter and not has.get("fastmath")
    found: dict[str, dict[str, Any]] = {}
    if tries_all and not asks_for_nan(call.dispatcher.py_func):
        found[FASTMATH] = faster
    if ERROR_MODEL in matter and has.get("error_model") != "numpy":
        found[ERROR_MODEL] = unguarded
    if len(found) == 2:
        found[BOTH] = {**faster, **unguarded}
    if tries_all:
        found |= {said: {"fastmath": {flag}} for flag, said in FLAGS.items() if flag in matter}
    return found


def _seen(call: Call) -> Seen:
    """What the changes may have to know of the arguments, and of the types that were inferred."""
    apart = {
        name.removeprefix("arg.").partition(".")[0]
        for compiled in call.dispatcher.overloads.values()
        for name, kind in _types(compiled).items()
        if isinstance(kind, types.Array) and kind.layout == "A" and not name.startswith("$")
    }
    arrays = [one for one in call.arguments if isinstance(one, np.ndarray)]
    kinds = {str(one.dtype) for one in arrays if one.dtype.kind in "fc"}
    narrow = kinds.pop() if len(kinds) == 1 else ""
    return Seen(frozenset(apart), narrow if narrow in _NARROW else "")


def _types(compiled: Any) -> Mapping[str, Any]:
    """The types of variables, empty where this version of Numba keeps them elsewhere."""
    found: Mapping[str, Any] = getattr(compiled.type_annotation, "typemap", {})
    return found


def _rewritten(call: Call, rewrite: Change, seen: Seen) -> Callable[..., Any] | None:
    """The variant's function with changed source, None where it is not of that kind."""
    plain = call.dispatcher.py_func
    node = node_of(plain, call.kernel.path)
    changed = rewrite(node, seen) if node is not None and not plain.__closure__ else None
    if changed is None:
        return None
    changed.decorator_list, changed.returns = [], None
    scope = {**plain.__globals__, NUMPY: np, NUMBA: numba}
    module = ast.fix_missing_locations(ast.Module([changed], []))
    exec(compile(module, str(call.kernel.path), "exec"), scope)
    made: Callable[..., Any] = scope[plain.__name__]
    return made


def _source(
    call: Call, options: dict[str, Any], rewrite: Change | None = None, seen: Seen = _NOT_CHANGED
) -> str:
    """The function as it is tried, to be pasted; empty where its definition is not at hand."""
    node = node_of(call.dispatcher.py_func, call.kernel.path)
    changed = copy.deepcopy(node) if rewrite is None or node is None else rewrite(node, seen)
    if changed is None:
        return ""
    written = " ".join(ast.unparse(one) for one in changed.decorator_list)
    implied = {"nopython"} if "nogil" in written else {"nopython", "nogil"}  # a run adds that one
    said = {name: value for name, value in options.items() if name not in implied and value}
    given = ", ".join(f"{name}={value!r}" for name, value in said.items())
    decorator = ast.parse(f"numba.njit({given})" if given else "numba.njit", mode="eval").body
    changed.decorator_list = [decorator]
    text = ast.unparse(ast.fix_missing_locations(changed))
    return text.replace(f"{NUMPY}.", "numpy.").replace(f"{NUMBA}.", "numba.") + "\n"
