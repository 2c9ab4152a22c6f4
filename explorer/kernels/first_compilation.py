"""Compiling and calling the first function of a process, without what few functions need.

The first function that Numba compiles, whatever it is, waits for SciPy's linear algebra, which only
functions with products of matrices use. Here it is loaded for those, and no function's compiling
is said to have taken as long.
"""

import ast
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import cache
from time import perf_counter
from typing import Any

import numba

_waited_s: list[float] = []
_PRODUCTS = {
    "dot", "vdot", "matmul", "linalg", "convolve", "correlate", "cov", "corrcoef", "roots",
}  # fmt: skip
"""Names in NumPy of what Numba does with linear algebra."""


@cache
def first_function() -> float:
    """Compile a function that does nothing; return the seconds it took the first time.

    It includes what the first function of a process loads for all.
    """
    began = perf_counter()
    numba.njit(_nothing).compile(())
    return perf_counter() - began


def make_ready(aside: Callable[[], AbstractContextManager[Any]] = nullcontext) -> None:
    """Compile a first function, and have linear algebra loaded by the functions that use it.

    They do that `aside`. Where this version of Numba loads it in another way, it does so at once.
    """
    from numba.np import linalg

    lock_plainly()
    ensure = getattr(linalg, "ensure_blas", None)
    if ensure is None or first_function.cache_info().currsize:
        first_function()
        return
    linalg.ensure_blas = _nothing
    try:
        first_function()
    finally:
        linalg.ensure_blas = _waited_for(ensure, aside)
        if hasattr(linalg, "ensure_lapack"):
            linalg.ensure_lapack = _waited_for(linalg.ensure_lapack, aside)


def lock_plainly() -> None:
    """Give Numba the lock that it starts its threads with, one that needs no other process.

    From Python 3.14 on Numba's own has one that removes it (`multiprocessing.resource_tracker`):
    it looks for its modules in the current folder first, and warns where this process was killed.
    """
    import multiprocessing

    from numba.np.ufunc import parallel

    if sys.platform.startswith("linux") and parallel._backend_init_process_lock is None:
        with suppress(OSError):  # no shared memory: Numba says so
            parallel._backend_init_process_lock = multiprocessing.get_context("fork").RLock()


def needs_linear_algebra(tree: ast.Module) -> bool:
    """Whether a file may need it; what it takes from other files is not looked into."""
    return any(
        isinstance(node, ast.MatMult)
        or (isinstance(node, ast.Attribute) and node.attr in _PRODUCTS)
        or (isinstance(node, ast.alias) and not _PRODUCTS.isdisjoint(node.name.split(".")))
        or (isinstance(node, ast.ImportFrom) and "linalg" in (node.module or "").split("."))
        for node in ast.walk(tree)
    )


def load_linear_algebra() -> None:
    """Load it where it is not loaded yet; who needs it says so where it cannot be."""
    from numba.np import linalg

    with suppress(ImportError):
        getattr(linalg, "ensure_blas", _nothing)()


def clock() -> float:
    """Return a moment in seconds, by a clock that stands still while linear algebra is loaded."""
    return perf_counter() - waited_s()


def waited_s() -> float:
    """Return for how many seconds functions have waited for linear algebra."""
    return sum(_waited_s)


def _waited_for(
    ensure: Callable[[], Any], aside: Callable[[], AbstractContextManager[Any]]
) -> Callable[[], None]:
    places = set(sys.path)

    def ensuring() -> None:
        began, path = perf_counter(), sys.path[:]
        sys.path[:] = [place for place in path if place in places]  # a user's random.py is no help
        try:
            with aside():
                ensure()
        finally:
            sys.path[:] = path
            _waited_s.append(perf_counter() - began)

    return ensuring


def _nothing() -> None:
    pass
