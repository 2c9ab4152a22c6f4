"""Changes to how a function's source uses its arrays, made on its syntax tree.

Each returns a changed copy of the function, or None where the source is not of the kind that it
is for. Whether the change is right and helps is measured, never assumed.
"""

import ast
import copy
from collections.abc import Collection

from explorer.why.rewriting import NUMPY, bodies, called, names

_FILLED = {"zeros": 0, "zeros_like": 0, "ones": 1, "ones_like": 1}
"""Functions that make an array, with what they write into it."""
_EMPTY = ("empty", "empty_like")


def contiguous(function: ast.FunctionDef, apart: Collection[str]) -> ast.FunctionDef | None:
    """Copy arrays whose elements lie apart, once, before they are worked on.

    `apart` are their variables. Those that are written to stay.
    """
    changed = copy.deepcopy(function)
    written = {
        node.value.id
        for node in ast.walk(changed)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
        if not isinstance(node.ctx, ast.Load)
    }
    wanted = set(apart) - written
    given = [name for name in _parameters(changed) if name in wanted]
    found = bool(given)
    for node in ast.walk(changed):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) if name in wanted:
                node.value = called(NUMPY, "ascontiguousarray", node.value)
                found = True
    begin = 1 if ast.get_docstring(changed) is not None else 0
    changed.body[begin:begin] = [
        ast.Assign(
            [ast.Name(name, ast.Store())],
            called(NUMPY, "ascontiguousarray", ast.Name(name, ast.Load())),
            lineno=function.lineno,
        )
        for name in given
    ]
    return changed if found else None


def narrow(function: ast.FunctionDef, dtype: str) -> ast.FunctionDef | None:
    """Give the numbers that are written with a point the dtype of the arrays."""
    changed = copy.deepcopy(function)
    narrowing = _Narrowing(dtype)
    changed.body = [narrowing.visit(statement) for statement in changed.body]
    return changed if narrowing.found else None


class _Narrowing(ast.NodeTransformer):
    def __init__(self, dtype: str) -> None:
        self._dtype = dtype
        self.found = False

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, float):
            return node
        self.found = True
        return called(NUMPY, self._dtype, node)


def hoisted(function: ast.FunctionDef) -> ast.FunctionDef | None:
    """Make an array once before a loop that makes one of the same shape in each turn.

    Turns of a prange have an array each, or threads would share it.

        for i in I:                 t = np.empty(m)
            t = np.zeros(m)    →    for i in I:
            …                           t[:] = 0
                                        …
    """
    changed = copy.deepcopy(function)
    for body in bodies(changed):
        for at, loop in enumerate(body):
            if isinstance(loop, (ast.For, ast.While)) and not _is_shared(loop):
                made = _made(loop)
                if made:
                    body[at:at] = made
                    return changed
    return None


def _is_shared(loop: ast.stmt) -> bool:
    return isinstance(loop, ast.For) and "prange" in ast.unparse(loop.iter)


def _made(loop: ast.For | ast.While) -> list[ast.stmt]:
    """Take the arrays that are made in each turn out of a loop; returns what makes them."""
    moving = names(loop, ast.Store)
    found: list[ast.stmt] = []
    kept: list[ast.stmt] = []
    for statement in loop.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Attribute(attr=how) as maker, args=shape) as call,
            ) if (how in _FILLED or how in _EMPTY) and not moving & {
                used for part in [*shape, *call.keywords] for used in names(part, ast.Load)
            }:
                maker.attr = how.replace("zeros", "empty").replace("ones", "empty")
                found.append(statement)
                if how in _FILLED:
                    kept.append(_filled(name, _FILLED[how], statement.lineno))
            case _:
                kept.append(statement)
    if found:
        loop.body = kept or [ast.Pass()]
    return found


def _filled(name: str, value: int, line: int) -> ast.stmt:
    whole = ast.Subscript(ast.Name(name, ast.Load()), ast.Slice(), ast.Store())
    return ast.Assign([whole], ast.Constant(value), lineno=line)


def _parameters(function: ast.FunctionDef) -> list[str]:
    given = function.args
    return [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
