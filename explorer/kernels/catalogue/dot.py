"""Dot product.

What does a harmless 0.0 cost a sum of float32 numbers?

`total = 0.0` is a float64. With float32 arrays every product is then widened to 64 bits, and
a SIMD instruction holds half as many: compare `fastmath` with `fastmath_same_type`, which
starts from a zero of the arrays' own type (and rounds more coarsely, with float32). SIMD
itself needs the permission to add up in another order, and nothing else of fastmath:
`reassoc` grants just that and keeps NaN and infinity as they are. Look at a size in the
middle, where the arrays fit the caches; at the largest ones memory sets the pace for all.
"""

import numba
import numpy as np

group = "Reductions"
sizes = "1e3:1e7"
size_name = "elements"
dtypes = ("float32", "float64")
reference = "fastmath"
baseline = "njit"
# Rounding in another order and, in a float32 sum, at 24 bits: about √n·eps in practice.
tolerance = {"float64": 1e-10, "float32": 1e-3}
threaded = ("numpy",)


def make_args(n, dtype="float32", seed=0):
    a, b = np.random.default_rng(seed).random((2, n)).astype(dtype)
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
