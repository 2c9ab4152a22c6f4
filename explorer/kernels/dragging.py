"""What makes compiled code slower than it need be, as far as its source and its types show."""

import ast
import dis
import types as python
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numba.core import types
from numba.core.dispatcher import Dispatcher

from explorer.kernels.reached import looked_up


def restarts(node: ast.FunctionDef) -> tuple[str, ...]:
    """Return a clause for each prange loop that a serial loop around it starts again and again."""
    return tuple(
        f"the prange loop in line {inner.lineno} starts its threads anew in each turn of the loop "
        f"in line {outer.lineno}"
        for outer, inner in _pairs(node, None)
    )


def _pairs(node: ast.AST, outer: ast.stmt | None) -> Iterator[tuple[ast.stmt, ast.For]]:
    for child in ast.iter_child_nodes(node):
        if _is_prange(child):
            if outer is not None:
                assert isinstance(child, ast.For)
                yield outer, child
            continue
        loops = isinstance(child, ast.For | ast.While)
        yield from _pairs(child, child if loops else outer)  # type: ignore[arg-type]


def _is_prange(node: ast.AST) -> bool:
    if not (isinstance(node, ast.For) and isinstance(node.iter, ast.Call)):
        return False
    return ast.unparse(node.iter.func).rpartition(".")[2] == "prange"


def widened(dispatcher: Any, signature: tuple[Any, ...], file: str = "") -> str:
    """Say which names are float64 where the data are float32, or unsigned and signed integers.

    Reads what Numba inferred; empty where it does not tell, or nothing is widened. Lines of another
    file than `file` are said to be of that.
    """
    try:
        inferred = dispatcher.overloads[signature].type_annotation.typemap
    except (AttributeError, KeyError, TypeError):
        return ""
    function: python.FunctionType = dispatcher.py_func
    own = set(function.__code__.co_varnames) - _given_as_float(function, signature)
    kinds = {(str(name).partition(".")[0], _item(kind)) for name, kind in inferred.items()}
    wide = [name for name in sorted(own) if (name, types.float64) in kinds]
    given = {_item(kind) for kind in signature}
    plain = (types.Number, types.Boolean, types.misc.Omitted)
    if not wide or types.float64 in given or not all(isinstance(k, plain) for k in given):
        return ""
    home = Path(function.__code__.co_filename)
    other = f" of {home.name}" if file and str(home) != file else ""
    named = f"in line {_line(function, wide[0])}{other} {wide[0]}"
    arrays = {_item(kind) for kind in signature if isinstance(kind, types.Array)}
    if types.float32 in arrays:
        return (
            f"{named} is float64 though the data are float32, so the work is done in float64: "
            f"begin with np.float32(…) to stay in float32"
        )
    whole = {kind for _, kind in kinds} | given
    divides = any(step.argrepr in ("/", "/=") for step in dis.get_instructions(function))
    mixed = types.uint64 in whole and types.int64 in whole
    if mixed and not divides and not any(isinstance(kind, types.Float) for kind in given):
        return (
            f"{named} is float64, because uint64 with int64 makes float64: keep to one of them, "
            "as with np.uint64(1)"
        )
    return ""


def widened_along(dispatcher: Any, given: tuple[Any, ...]) -> str:
    """Say the same of the compiled functions that one calls with the `given` types.

    They may have been compiled for others too, which the data are not of.
    """
    file = dispatcher.py_func.__code__.co_filename
    double = types.float64 in {_item(kind) for kind in given}
    for named in looked_up(dispatcher.py_func):
        helper = named.value
        if isinstance(helper, Dispatcher) and helper is not dispatcher and not double:
            for signature in list(helper.overloads):
                if found := widened(helper, signature, file):
                    return found
    return ""


def _given_as_float(function: python.FunctionType, signature: tuple[Any, ...]) -> set[str]:
    """The arguments that are numbers with a fraction, or arrays, from the start."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return {
        name
        for name, kind in zip(names, signature, strict=False)
        if not isinstance(kind, types.Integer)
    }


def _item(kind: Any) -> Any:
    return kind.dtype if isinstance(kind, types.Array) else kind


def _line(function: python.FunctionType, name: str) -> int:
    """The line in which a name is first given a value."""
    line = function.__code__.co_firstlineno
    for step in dis.get_instructions(function):
        position = step.positions.lineno if step.positions is not None else None
        line = position or line
        if step.opname.startswith("STORE_FAST") and step.argval == name:
            return line
    return line
