"""A decorator that is called, and decorates nothing: its @ was forgotten."""

from __future__ import annotations

import ast
from itertools import pairwise

from explorer.kernels.definitions import blocks


def forgotten(tree: ast.Module, function: str) -> tuple[str, ...]:
    """Return a sentence where the line before a function calls a decorator and drops the result."""
    bodies = [tree.body, *(body for node in tree.body for body in blocks(node))]
    return tuple(
        f"Line {before.lineno} calls {ast.unparse(before.value.func)} and drops what that returns: "
        f"without an @ before it, {function} stays plain Python."
        for body in bodies
        for before, after in pairwise(body)
        if isinstance(after, ast.FunctionDef) and after.name == function
        if isinstance(before, ast.Expr) and isinstance(before.value, ast.Call)
        if ast.unparse(before.value.func).split(".")[-1] in _DECORATORS
    )


_DECORATORS = frozenset({"jit", "njit", "vectorize", "guvectorize", "stencil", "cfunc"})
