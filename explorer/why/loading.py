"""Loading Numba before it is known what it is wanted for, without what few functions need.

The first function that Numba compiles in a process waits for SciPy's linear algebra, which only
functions with products of matrices use. Here it is loaded for those, or when there is time, and
counts for what the first function pays all the same.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import perf_counter
from typing import Any

from explorer.why import compiling, recording

_waited_s: list[float] = []


def load() -> None:
    """Load Numba and compile a function; no collection of garbage looks at that ever again."""
    gc.disable()  # next to nothing of what is made here is given up again
    try:
        from numba.np import linalg

        ensure = getattr(linalg, "ensure_blas", None)
        if ensure is None:  # this version loads it elsewhere
            compiling.first_function()
            return
        linalg.ensure_blas = lambda: None
        try:
            compiling.first_function()
        finally:
            linalg.ensure_blas = _timed(ensure)
    finally:
        gc.enable()
        gc.freeze()


def first_function_s() -> float:
    """Return what the first function of a process pays, with all that it loads."""
    from numba.np import linalg

    getattr(linalg, "ensure_blas", _nothing)()
    return compiling.first_function() + sum(_waited_s)


def _timed(ensure: Callable[[], Any]) -> Callable[[], None]:
    """Keep what loading takes out of the stage in which a function asks for it."""

    def ensuring() -> None:
        began = perf_counter()
        with recording.stage(recording.OWN):
            ensure()
        _waited_s.append(perf_counter() - began)

    return ensuring


def _nothing() -> None:
    pass
