"""Arguments as Python expressions: what is wrong with one, known without evaluating it."""

import ast
import builtins
import difflib
import math
from collections.abc import Collection, Mapping
from functools import cache

from explorer.refused import excerpt

KNOWN = ("n", "np", "rng", "numba", "math", "namedtuple", "pd")
"""Names that an expression may use besides those of the file: n, and modules and a generator.
pandas is loaded where pd is used, and may not be installed."""


@cache
def _members() -> Mapping[str, object]:
    """What has the attributes that may be asked for; NumPy is loaded only for that."""
    import numpy as np

    return {"np": np, "rng": np.random.Generator, "math": math}


def tree_of(expression: str) -> ast.expr | None:
    """Return the syntax tree of an expression; None where it is none, or is nested too deeply."""
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def problem_in(expression: str, names: Collection[str] | None) -> str:
    """Say what is wrong with an expression in a sentence; empty when nothing is.

    `names` are what the file defines, None where that is not known.
    """
    tree = tree_of(expression)
    if tree is None:
        return "Not a Python expression; write for example rng.random(n)."
    bound = {node.id for node in ast.walk(tree) if _is_bound(node)}  # type: ignore[attr-defined]
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="np" | "rng" | "math" as owner), attr=attribute):
                if not hasattr(_members()[owner], attribute):
                    return _no_member(owner, attribute)
            case ast.Name(id=name) if names is not None:
                if not (name in bound or name in KNOWN or name in names or hasattr(builtins, name)):
                    return _unknown(name, names)
    return ""


def _is_bound(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _no_member(owner: str, attribute: str) -> str:
    public = [name for name in dir(_members()[owner]) if not name.startswith("_")]
    near = difflib.get_close_matches(attribute, public, n=1)
    meant = f"; did you mean {owner}.{near[0]}?" if near else "."
    return f"{owner} has no “{excerpt(attribute)}”{meant}"


def _unknown(name: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(name, [*KNOWN, *names], n=1)
    known = f"known are {', '.join(KNOWN)} and the names of the file."
    meant = f"did you mean {near[0]}?" if near else known
    return f"“{excerpt(name)}” is not known here; {meant}"
