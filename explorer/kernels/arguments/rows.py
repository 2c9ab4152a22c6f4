"""Arrays that hold rows one after the other, and those that say where each row begins."""

import ast
from collections.abc import Mapping

from explorer.kernels.arguments.names import nodes_of, owner_of, turns


def rows_of(node: ast.FunctionDef, elements: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Return the arrays that say where rows begin, and those that hold the rows.

    They are gone through as `for k in range(p[i], p[i + 1]): … a[k]`, or rows are taken whole as
    `a[p[i] : p[i + 1]]`. `elements` are names that hold one item of an array.
    """
    pointers: set[str] = set()
    in_rows: set[str] = set()
    for target, source in turns(node):
        match target, source:
            case ast.Name(id=turn), ast.Call(func=func, args=[low, high, *_]):
                ends = {elements.get(owner_of(end), owner_of(end)) for end in (low, high)}
                whole = any(isinstance(end, ast.Name) for end in (low, high))
                named = {owner_of(end) for end in (low, high)}
                one = len(ends) == 1 and (not whole or not named & ends)
                if ast.unparse(func).endswith("range") and one and "" not in ends:
                    pointers |= ends
                    in_rows |= _indexed_by(node, turn)
    for child in nodes_of(node):
        match child:
            case ast.Subscript(
                value=ast.Name(id=name),
                slice=ast.Slice(
                    lower=ast.Subscript(value=ast.Name(id=begins)),
                    upper=ast.Subscript(value=ast.Name(id=ends_at)),
                ),
            ) if begins == ends_at:
                pointers.add(begins)
                in_rows.add(name)
    return pointers, in_rows


def _indexed_by(node: ast.FunctionDef, turn: str) -> set[str]:
    """The names of arrays of which an item is taken by this name."""
    return {
        child.value.id
        for child in nodes_of(node)
        if isinstance(child, ast.Subscript)
        and isinstance(child.value, ast.Name)
        and isinstance(child.slice, ast.Name)
        and child.slice.id == turn
    }
