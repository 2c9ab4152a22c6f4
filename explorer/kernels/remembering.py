"""Functions that remember their results, as with functools.lru_cache: they are measured without."""

from __future__ import annotations

import ast

from explorer.kernels.definitions import decorator_name


def remembering(tree: ast.Module, function: str) -> tuple[str, ...]:
    """Return a sentence where a function, or one that it names, remembers its results."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    names = {function}
    for node in found:
        if node.name == function:
            names |= {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return tuple(
        f"{node.name} is measured without its {decorator_name(ast.unparse(decorator))} (line "
        f"{decorator.lineno}), which would answer all calls but the first from memory."
        for node in found
        if node.name in names
        for decorator in node.decorator_list
        if decorator_name(ast.unparse(decorator)) in _CACHES
    )


_CACHES = frozenset({"lru_cache", "cache"})
