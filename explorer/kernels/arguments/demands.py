"""What a function demands of its arguments: what it asserts, and raises an error without."""

import ast
import math
from typing import TypeGuard

from explorer.kernels.arguments.use import Use


def is_conjunction(test: ast.expr) -> TypeGuard[ast.BoolOp]:
    """Whether a test holds where all of its parts do."""
    return isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And)


def look_at_demand(use: Use, test: ast.AST, right: type[ast.cmpop]) -> None:
    """What raises an error unless an array has just so many items, or dimensions.

    `right` is what then must be asked: whether it has, or whether it has not.
    """
    match test:
        case ast.Compare(
            left=ast.Subscript(
                value=ast.Attribute(value=ast.Name(id=name), attr="shape"),
                slice=ast.Constant(value=1),
            ),
            ops=[op],
            comparators=[ast.Constant(value=int(length))],
        ) if isinstance(op, right):
            use.second[name] = {length}
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id=name), attr="ndim"),
            ops=[op],
            comparators=[ast.Constant(value=int(number))],
        ) if isinstance(op, right):
            use.dimensions[name] = max(number, use.dimensions.get(name, 0))
        case ast.Compare(
            left=ast.Subscript(
                value=ast.Attribute(value=ast.Name(id=name), attr="shape"),
                slice=ast.Constant(value=0),
            )
            | ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)])
            | ast.Attribute(value=ast.Name(id=name), attr="size"),
            ops=[op],
            comparators=[ast.Constant(value=int(length))],
        ) if isinstance(op, right):
            use.exact[name] = length


def look_at_bound(use: Use, test: ast.AST, holds: bool) -> None:
    """A number with which a name is compared: that must hold, or must not."""
    below, above = (ast.Lt, ast.LtE), (ast.Gt, ast.GtE)
    match test:
        case ast.Compare(
            left=ast.Name(id=name),
            ops=[op],
            comparators=[ast.Constant(value=int() | float() as end)],
        ):
            is_below = isinstance(op, below)
        case ast.Compare(
            left=ast.Constant(value=int() | float() as end),
            ops=[op],
            comparators=[ast.Name(id=name)],
        ):
            is_below = isinstance(op, above)
        case _:
            return
    if not isinstance(op, below + above):
        return
    low, high = use.ends.get(name, (-math.inf, math.inf))
    kept = (low, min(high, end)) if is_below == holds else (max(low, end), high)
    use.ends[name] = kept
