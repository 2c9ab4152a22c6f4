"""What a file calls NumPy and its functions by: `import numpy as onp`, `from numpy import dot`."""

import ast
import copy
from collections.abc import Mapping

from explorer.kernels.arguments.names import nodes_of
from explorer.kernels.definitions import statements

_SHORT = {"numpy": "np", "numpy.random": "np.random", "numpy.linalg": "np.linalg"}


def of_numpy(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the names that stand for NumPy or something of it in a file, and how np has it."""
    found = {}
    for statement in statements(tree.body):
        if isinstance(statement, ast.ImportFrom) and statement.module in _SHORT:
            for alias in statement.names:
                if alias.name != "*":
                    found[alias.asname or alias.name] = f"{_SHORT[statement.module]}.{alias.name}"
        elif isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name in _SHORT and alias.asname not in (None, "np"):
                    found[alias.asname] = _SHORT[alias.name]
    return {name: ast.parse(text, mode="eval").body for name, text in found.items()}


def spelled_out(node: ast.FunctionDef, numpy: Mapping[str, ast.expr]) -> ast.FunctionDef:
    """Return a function with np.f wherever one of these names stands for it."""
    named = [child for child in nodes_of(node) if isinstance(child, ast.Name)]
    own = {child.id for child in named if not isinstance(child.ctx, ast.Load)}
    own |= {argument.arg for argument in nodes_of(node) if isinstance(argument, ast.arg)}
    other = {name: numpy[name] for name in {child.id for child in named} & {*numpy} - own}
    if not other:
        return node

    class Spelling(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            return other.get(name.id, name)

    made: ast.FunctionDef = Spelling().visit(copy.deepcopy(node))
    return made
