"""In what a function is measured otherwise than its file reads, in sentences."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from explorer.kernels.definitions import COMPILERS, blocks, decorator_name, definitions, names_in
from explorer.kernels.needed import uses

_CACHES = frozenset({"lru_cache", "cache"})


def as_measured(tree: ast.Module, function: str) -> tuple[str, ...]:
    """Return what is to be said of a function of a file."""
    return *frozen(tree, function), *forgotten(tree, function), *remembering(tree, function)


def frozen(tree: ast.Module, function: str) -> Iterator[str]:
    """Yield a sentence for each global of a function that another function of the file changes."""
    node = next((d.node for d in definitions(tree) if d.name == function), None)
    if node is None:
        return
    for name in sorted(uses(node)):
        if changed := _changed_in(tree, name):
            yield (
                f"{name} in line {_line(node, name)} is a constant for compiled code, with the "
                f"value that it has when that is compiled: what line {changed} makes of it later "
                "does not count. Pass it as an argument."
            )


def _changed_in(tree: ast.Module, name: str) -> int:
    """The first line of a function that gives a global another value; 0 where none does."""
    for function in ast.walk(tree):
        inside = list(ast.walk(function)) if isinstance(function, ast.FunctionDef) else []
        if any(isinstance(n, ast.Global) and name in n.names for n in inside):
            names = (n for n in inside if isinstance(n, ast.Name) and n.id == name)
            if found := next((n for n in names if isinstance(n.ctx, ast.Store)), None):
                return found.lineno
    return 0


def _line(node: ast.FunctionDef, name: str) -> int:
    found = (n.lineno for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == name)
    return next(found, node.lineno)


def forgotten(tree: ast.Module, function: str) -> Iterator[str]:
    """Yield a sentence where the line before a function calls a decorator: its @ was forgotten."""
    for body in (tree.body, *(body for node in tree.body for body in blocks(node))):
        for before, after in pairwise(body):
            named = isinstance(after, ast.FunctionDef) and after.name == function
            if named and isinstance(before, ast.Expr) and isinstance(before.value, ast.Call):
                called = ast.unparse(before.value.func)
                if called.split(".")[-1] in COMPILERS:
                    yield (
                        f"Line {before.lineno} calls {called} and drops what that returns: without "
                        f"an @ before it, {function} stays plain Python."
                    )


def remembering(tree: ast.Module, function: str) -> Iterator[str]:
    """Yield a sentence where a function, or one that it names, remembers its results."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    names = {function}.union(*(names_in(node) for node in found if node.name == function))
    for node in found:
        for decorator in node.decorator_list if node.name in names else ():
            name = decorator_name(ast.unparse(decorator))
            if name in _CACHES:
                yield (
                    f"{node.name} is measured without its {name} (line {decorator.lineno}), which "
                    "would answer all calls but the first from memory."
                )
