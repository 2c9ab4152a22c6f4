"""A variant to call, with what its source says of it before it is called."""

import ast
import types
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from explorer.kernels.definitions import first_line
from explorer.kernels.dragging import restarts
from explorer.kernels.kernel import Kernel
from explorer.kernels.reached import asks_for_nan
from explorer.kernels.reading import parse
from explorer.kernels.turns import calls_blas_in_turns, concerns


@dataclass(frozen=True)
class Derived:
    """A variant to call. `dispatcher` is what Numba compiles, None where calls do that themselves.

    `threaded` says that a call may start threads, in a helper too. `unfit` is a sentence that
    says why it must not be recommended, empty for nearly all. `concerns` are sentences about
    turns of parallel loops that get into each other's way; `blas_inside` says that such turns call
    BLAS, which then gets one thread. `restarts` are clauses about parallel loops that serial ones
    start again and again. `untimed` is a sentence that says why it is not timed, empty for nearly
    all. `declared` are the signatures that its decorator gives it.
    """

    function: Callable[..., Any]
    dispatcher: Any = None
    threaded: bool = False
    unfit: str = ""
    concerns: tuple[str, ...] = ()
    blas_inside: bool = False
    restarts: tuple[str, ...] = ()
    untimed: str = ""
    declared: tuple[Any, ...] = ()


def as_it_stands(made: Derived, kernel: Kernel) -> Derived:
    """Add what speaks against a variant that is a function of the kernel's files as it is.

    Lines of another file than the kernel's own come with its name.
    """
    plain = getattr(made.dispatcher, "py_func", None)
    if plain is None:
        return made
    path = Path(plain.__code__.co_filename)
    if path == kernel.path:
        return judged(made, plain, node_of(plain, path), False)
    known = any(one.path == path for one in kernel.elsewhere)
    made = judged(made, plain, node_of(plain, path) if known else None, False)
    return replace(made, concerns=tuple(f"“{path.name}”, {one}" for one in made.concerns))


def judged(
    made: Derived, plain: types.FunctionType, node: ast.FunctionDef | None, every_range: bool
) -> Derived:
    """Add what speaks against a variant: fastmath where NaN is asked for, turns that collide."""
    options = made.dispatcher.targetoptions if made.dispatcher is not None else {}
    if _assumes_no_nan(options.get("fastmath")) and (asked := asks_for_nan(plain)):
        unfit = (
            f"“{asked}” may answer wrongly under fastmath, which lets the compiler assume that "
            "there is no NaN and no infinity"
        )
        made = replace(made, unfit=unfit)
    if options.get("parallel") and node is not None:
        made = replace(
            made,
            concerns=concerns(node, every_range),
            restarts=restarts(node),
            blas_inside=calls_blas_in_turns(node),
        )
    return made


def _assumes_no_nan(fastmath: Any) -> bool:
    """Whether fastmath says so: as a whole, or with one of the flags that do."""
    if isinstance(fastmath, Collection) and not isinstance(fastmath, str):
        return not _WITHOUT_NAN.isdisjoint(fastmath)
    return bool(fastmath)


_WITHOUT_NAN = frozenset({"fast", "nnan", "ninf"})


def node_of(function: types.FunctionType, path: Path) -> ast.FunctionDef | None:
    """Return a function's part of the file's syntax tree, None where it is of another file."""
    if function.__code__.co_filename != str(path):
        return None
    _, _, tree = parse(path)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef)
            and node.name == function.__name__
            and first_line(node) == function.__code__.co_firstlineno
        ):
            return node
    return None
