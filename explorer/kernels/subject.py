"""The plain Python function behind what a file's name stands for, and what it calls."""

from __future__ import annotations

import dis
import functools
import inspect
import re
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.ccallback import CFunc
from numba.core.dispatcher import Dispatcher
from numba.experimental.jitclass.base import JitClassType
from numba.np.ufunc.dufunc import DUFunc
from numba.np.ufunc.gufunc import GUFunc
from numba.stencils.stencil import StencilFunc

from explorer.kernels.kernel import KernelError
from explorer.kernels.own import cuda_sentence

_INSTALLED = tuple(
    str(Path(sysconfig.get_path(name))) for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
_PACKAGES = frozenset({"site-packages", "dist-packages"})
"""Folders of installed packages anywhere: of the user, of the system, of another environment."""
_WRAPPERS = 20


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
        raise KernelError(f"{name} cannot be had: {type(error).__name__}: {error}.") from error


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
            yield Named(name, function.__globals__[name])
    for name, cell in cells(function):
        yield Named(name, cell.cell_contents)


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
    return _PACKAGES.isdisjoint(path.parts) and path.exists()


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


class Interpreted:
    """Makes functions that call everything of the user's interpreted too.

    `kept` are the names of what stayed compiled, because there is no Python of it; `compiling`
    are lines in which calls compile something.
    """

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.compiling: set[int] = set()
        self._made: dict[int, types.FunctionType] = {}
        self._modules: dict[tuple[int, int], types.ModuleType] = {}

    def of(self, function: types.FunctionType) -> types.FunctionType:
        """Return the function with the plain Python of what it calls in the place of that."""
        if id(function) in self._made:
            return self._made[id(function)]
        replaced: dict[str, Any] = {}
        scope = dict(function.__globals__)
        closure = tuple(types.CellType() for _ in function.__closure__ or ())
        made = rebuilt(function, scope, closure=closure)
        self._made[id(function)] = made
        self.compiling.update(compiling_lines(function))
        inside = dict(cells(function))
        for new, name in zip(closure, function.__code__.co_freevars, strict=True):
            if name in inside:
                new.cell_contents = self._plain(Named(name, inside[name].cell_contents), function)
        for named in looked_up(function):
            if named.name not in inside:
                replaced[named.name] = self._plain(named, function)
        scope.update(replaced)
        return made

    def _plain(self, named: Named, user: types.FunctionType) -> Any:
        value = named.value
        if isinstance(value, Dispatcher) and isinstance(value.py_func, types.FunctionType):
            return self.of(value.py_func)
        if isinstance(value, DUFunc):
            return each(self.of(value._dispatcher.py_func))
        if is_compiled(value) or getattr(value, "__module__", "") in _TYPED:
            self.kept.add(named.name)
        if isinstance(value, types.FunctionType) and is_users(value):
            return self.of(value)
        if isinstance(value, types.ModuleType) and is_users(value):
            key = id(user), id(value)
            if key in self._modules:  # modules name each other
                return self._modules[key]
            copy = self._modules[key] = types.ModuleType(value.__name__)
            vars(copy).update(vars(value))
            for item in attributes_named(user, value):
                vars(copy)[item.name] = self._plain(item, user)
            return copy
        if isinstance(value, JitClassType):
            self.kept.add(named.name)
        elif isinstance(value, type):
            return self._plain_class(value, user)
        return value

    def _plain_class(self, value: type, user: types.FunctionType) -> type:
        """A class that is as good as this one, with Python for the compiled methods it names."""
        methods = {}
        for item in attributes_named(user, value):
            if is_compiled(item.value):
                plain = self._plain(Named(f"{value.__name__}.{item.name}", item.value), user)
                written = inspect.getattr_static(value, item.name)
                static = isinstance(written, staticmethod)
                methods[item.name] = staticmethod(plain) if static else plain
        return type(value)(value.__name__, (value,), methods) if methods else value


_TYPED = ("numba.typed.typedlist", "numba.typed.typeddict")


def each(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of arrays that calls a function of numbers for each of their elements."""

    def elementwise(*arguments: Any) -> Any:
        made = np.frompyfunc(function, len(arguments), 1)(*arguments)
        return np.array(made.tolist()) if isinstance(made, np.ndarray) else made

    return elementwise


def compiled_along(
    function: types.FunctionType, options: Mapping[str, Any], done: dict[int, Any]
) -> types.FunctionType:
    """Return the function with the user's plain functions that it calls compiled."""
    replaced: dict[str, Any] = {}
    for named in looked_up(function):
        helper = named.value
        if not isinstance(helper, types.FunctionType) or not is_users(helper):
            continue
        if helper is function or hasattr(helper, "__wrapped__"):
            continue
        if id(helper) not in done:
            done[id(helper)] = None  # a cycle of helpers ends here
            done[id(helper)] = numba.njit(**options)(compiled_along(helper, options, done))
        if done[id(helper)] is not None:
            replaced[named.name] = done[id(helper)]
    closure = tuple(
        types.CellType(replaced[name]) if name in replaced else cell
        for name, cell in zip(
            function.__code__.co_freevars, function.__closure__ or (), strict=False
        )
    )
    return rebuilt(function, {**function.__globals__, **replaced}, closure=closure or None)


def consumed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that takes every item of the generator that a call makes."""

    def items(*arguments: Any) -> list[Any]:
        return list(function(*arguments))

    return items


def is_generator(function: Any) -> bool:
    """Whether calling a plain function makes a generator and does nothing else."""
    return inspect.isgeneratorfunction(function)
