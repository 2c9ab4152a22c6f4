"""Polynomial of degree 63.

Does work that never waits for memory gain from every thread?

Horner's rule needs 126 operations for one number read and one written, so memory plays no
part, and threads scale at all but the smallest sizes: look at the Threads chart. What one
thread reaches is decided by waiting of another kind. Each step needs the one before, so
`njit` mostly waits for its own results; `fastmath` fuses multiplication and addition, and
the chain gets shorter. `blocks` then turns the loops inside out: one coefficient for 256
points at a time, none of which waits for another, in SIMD. NumPy's polyval does the same with
the whole array and carries it through memory 63 times.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Compute"
sizes = "1e2:1e6"
size_name = "points"
dtypes = ("float64", "float32")
reference = "blocks"
baseline = "njit"
# 63 roundings, in some variants fused; the coefficients are positive, so nothing cancels.
tolerance = {"float64": 1e-13, "float32": 5e-5}
outputs = ("out",)

coefficients = 64


def make_args(n, dtype="float64", seed=0):
    """Coefficients are an argument, so that no compiler can build them into its code."""
    rng = np.random.default_rng(seed)
    c = rng.random(coefficients, dtype)
    x = rng.random(n, dtype)
    return c, x, np.zeros(n, dtype)


def python(c, x, out):
    """Horner's rule in plain Python."""
    for i in range(x.shape[0]):
        value = c[0]
        for k in range(1, c.shape[0]):
            value = value * x[i] + c[k]
        out[i] = value


def numpy(c, x, out):
    """np.polyval: one pass over the whole array for each coefficient."""
    out[:] = np.polyval(c, x)


@numba.njit
def njit(c, x, out):
    """Horner's rule, compiled: point by point."""
    for i in range(x.shape[0]):
        value = c[0]
        for k in range(1, c.shape[0]):
            value = value * x[i] + c[k]
        out[i] = value


@numba.njit(fastmath=True)
def fastmath(c, x, out):
    """Multiplication and addition fused into one operation."""
    for i in range(x.shape[0]):
        value = c[0]
        for k in range(1, c.shape[0]):
            value = value * x[i] + c[k]
        out[i] = value


@numba.njit(fastmath=True)
def blocks(c, x, out):
    """256 points at a time through one coefficient after the other: SIMD."""
    for start in range(0, x.shape[0], 256):
        _horner(c, x[start : start + 256], out[start : start + 256])


@numba.njit(fastmath=True)
def _horner(c, x, out):
    """Horner's rule for a few points, which stay in the L1 cache from step to step."""
    out[:] = c[0]
    for k in range(1, c.shape[0]):
        for i in range(x.shape[0]):
            out[i] = out[i] * x[i] + c[k]


@numba.njit(parallel=True)
def parallel(c, x, out):
    """Point by point, with prange over the points."""
    for i in numba.prange(x.shape[0]):
        value = c[0]
        for k in range(1, c.shape[0]):
            value = value * x[i] + c[k]
        out[i] = value


@numba.njit(parallel=True, fastmath=True)
def parallel_fastmath(c, x, out):
    """Point by point, with prange and fused operations."""
    for i in numba.prange(x.shape[0]):
        value = c[0]
        for k in range(1, c.shape[0]):
            value = value * x[i] + c[k]
        out[i] = value


@numba.njit(parallel=True, fastmath=True)
def parallel_blocks(c, x, out):
    """Threads, SIMD and fused operations: prange over blocks of 256 points."""
    for block in numba.prange((x.shape[0] + 255) // 256):
        start = block * 256
        _horner(c, x[start : start + 256], out[start : start + 256])


@numba.guvectorize(
    ["(float64[:], float64, float64[:])", "(float32[:], float32, float32[:])"],
    "(k),()->()",
    target="parallel",
)
def guvectorize_parallel(c, x, out):
    """A generalised ufunc: written for one point, called for all of them on all threads."""
    value = c[0]
    for k in range(1, c.shape[0]):
        value = value * x + c[k]
    out[0] = value


def data_bytes(n, itemsize):
    return (2 * n + coefficients) * itemsize


def bytes_moved(n, itemsize):
    return (2 * n + coefficients) * itemsize


def flops(n):
    """A multiplication and an addition for each coefficient but the first."""
    return 2 * (coefficients - 1) * n


def claim(run):
    most = _claims.most_threads(run)
    size = _claims.largest(run, "parallel", "njit", "fastmath", "blocks")
    threads = _claims.gain(run, "parallel", size)
    fused = _claims.times(run, "fastmath", "njit", size)
    blocked = _claims.times(run, "blocks", "njit", size)
    return (
        f"{most} threads are {threads:.2f} times as fast as one at {size:,} points; on one thread "
        f"fused operations are worth a factor of {fused:.2f}, blocks one of {blocked:.2f}.",
        threads > 1.5 and blocked > 1.5,
    )
