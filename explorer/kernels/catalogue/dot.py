"""Dot product.

How much of fastmath does a sum need?

`njit` must add in the order that is written, and each addition waits for the last one.
`reassoc` grants a single permission, to add up in another order, and nothing else of
fastmath; that is all SIMD needs, and NaN and infinity keep their meaning. Look at a size in
the middle, where the arrays fit the caches: `reassoc` and `fastmath` are one curve. With
float32 there is a second trap: `total = 0.0` is a float64, so every product is widened to
64 bits; `fastmath_same_type` starts from a zero of the arrays' own type. At the largest
sizes memory sets the pace for all.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Reductions"
sizes = "1e3:1e7"
size_name = "elements"
dtypes = ("float64", "float32")
reference = "fastmath"
baseline = "njit"
# Rounding in another order and, in a float32 sum, at 24 bits: about √n·eps in practice.
tolerance = {"float64": 1e-10, "float32": 1e-3}
threaded = ("numpy",)


def make_args(n, dtype="float64", seed=0):
    a, b = np.random.default_rng(seed).random((2, n), dtype)
    return a, b


def numpy(a, b):
    """np.dot: the BLAS that NumPy brings, with its own threads."""
    return np.dot(a, b)


@numba.njit
def njit(a, b):
    """The loop, compiled: one addition after the other."""
    total = 0.0
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total


@numba.njit(fastmath={"reassoc", "nsz"})
def reassoc(a, b):
    """Only reordering is allowed: enough for SIMD."""
    total = 0.0
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total


@numba.njit(fastmath=True)
def fastmath(a, b):
    """All of fastmath: reordering, fused multiply-add, no NaN or infinity expected."""
    total = 0.0
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total


@numba.njit(fastmath=True)
def fastmath_same_type(a, b):
    """fastmath, with a sum of the arrays' own type instead of float64."""
    total = a.dtype.type(0)
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total


@numba.njit(parallel=True, fastmath=True)
def parallel_fastmath(a, b):
    """Threads and SIMD, with a float64 sum."""
    total = 0.0
    for i in numba.prange(a.shape[0]):
        total += a[i] * b[i]
    return total


def data_bytes(n, itemsize):
    return 2 * n * itemsize


def bytes_moved(n, itemsize):
    return 2 * n * itemsize


def flops(n):
    """A multiplication and an addition each."""
    return 2 * n


def claim(run):
    size = _claims.nearest(run, 100_000)
    gain = _claims.times(run, "reassoc", "njit", size)
    rest = _claims.times(run, "fastmath", "reassoc", size)
    return (
        f"At {size:,} elements the permission to reorder makes the loop {gain:.2f} times as fast, "
        f"and all the rest of fastmath {rest:.2f} times.",
        gain > 1.5 and 0.75 < rest < 1.33,
    )
