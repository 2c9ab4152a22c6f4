"""The plain Python of a function whose decorator left nothing of it, from the file's text."""

from __future__ import annotations

import ast
import copy
import types
from pathlib import Path

from explorer.kernels.definitions import definitions
from explorer.kernels.reading import parse


def undecorated(name: str, module: types.ModuleType, path: Path) -> types.FunctionType | None:
    """Return a function of a file that ran, made anew without its decorators.

    What `numba.vectorize` makes of a function for `target="parallel"` is a NumPy ufunc of machine
    code, which does not know what it came from. None where the file's text does not have it in a
    place where it can be made alone.
    """
    _, _, tree = parse(path)
    found = next((d for d in definitions(tree) if d.name == name), None)
    if found is None or found.inner or found.owner is not None:
        return None
    node = copy.deepcopy(found.node)
    node.decorator_list = []
    code = compile(ast.Module([node], []), str(path), "exec")
    made: dict[str, types.FunctionType] = {}
    exec(code, vars(module), made)
    return made[node.name]
