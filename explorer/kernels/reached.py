"""What a call of a function reaches: the names that it looks up, and what those do in turn."""

import dis
import functools
import os
import re
import sys
import sysconfig
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.dispatcher import Dispatcher
from numba.np.ufunc.dufunc import DUFunc
from numba.np.ufunc.gufunc import GUFunc
from numba.stencils.stencil import StencilFunc

_INSTALLED = tuple(
    str(Path(sysconfig.get_path(name))) for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
_PACKAGES = frozenset({"site-packages", "dist-packages"})
"""Folders of installed packages anywhere: of the user, of the system, of another environment."""


@dataclass(frozen=True)
class Named:
    """What a function looks up by a name: a global, an attribute of a module, or from around it."""

    name: str
    value: Any


def looked_up(function: types.FunctionType) -> Iterator[Named]:
    """Yield what a function's code, and functions inside it, take from outside by name."""
    names = set(_names(function.__code__))
    for name in names:
        if name in function.__globals__:
            yield Named(name, forgetful(function.__globals__[name]))
    for name, cell in cells(function):
        yield Named(name, forgetful(cell.cell_contents))


def forgetful(value: Any) -> Any:
    """Return the function behind one that remembers its results, anything else as it is.

    Calls with the same arguments are timed: all but the first would be answered from memory.
    """
    return value.__wrapped__ if isinstance(value, functools._lru_cache_wrapper) else value


def cells(function: types.FunctionType) -> list[tuple[str, types.CellType]]:
    """Return the filled cells of a closure with their names."""
    pairs = zip(function.__code__.co_freevars, function.__closure__ or (), strict=False)
    found = []
    for name, cell in pairs:
        try:
            _ = cell.cell_contents
        except ValueError:
            continue
        found.append((name, cell))
    return found


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def attributes_named(function: types.FunctionType, owner: Any) -> Iterator[Named]:
    """Yield what a function may look up in a module or class; of methods the functions."""
    names = set(_names(function.__code__))
    for place in owner.__mro__ if isinstance(owner, type) else (owner,):
        for name in names & set(vars(place)):
            value = vars(place)[name]
            yield Named(name, getattr(value, "__func__", value))


def is_users(value: Any) -> bool:
    """Whether a function or module is of the user's own files, not of an installed package."""
    if isinstance(value, types.FunctionType):
        file = value.__code__.co_filename
    elif isinstance(value, types.ModuleType):
        file = getattr(value, "__file__", None) or ""
    else:
        return False
    if not file or file.startswith(("<", *_INSTALLED)):
        return False
    path = Path(file)
    return _PACKAGES.isdisjoint(path.parts) and os.path.exists(path)


def is_compiled(value: Any) -> bool:
    """Whether a call of it runs machine code of Numba's."""
    if isinstance(value, Dispatcher | DUFunc | GUFunc | StencilFunc):
        return True
    return isinstance(value, np.ufunc) and not _is_of_a_library(value)


def _is_of_a_library(ufunc: np.ufunc) -> bool:
    if getattr(np, ufunc.__name__, None) is ufunc:
        return True
    special = sys.modules.get("scipy.special")
    return getattr(special, ufunc.__name__, None) is ufunc


def starts_threads(function: Any) -> bool:
    """Whether a call may start Numba's threads, in anything that it calls too."""
    return any(_is_parallel(value) for value in _reached(function, set()))


def _is_parallel(value: Any) -> bool:
    if isinstance(value, Dispatcher):
        return bool(value.targetoptions.get("parallel"))
    return isinstance(value, np.ufunc) and is_compiled(value)


def _reached(value: Any, seen: set[int]) -> Iterator[Any]:
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    function = value.py_func if isinstance(value, Dispatcher) else value
    if not isinstance(function, types.FunctionType):
        return
    for named in looked_up(function):
        found = [named]
        if isinstance(named.value, type) or is_users(named.value):
            found += attributes_named(function, named.value)
        for item in found:
            if is_compiled(item.value) or is_users(item.value):
                yield from _reached(item.value, seen)


def parallel_helpers(function: Any) -> tuple[Dispatcher, ...]:
    """Return the functions with parallel=True that a function calls, not itself."""
    return tuple(
        value
        for value in _reached(function, set())
        if value is not function and isinstance(value, Dispatcher) and _is_parallel(value)
    )


def calls_itself(function: types.FunctionType) -> bool:
    """Whether a function looks up its own name as a global."""
    return any(
        step.opname.startswith("LOAD_GLOBAL") and step.argval == function.__name__
        for step in dis.get_instructions(function)
    )


def draws_at_random(function: Any) -> bool:
    """Whether a function, or a helper, names `random`: its draws may differ from call to call."""
    for value in _reached(function, set()):
        plain = value.py_func if isinstance(value, Dispatcher) else value
        if isinstance(plain, types.FunctionType) and "random" in set(_names(plain.__code__)):
            return True
    return False


def asks_for_nan(function: types.FunctionType) -> str:
    """Return the first name by which a function, or a helper, tests for NaN or infinity."""
    for value in _reached(function, set()):
        plain = value.py_func if isinstance(value, Dispatcher) else value
        if isinstance(plain, types.FunctionType):
            for name in sorted(set(_names(plain.__code__))):
                if name in ("isnan", "isfinite", "isinf") or _NAN.match(name):
                    return name
    return ""


_NAN = re.compile(r"nan(mean|sum|max|min|std|var|median|prod|arg|cum|percentile|quantile|_to_num)")


def compiling_lines(function: types.FunctionType) -> list[int]:
    """Return the lines in which a call of a function compiles a function that is written in it."""
    names = set(_names(function.__code__))
    decorators = {getattr(numba, name) for name in _DECORATORS}
    inside = [c for c in function.__code__.co_consts if isinstance(c, types.CodeType)]
    for named in looked_up(function):
        of_module = named.value is numba and names & _DECORATORS
        if of_module or (callable(named.value) and named.value in decorators):
            return [code.co_firstlineno for code in inside]
    return []


_DECORATORS = {"njit", "jit", "vectorize", "guvectorize", "stencil", "cfunc"}
