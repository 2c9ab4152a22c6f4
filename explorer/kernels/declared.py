"""What decorators leave of a function: signatures it is compiled for alone, or nothing of it."""

import ast
import copy
import operator
import types
from pathlib import Path
from typing import Any

from numba.core.dispatcher import Dispatcher

from explorer.kernels.definitions import definitions
from explorer.kernels.reading import parse


def declared(function: Dispatcher) -> tuple[Any, ...]:
    """Return the signatures that its decorator gives a compiled function; none where it has none.

    They say what is returned, and that arrays may have gaps, where `float64[:]` stands for one.
    """
    return () if getattr(function, "_can_compile", True) else tuple(function.nopython_signatures)


def taking(
    dispatcher: Any, signatures: tuple[Any, ...], given: tuple[Any, ...]
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return declared signatures, and the types for which a call with the given ones has code.

    No signatures where none of them takes these types: the function is compiled for those then.
    """
    convert = dispatcher.typingctx.can_convert
    fitting = [
        tuple(one.args)
        for one in signatures
        if len(one.args) == len(given)
        and all(convert(a, b) is not None for a, b in zip(given, one.args, strict=True))
    ]
    if not fitting:
        return (), given
    return signatures, max(fitting, key=lambda args: sum(map(operator.eq, args, given)))


def undecorated(name: str, module: types.ModuleType, path: Path) -> types.FunctionType | None:
    """Return a function of a file that ran, made anew without its decorators.

    What `numba.vectorize` makes of a function for `target="parallel"` is a NumPy ufunc of machine
    code, which does not know what it came from. None where the file's text does not have it in a
    place where it can be made alone.
    """
    _, _, tree = parse(path)
    found = next((d for d in definitions(tree) if d.name == name), None)
    if found is None or found.inner or found.owner is not None:
        return None
    node = copy.deepcopy(found.node)
    node.decorator_list = []
    code = compile(ast.Module([node], []), str(path), "exec")
    made: dict[str, types.FunctionType] = {}
    exec(code, vars(module), made)
    return made[node.name]
