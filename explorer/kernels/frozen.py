"""Globals that a file changes, and that compiled code takes as constants."""

from __future__ import annotations

import ast

from explorer.kernels.definitions import definitions
from explorer.kernels.needed import uses


def frozen(tree: ast.Module, function: str) -> tuple[str, ...]:
    """Return a sentence for each global of a function that another function of the file changes."""
    node = next((d.node for d in definitions(tree) if d.name == function), None)
    if node is None:
        return ()
    return tuple(
        f"{name} in line {_line(node, name)} is a constant for compiled code, with the value that "
        f"it has when that is compiled: what line {changed} makes of it later does not count. Pass "
        "it as an argument."
        for name in sorted(uses(node))
        if (changed := _changed_in(tree, name))
    )


def _changed_in(tree: ast.Module, name: str) -> int:
    """The first line of a function that gives a global another value; 0 where none does."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        inside = list(ast.walk(function))
        if not any(isinstance(n, ast.Global) and name in n.names for n in inside):
            continue
        for child in inside:
            if (
                isinstance(child, ast.Name)
                and child.id == name
                and isinstance(child.ctx, ast.Store)
            ):
                return child.lineno
    return 0


def _line(node: ast.FunctionDef, name: str) -> int:
    found = (n.lineno for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == name)
    return next(found, node.lineno)
