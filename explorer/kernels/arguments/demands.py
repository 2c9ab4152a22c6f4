"""What a function demands of its arguments: what it asserts, and raises an error without."""

import ast
import math
from collections.abc import Mapping
from typing import TypeGuard

from explorer.kernels.arguments.names import name_of, owner_of, subscripts, turns
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
            left=left, ops=ops, comparators=[*between, ast.Constant(value=int(number))]
        ) if all(isinstance(op, right) for op in ops):
            for part in (left, *between):
                _look_at_number(use, part, number)


def _look_at_number(use: Use, part: ast.expr, number: int) -> None:
    """What has to be that number: how many items an array has, or dimensions."""
    match part:
        case ast.Subscript(
            value=ast.Attribute(value=ast.Name(id=name), attr="shape"), slice=ast.Constant(value=1)
        ):
            use.columns[name] = number
        case ast.Attribute(value=ast.Name(id=name), attr="ndim"):
            use.dimensions[name] = max(number, use.dimensions.get(name, 0))
        case (
            ast.Subscript(
                value=ast.Attribute(value=ast.Name(id=name), attr="shape"),
                slice=ast.Constant(value=0),
            )
            | ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)])
            | ast.Attribute(value=ast.Name(id=name), attr="size")
        ):
            use.exact[name] = number


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


def rows_of(node: ast.FunctionDef, elements: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Return the arrays that say where rows begin, and those that hold the rows.

    They are gone through as `for k in range(p[i], p[i + 1]): … a[k]`, or rows are taken whole as
    `a[p[i] : p[i + 1]]`. `elements` are names that hold one item of an array.
    """
    pointers: set[str] = set()
    in_rows: set[str] = set()
    taken = subscripts(node)
    for target, source in turns(node):
        match target, source:
            case ast.Name(id=turn), ast.Call(func=func, args=[low, high, *_]):
                ends = {elements.get(owner_of(end), owner_of(end)) for end in (low, high)}
                whole = any(isinstance(end, ast.Name) for end in (low, high))
                named = {owner_of(end) for end in (low, high)}
                one = len(ends) == 1 and (not whole or not named & ends)
                if ast.unparse(func).endswith("range") and one and "" not in ends:
                    pointers |= ends
                    in_rows |= {array for array, index in taken if name_of(index) == turn}
    for array, index in taken:
        match index:
            case ast.Slice(
                lower=ast.Subscript(value=ast.Name(id=begins)),
                upper=ast.Subscript(value=ast.Name(id=ends_at)),
            ) if begins == ends_at:
                pointers.add(begins)
                in_rows.add(array)
    return pointers, in_rows
