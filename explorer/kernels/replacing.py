"""A user's function with others in place of those it calls: their plain Python, or compiled."""

import functools
import inspect
import types
from collections.abc import Callable, Mapping
from typing import Any

import numba
from numba.core.dispatcher import Dispatcher
from numba.core.typing.templates import builtin_registry
from numba.experimental.jitclass.base import JitClassType
from numba.np.numpy_support import as_dtype
from numba.np.ufunc.dufunc import DUFunc

from explorer.kernels.declared import declared
from explorer.kernels.reached import (
    Named,
    attributes_named,
    cells,
    compiling_lines,
    forgetful,
    is_compiled,
    is_users,
    looked_up,
)
from explorer.kernels.subject import each, rebuilt


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
                value = forgetful(inside[name].cell_contents)
                new.cell_contents = self._plain(Named(name, value), function)
        for named in looked_up(function):
            if named.name not in inside:
                replaced[named.name] = self._plain(named, function)
        scope.update(replaced)
        return made

    def _plain(self, named: Named, user: types.FunctionType) -> Any:
        value = named.value
        if isinstance(value, Dispatcher) and isinstance(value.py_func, types.FunctionType):
            return _as_declared(self.of(value.py_func), value)
        if isinstance(value, DUFunc):
            return each(self.of(value._dispatcher.py_func))
        if is_compiled(value) or getattr(value, "__module__", "") in _TYPED:
            self.kept.add(named.name)
        if isinstance(value, types.FunctionType) and is_users(value):
            return self.of(value)
        if isinstance(value, types.ModuleType) and (is_users(value) or _gives_types(value, user)):
            key = id(user), id(value)
            if key in self._modules:  # modules name each other
                return self._modules[key]
            copy = self._modules[key] = types.ModuleType(value.__name__)
            vars(copy).update(vars(value))
            for item in attributes_named(user, value):
                vars(copy)[item.name] = self._plain(item, user)
            return copy
        if isinstance(value, numba.types.Number):  # as a dtype, or to convert with
            return as_dtype(value).type
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


def _gives_types(module: types.ModuleType, user: types.FunctionType) -> bool:
    """Whether a function takes Numba's types of numbers from a module: `nb.float64`."""
    named = attributes_named(user, module) if module is numba else ()
    return any(isinstance(item.value, numba.types.Number) for item in named)


def _as_declared(plain: types.FunctionType, written: Dispatcher) -> Callable[..., Any]:
    """Return the Python of a function that gives as many bits as its signatures say.

    Generators of random numbers and hashes count on what a short integer loses.
    """
    given: set[Any] = {signature.return_type for signature in declared(written)}
    if not all(isinstance(one, numba.types.Integer) for one in given):
        return plain
    bits: int = max((one.bitwidth for one in given), default=_WHOLE_BITS)
    if bits >= _WHOLE_BITS:
        return plain
    wrap: int = 2**bits
    below = wrap // 2 if all(one.signed for one in given) else 0

    @functools.wraps(plain)
    def cut(*arguments: Any, **named: Any) -> int:
        return (int(plain(*arguments, **named)) + below) % wrap - below

    return cut


def _is_overloaded(helper: types.FunctionType) -> bool:
    """Whether compiled code that calls this gets what `numba.extending.overload` says instead."""
    return any(value is helper for value, _ in builtin_registry.globals)


_WHOLE_BITS = 64
_TYPED = ("numba.typed.typedlist", "numba.typed.typeddict")


def compiled_along(
    function: types.FunctionType, options: Mapping[str, Any], done: dict[int, Any]
) -> types.FunctionType:
    """Return the function with the user's plain functions that it calls compiled."""
    replaced: dict[str, Any] = {}
    for named in looked_up(function):
        helper = named.value
        if not isinstance(helper, types.FunctionType) or not is_users(helper):
            continue
        if helper is function or hasattr(helper, "__wrapped__") or _is_overloaded(helper):
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
