"""Making arguments of the expressions that stand for them."""

import ast
import collections
import functools
import importlib
import inspect
import math
import re
import types
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import numba
import numpy as np
from numba.core.dispatcher import Dispatcher

from explorer.kernels.definitions import names_in
from explorer.kernels.kernel import KernelError
from explorer.refused import excerpt

_PANDAS = re.compile(r"\bpd\.")
_FUNCTIONS: WeakKeyDictionary[types.ModuleType, dict[str, Any]] = WeakKeyDictionary()
"""Compiled functions that were made for each file, by what made them."""
_namedtuple = functools.cache(collections.namedtuple)


def evaluate(
    expressions: Mapping[str, str],
    module: types.ModuleType,
    n: int,
    dtype: str,
    seed: int,
    values: Mapping[str, Any] | None = None,
) -> tuple[Any, ...]:
    """Return the arguments that expressions make; floats get the dtype.

    They may use what `expressions.KNOWN` lists, the names of the file, and `values`. Compiled
    functions, and the classes of named tuples, are the same at every size: another one is another
    type, for which Numba would compile in the middle of measuring. Raises KernelError in one
    sentence naming the argument.
    """
    functions = _FUNCTIONS.setdefault(module, {})
    known = {
        "np": np,
        "numba": numba,
        "math": math,
        "namedtuple": _namedtuple,
        "n": n,
        "rng": np.random.default_rng(seed),
    }
    names = {**vars(module), **(values or {}), **known}
    made: list[Any] = []
    whole: dict[str, Any] = {}
    for parameter, expression in expressions.items():
        try:
            if _PANDAS.search(expression) and "pd" not in names:
                names["pd"] = importlib.import_module("pandas")
            made_before = functions.get(expression)
            value = _evaluated(expression, names, whole) if made_before is None else made_before
        except (Exception, SystemExit) as error:
            raise KernelError(
                f"The argument {parameter} = {excerpt(expression)} failed for n = {n}: "
                f"{type(error).__name__}: {error}"
            ) from error
        if _is_of_functions(value) and not names_in(expression) & {"n", "rng", *(values or {})}:
            functions[expression] = value
        if isinstance(value, np.ndarray) and value.dtype == np.float64:
            value = value.astype(dtype, copy=False)
        made.append(value)
    return tuple(made)


def without_defaults(function: Any, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the arguments without the last ones that Numba only takes unsaid: defaults as `round`.

    Given, a function of Python's own has no type for it.
    """
    if not values or not isinstance(values[-1], types.BuiltinFunctionType):
        return values
    plain = getattr(function, "py_func", function)
    defaults = [p.default for p in inspect.signature(plain).parameters.values()]
    kept = len(values)
    while kept and isinstance(values[kept - 1], types.BuiltinFunctionType):
        if kept > len(defaults) or values[kept - 1] is not defaults[kept - 1]:
            break
        kept -= 1
    return values[:kept]


def _evaluated(expression: str, names: dict[str, Any], whole: dict[str, Any]) -> Any:
    """The value of an expression; of parts of a call's result the call is made once."""
    match ast.parse(expression.strip(), mode="eval").body:
        case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=int(part))) if (
            "rng" not in names_in(call)
        ):
            text = ast.unparse(call)
            parts = whole.get(text)
            if parts is None or part in parts[1]:  # the same part again is another one's
                parts = whole[text] = eval(text, names), set[int]()
            parts[1].add(part)
            return parts[0][part]
    return eval(expression.strip(), names)


def _is_of_functions(value: Any) -> bool:
    """Whether it is a compiled function, or nothing but such."""
    items = value if isinstance(value, tuple) and value else (value,)
    return all(isinstance(item, Dispatcher) for item in items)
