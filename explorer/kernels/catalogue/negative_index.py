"""An index that might be negative.

What does a[-1] cost when nobody uses it?

In Python a[-1] is the last element, so each index must be checked for being negative, unless
the compiler can see that it is not. In `range(n)` it sees that. In `njit_from` the loop
begins at `start`, a value from outside: the check stays, and with it goes SIMD. All the
others compute the same. `njit_slice` takes a slice first and runs through it from 0;
`njit_unsigned` says that the start has no sign. Look at a size in the middle, where the
arrays are in cache. Inside a prange from `start` the index is as unknown: see `parallel_from`.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Compute"
sizes = "1e2:1e6"
size_name = "elements"
dtypes = ("float64", "float32")
reference = "njit_slice"
baseline = "njit_from"
# The same multiplication in every variant.
tolerance = 0.0
outputs = ("out",)


def make_args(n, dtype="float64", seed=0):
    """The loops begin at 0, but only this function knows that."""
    x = np.random.default_rng(seed).random(n, dtype)
    return x, 0, np.zeros(n, dtype)


def numpy(x, start, out):
    """Slices: no index at all."""
    np.add(x[start:], x[start:], out=out[start:])


@numba.njit
def njit_from(x, start, out):
    """From `start`, which might be negative for all the compiler knows."""
    for i in range(start, x.shape[0]):
        out[i] = x[i] + x[i]


@numba.njit
def njit_slice(x, start, out):
    """Slices first, then a loop from 0."""
    some, result = x[start:], out[start:]
    for i in range(some.shape[0]):
        result[i] = some[i] + some[i]


@numba.njit
def njit_unsigned(x, start, out):
    """From an unsigned start: no check."""
    for i in range(np.uint64(start), np.uint64(x.shape[0])):
        out[i] = x[i] + x[i]


@numba.njit(parallel=True)
def parallel_from(x, start, out):
    """prange from `start`."""
    for i in numba.prange(start, x.shape[0]):
        out[i] = x[i] + x[i]


@numba.njit(parallel=True)
def parallel_slice(x, start, out):
    """Slices first, then a prange from 0."""
    some, result = x[start:], out[start:]
    for i in numba.prange(some.shape[0]):
        result[i] = some[i] + some[i]


def data_bytes(n, itemsize):
    return 2 * n * itemsize


def bytes_moved(n, itemsize):
    return 2 * n * itemsize


def flops(n):
    return n


def claim(run):
    size = _claims.nearest(run, 10_000)
    check = _claims.times(run, "njit_slice", "njit_from", size)
    return (
        f"At {size:,} elements the loop from an unknown start takes {check:.2f} times as long as "
        "the one over a slice.",
        check > 1.3,
    )
