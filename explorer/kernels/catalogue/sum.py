"""Adding up an array.

When does adding up stop being about adding?

Each addition waits for the one before it, so the plain loop spends the latency of one on
every number (two to four cycles; Why measures it), however fast the memory is. `fastmath`
lets the compiler add several partial sums at once; threads do the same on a larger scale.
From the size on where the array no longer fits the caches, all that counts is how fast
memory delivers. Look at `parallel_range`: `parallel=True` alone on a `range` loop changes
nothing, and `nopython=True` never made anything parallel. Only `prange` does.
"""

import numba
import numpy as np
from numba import jit

from explorer.kernels.catalogue import _claims

group = "Reductions"
sizes = "1e2:1e7"
size_name = "elements"
dtypes = ("float64", "float32")
reference = "numpy"
baseline = "jit_nopython"
# Rounding in another order: at most about n·eps for the plain loop, far less in practice.
tolerance = {"float64": 1e-10, "float32": 1e-4}


def make_args(n, dtype="float64", seed=0):
    return (np.random.default_rng(seed).random(n, dtype),)


def python(arr):
    """The loop in plain Python."""
    total = 0.0
    for i in range(arr.shape[0]):
        total += arr[i]
    return total


def numpy(arr):
    """np.sum: compiled, pairwise, on one thread."""
    return np.sum(arr)


@jit(nopython=True)
def jit_nopython(arr):
    """The tutorial's loop, compiled: @jit(nopython=True)."""
    total = 0.0
    for i in range(arr.shape[0]):
        total += arr[i]
    return total


@numba.njit(parallel=True)
def parallel_range(arr):
    """parallel=True on the same range loop: nothing to run in parallel."""
    total = 0.0
    for i in range(arr.shape[0]):
        total += arr[i]
    return total


@numba.njit(parallel=True)
def parallel_prange(arr):
    """parallel=True with prange: each thread adds up its share."""
    total = 0.0
    for i in numba.prange(arr.shape[0]):
        total += arr[i]
    return total


@numba.njit(fastmath=True)
def fastmath(arr):
    """One thread, but the additions may be reordered: SIMD."""
    total = 0.0
    for i in range(arr.shape[0]):
        total += arr[i]
    return total


@numba.njit(parallel=True, fastmath=True)
def parallel_fastmath(arr):
    """Threads and SIMD: prange with reordered additions."""
    total = 0.0
    for i in numba.prange(arr.shape[0]):
        total += arr[i]
    return total


def data_bytes(n, itemsize):
    return n * itemsize


def bytes_moved(n, itemsize):
    return n * itemsize


def flops(n):
    return n


def claim(run):
    size = _claims.nearest(run, 100_000)
    fast = _claims.times(run, "fastmath", "jit_nopython", size)
    idle = _claims.times(run, "parallel_range", "jit_nopython", size)
    return (
        f"At {size:,} elements fastmath is {fast:.2f} times as fast as the plain loop on one "
        f"thread; parallel=True on a range loop is {idle:.2f} times as fast.",
        fast > 1.5 and 0.8 < idle < 1.25,
    )
