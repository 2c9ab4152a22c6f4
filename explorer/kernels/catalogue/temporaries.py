"""Small arrays inside a loop.

What does it cost to write vector notation inside a loop?

The distance of two points reads well as `v = a[i] - b[i]` and its norm. But each `v` is a
new array: memory is asked for and given back for every point, and that takes far longer
than three subtractions. `njit_scalars` spells the components out and needs no memory. Look
at how much better than the vectors it is on a single thread; a second thread
(`parallel_vectors`) comes nowhere near it. `parallel_flat` goes one step further: it runs
through the points as one long row, with an index that cannot be negative, and that opens the
way to SIMD; look at the sizes that fit the caches. `numpy` works with few large arrays.
"""

import math

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Memory"
sizes = "1e2:1e6"
size_name = "points"
dtypes = ("float64", "float32")
reference = "njit_scalars"
baseline = "njit_vectors"
# Three squares added in another order, perhaps fused.
tolerance = {"float64": 1e-14, "float32": 1e-6}
outputs = ("out",)


def make_args(n, dtype="float64", seed=0):
    a, b = np.random.default_rng(seed).random((2, n, 3), dtype)
    return a, b, np.zeros(n, dtype)


def numpy(a, b, out):
    """One norm over the whole array."""
    out[:] = np.linalg.norm(a - b, axis=1)


def python_vectors(a, b, out):
    """A NumPy expression for each point, interpreted."""
    for i in range(a.shape[0]):
        v = a[i] - b[i]
        out[i] = np.sqrt(np.sum(v * v))


@numba.njit
def njit_vectors(a, b, out):
    """The same expression, compiled: new arrays for every point."""
    for i in range(a.shape[0]):
        v = a[i] - b[i]
        out[i] = np.sqrt(np.sum(v * v))


@numba.njit
def njit_scalars(a, b, out):
    """The components written out: no arrays."""
    for i in range(a.shape[0]):
        x = a[i, 0] - b[i, 0]
        y = a[i, 1] - b[i, 1]
        z = a[i, 2] - b[i, 2]
        out[i] = math.sqrt(x * x + y * y + z * z)


@numba.njit(parallel=True)
def parallel_vectors(a, b, out):
    """New arrays for every point, in every thread."""
    for i in numba.prange(a.shape[0]):
        v = a[i] - b[i]
        out[i] = np.sqrt(np.sum(v * v))


@numba.njit(parallel=True)
def parallel_scalars(a, b, out):
    """The components written out, with prange."""
    for i in numba.prange(a.shape[0]):
        x = a[i, 0] - b[i, 0]
        y = a[i, 1] - b[i, 1]
        z = a[i, 2] - b[i, 2]
        out[i] = math.sqrt(x * x + y * y + z * z)


@numba.njit(parallel=True)
def parallel_flat(a, b, out):
    """The components as one long row, its index without a sign: SIMD."""
    a, b = a.reshape(-1), b.reshape(-1)
    for i in numba.prange(out.shape[0]):
        k = np.uint64(3) * i  # unsigned as i is; 3 * i would be a float
        x = a[k] - b[k]
        y = a[k + np.uint64(1)] - b[k + np.uint64(1)]
        z = a[k + np.uint64(2)] - b[k + np.uint64(2)]
        out[i] = math.sqrt(x * x + y * y + z * z)


def data_bytes(n, itemsize):
    return 7 * n * itemsize


def bytes_moved(n, itemsize):
    """Two points read and a distance written; temporaries not counted."""
    return 7 * n * itemsize


def flops(n):
    """Three subtractions, three squares, two additions and a root."""
    return 9 * n


def claim(run):
    size = _claims.largest(run, "njit_vectors", "njit_scalars")
    scalars = _claims.times(run, "njit_scalars", "njit_vectors", size)
    cached = _claims.nearest(run, 100_000)
    flat = _claims.times(run, "parallel_flat", "parallel_scalars", cached)
    return (
        f"On one thread the loop without arrays is {scalars:.1f} times as fast at {size:,} points; "
        f"one long row makes it {flat:.1f} times as fast again at {cached:,}.",
        scalars > 4 and flat > 1.5,
    )
