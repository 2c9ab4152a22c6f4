"""The variants that are made of a user's function: with each decorator option, and as it is."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from explorer.kernels.kernel import Variant

if TYPE_CHECKING:
    from explorer.kernels.function import Function

PYTHON, AS_WRITTEN = "python", "as_written"
LADDER: Mapping[str, tuple[str, dict[str, Any]]] = {
    "njit": ("compiled, everything else as Numba does it", {}),
    "error_model_numpy": (
        "division by zero gives inf instead of an error, so loops may use SIMD",
        {"error_model": "numpy"},
    ),
    "fastmath": ("floating-point operations may be reordered", {"fastmath": True}),
    "parallel": ("threads for whole-array expressions and prange loops", {"parallel": True}),
    "parallel_prange": (
        "threads, and the outermost range loops made prange: right only if turns do not "
        "depend on each other",
        {"parallel": True},
    ),
    "parallel_fastmath": (
        "threads and reordered operations",
        {"parallel": True, "fastmath": True},
    ),
    "boundscheck": ("every index is checked: what that costs", {"boundscheck": True}),
}
"""The variants made of a function: what each is, and the options of numba.njit."""
NOT_BY_DEFAULT = ("parallel_prange",)
FOR_UFUNCS = ("fastmath", "boundscheck")
"""The ones that numba.vectorize takes too."""
ONE_THREAD = "vectorize"
"""The variant of a ufunc for several threads that has one."""
PRANGE = "_numba_prange"
"""What stands for prange where a file may call anything numba."""


def interpreted(function: Function) -> Variant:
    """Return the function as Python interprets it."""
    return Variant(
        name=PYTHON,
        summary="as it is, interpreted by Python",
        line=function.line,
        decorators=(),
        parameters=function.parameters,
        source=_text(function, ""),
    )


def with_own_decorator(function: Function) -> list[Variant]:
    """Return the function with the decorator that it has, where that compiles it."""
    if not function.compiled:
        return []
    decorators = " ".join(f"@{text}" for text in function.decorators)
    return [
        Variant(
            name=AS_WRITTEN,
            summary=f"with your own decorator, {decorators}",
            line=function.line,
            decorators=function.decorators,
            parameters=function.parameters,
            source=function.source,
        )
    ]


def with_options(function: Function) -> list[Variant]:
    """Return the function with each of the options that suit it."""
    made = []
    ufunc = function.decorated_as("vectorize")
    if function.decorated_as("guvectorize"):
        return []  # compiled for a layout of arrays that only it names
    ladder = dict(LADDER)
    if ufunc and function.decorated_as("parallel"):
        ladder = {ONE_THREAD: ("compiled for one thread", {}), **ladder}
    for name, (summary, options) in ladder.items():
        prange = name == "parallel_prange"
        if (prange and not function.has_range_loop) or (
            ufunc and name not in (*FOR_UFUNCS, ONE_THREAD)
        ):
            continue
        written = ", ".join(f"{key}={value!r}" for key, value in options.items())
        decorator = f"numba.njit({written})" if written else "numba.njit"
        decorator = f"numba.vectorize({written})" if ufunc else decorator
        decorator = decorator.removesuffix("()")
        made.append(
            Variant(
                name=name,
                summary=summary,
                line=function.line,
                decorators=(decorator,),
                parameters=function.parameters,
                source=_text(function, f"@{decorator}\n", prange),
                options=options,
                prange=prange,
            )
        )
    return made


def of_other(function: Function) -> Variant:
    """Return another function of the same file as a variant."""
    return Variant(
        name=function.name,
        summary=function.summary or f"the function {function.name} of the same file",
        line=function.line,
        decorators=function.decorators,
        parameters=function.parameters,
        source=function.source,
    )


def _text(function: Function, decorator: str, prange: bool = False) -> str:
    """The function's own text with another decorator."""
    body = function.undecorated
    if prange:
        body = ast.unparse(with_prange(ast.parse(body))).replace(PRANGE, "numba.prange")
    return ("import numba\n\n\n" if decorator else "") + decorator + body + "\n"


def with_prange(tree: ast.Module) -> ast.Module:
    """Make the outermost loops over range in a function loops over prange."""
    function = tree.body[0]
    for loop in _outermost_loops(function):
        if isinstance(loop.iter, ast.Call) and ast.unparse(loop.iter.func) == "range":
            loop.iter.func = ast.copy_location(ast.Name(PRANGE, ast.Load()), loop.iter.func)
    return tree


def _outermost_loops(node: ast.AST) -> list[ast.For]:
    found: list[ast.For] = []
    for child in ast.iter_child_nodes(node):
        found += [child] if isinstance(child, ast.For) else _outermost_loops(child)
    return found
