"""The plain Python function behind what a file's name stands for."""

import functools
import inspect
import traceback
import types
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core.ccallback import CFunc
from numba.core.dispatcher import Dispatcher
from numba.experimental.jitclass.base import JitClassType
from numba.np.ufunc.dufunc import DUFunc
from numba.np.ufunc.gufunc import GUFunc
from numba.stencils.stencil import StencilFunc

from explorer.kernels.kernel import KernelError
from explorer.kernels.own import cuda_sentence

_WRAPPERS = 20
"""More than anybody stacks: one that wraps itself ends here."""


def resolve(module: types.ModuleType, name: str) -> Any:
    """Return what a name, a method's dotted name or an expression stands for in a file that ran."""
    owner, _, method = name.rpartition(".")
    if owner.isidentifier():
        found = getattr(module, owner, None)
        if isinstance(found, JitClassType):
            methods = found.class_type.jit_methods
            if method in methods:
                return methods[method]
    try:
        return eval(name, vars(module))
    except Exception as error:
        raise KernelError(_not_had(module, name, error)) from error


def _not_had(module: types.ModuleType, name: str, error: Exception) -> str:
    """Say why an expression has no value, in which line of the file where it got there."""
    steps = traceback.extract_tb(error.__traceback__)
    lines = [step.lineno for step in steps if step.filename == module.__file__]
    failure = f"{type(error).__name__}: {error}".rstrip(".")
    where = f" in line {lines[-1]}" if lines else ""
    called, bracket, _ = name.partition("(")
    helps = f"give {called}(…) what it takes" if bracket else "name what the file defines"
    return f"{name} cannot be had: {failure}{where}; {helps}."


def unwrapped(written: Any, name: str) -> Any:
    """Return the plain function behind decorators, a stencil as it is.

    Raises KernelError in one sentence where there is no Python function behind it.
    """
    found = written
    for _ in range(_WRAPPERS):
        if "cuda" in type(found).__module__ and hasattr(found, "py_func"):
            raise KernelError(cuda_sentence(name))
        if isinstance(found, StencilFunc):
            return found
        if isinstance(found, Dispatcher):
            found = found.py_func
        elif isinstance(found, DUFunc):
            found = found._dispatcher.py_func
        elif isinstance(found, GUFunc):
            found = found.gufunc_builder.py_func
        elif isinstance(found, CFunc):
            found = vars(found)["_pyfunc"]
        elif isinstance(found, staticmethod | classmethod | types.MethodType):
            found = found.__func__
        elif isinstance(found, functools.partial):
            raise KernelError(f"“{name}” is a functools.partial; measure the function in it.")
        elif hasattr(found, "__wrapped__"):
            found = found.__wrapped__
        elif hasattr(found, "py_func"):
            found = found.py_func
        else:
            break
    if isinstance(found, types.FunctionType):
        return found
    kind = type(found).__name__
    raise KernelError(
        f"“{name}” is an object of type {kind}, not a function; "
        "measure the function that it calls, or one that calls it."
    )


def positional(function: types.FunctionType) -> types.FunctionType:
    """Return a function whose keyword-only and starred parameters are positional ones, in order.

    What was `*args` takes one tuple.
    """
    code = function.__code__
    starred = bool(code.co_flags & inspect.CO_VARARGS)
    more = code.co_kwonlyargcount + starred
    if code.co_flags & inspect.CO_VARKEYWORDS:
        raise KernelError(
            f"{function.__name__} takes any keywords (**…), which Numba does not compile; "
            "measure a function that names them."
        )
    if not more:
        return function
    changed = code.replace(
        co_argcount=code.co_argcount + more,
        co_kwonlyargcount=0,
        co_flags=code.co_flags & ~inspect.CO_VARARGS,
    )
    made = rebuilt(function, function.__globals__, changed)
    made.__defaults__ = made.__kwdefaults__ = None  # every argument is given
    return made


def rebuilt(
    function: types.FunctionType,
    scope: dict[str, Any],
    code: types.CodeType | None = None,
    closure: tuple[types.CellType, ...] | None = None,
) -> types.FunctionType:
    """Return the same function with other globals."""
    made = types.FunctionType(
        code or function.__code__,
        scope,
        function.__name__,
        function.__defaults__,
        closure or function.__closure__,
    )
    made.__kwdefaults__ = function.__kwdefaults__
    made.__module__ = function.__module__
    made.__qualname__ = function.__qualname__
    return made


def each(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of arrays that calls a function of numbers for each of their elements."""

    def elementwise(*arguments: Any) -> Any:
        made = np.frompyfunc(function, len(arguments), 1)(*arguments)
        return np.array(made.tolist()) if isinstance(made, np.ndarray) else made

    return elementwise


def consumed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that takes every item of the generator that a call makes."""

    def items(*arguments: Any) -> list[Any]:
        return list(function(*arguments))

    return items


def is_generator(function: Any) -> bool:
    """Whether calling a plain function makes a generator and does nothing else."""
    return inspect.isgeneratorfunction(function)
