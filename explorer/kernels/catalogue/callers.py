"""Python threads that call at once.

Why does it not get faster with Dask, a thread pool or a web server's threads?

A compiled function holds the interpreter's lock, the GIL, while it runs: a second Python thread
that calls it waits, and two of them get no more done than one. `nogil=True` lets the lock go, and
calls run side by side. Here the thread count is the number of callers: on the Threads chart
`holding` stays flat however many there are, and `releasing` gets faster with each core. NumPy lets
the lock go, too, in calls that are long enough. Handing out the calls takes some tens of
microseconds: below that, `one_by_one` is best.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _callers, _claims

group = "Sharing work"
sizes = "1e4:1e6"
size_name = "elements of a call"
reference = "one_by_one"
baseline = "one_by_one"
threaded = ("holding", "releasing", "numpy")

CALLS = 8


def make_args(n, dtype="float64", seed=0):
    return (np.random.default_rng(seed).random((CALLS, n), dtype),)


def flops(n):
    return CALLS * n


def data_bytes(n, itemsize):
    return CALLS * n * itemsize


def bytes_moved(n, itemsize):
    return CALLS * n * itemsize


def _add_up(a):
    total = 0.0
    for x in a:
        total += x
    return total


# In a table, so that each stays as it is written: what is decorated at the top of a kernel file
# is compiled here so that it lets the GIL go, for the window to stay alive.
COMPILED = {"holding": numba.njit(_add_up), "releasing": numba.njit(nogil=True)(_add_up)}


def one_by_one(parts):
    """One Python thread makes all 8 calls."""
    function = COMPILED["releasing"]
    return np.array([function(part) for part in parts])


def holding(parts):
    """Callers of @njit, which holds the GIL."""
    return _callers.shared(COMPILED["holding"], parts)


def releasing(parts):
    """Callers of @njit(nogil=True)."""
    return _callers.shared(COMPILED["releasing"], parts)


def numpy(parts):
    """Callers of np.sum."""
    return _callers.shared(np.sum, parts)


def claim(run):
    most, size = _claims.most_threads(run), _claims.largest(run, "holding", "releasing")
    holding, releasing = (_claims.gain(run, name, size) for name in ("holding", "releasing"))
    return (
        f"{most} callers get {holding:.2f} times as much done as one where the function holds the "
        f"GIL, and {releasing:.2f} times with nogil=True ({size:,} elements a call).",
        holding < 1.25 and releasing > 1.5,
    )
