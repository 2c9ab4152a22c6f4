"""Triad: out = b + s·c.

How many threads does it take to fill the road to memory?

Two operations need three numbers fetched or stored, so the processor mostly waits for data.
While the arrays fit the caches, each thread brings a cache of its own and the work scales.
Beyond them all threads share one road to memory: look at the Threads chart at the largest
size, and at how little separates the compiled variants there. `numpy` makes two temporary
arrays on the way and pays for their traffic. `vectorize_parallel` is the odd one: on the
OpenMP layer Numba calls such a ufunc once for every single element, which is fine for long
formulas and ruins this short one (the tbb layer hands out blocks).
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Memory"
sizes = "1e3:1e7"
size_name = "elements"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# A fused multiply-add rounds once instead of twice; b + s·c has no cancellation here.
tolerance = {"float64": 1e-15, "float32": 5e-7}
outputs = ("out",)


def make_args(n, dtype="float64", seed=0):
    rng = np.random.default_rng(seed)
    b = rng.random(n, dtype)
    c = rng.random(n, dtype)
    s = np.dtype(dtype).type(3)  # of the arrays' type, or float32 would be computed as float64
    return b, c, s, np.zeros(n, dtype)


def numpy(b, c, s, out):
    """The array expression: two temporary arrays, then a copy."""
    out[:] = b + s * c


@numba.njit
def njit(b, c, s, out):
    """The loop, compiled: one pass, SIMD, one thread."""
    for i in range(out.shape[0]):
        out[i] = b[i] + s * c[i]


@numba.njit(parallel=True)
def parallel(b, c, s, out):
    """The same loop with prange: each thread takes a share of the arrays."""
    for i in numba.prange(out.shape[0]):
        out[i] = b[i] + s * c[i]


@numba.njit(parallel=True)
def parallel_expression(b, c, s, out):
    """NumPy's array expression under parallel=True: fused into one parallel loop."""
    out[:] = b + s * c


@numba.vectorize
def vectorize(b, c, s):
    """A ufunc from the formula for one element, on one thread."""
    return b + s * c


@numba.vectorize(
    ["float64(float64, float64, float64)", "float32(float32, float32, float32)"],
    target="parallel",
)
def vectorize_parallel(b, c, s):
    """The same ufunc on all threads: target="parallel" needs its types spelled out."""
    return b + s * c


def data_bytes(n, itemsize):
    return 3 * n * itemsize


def bytes_moved(n, itemsize):
    """Two reads and a write; that the write first reads its cache line is not counted."""
    return 3 * n * itemsize


def flops(n):
    return 2 * n


def claim(run):
    most, last = _claims.most_threads(run), _claims.largest(run, "parallel")
    measured = [n for n in run.plan.sizes if _claims.is_measured(run, "parallel", n, most)]
    each = {n: _claims.seconds(run, "parallel", n, most) / n for n in measured}
    best = min(each, key=each.get)
    factor = each[last] / each[best]
    return (
        f"With {most} threads an element takes {1e9 * each[best]:.2f} ns at {best:,} elements and "
        f"{factor:.1f} times that at {last:,}, where {most} threads are "
        f"{_claims.gain(run, 'parallel', last):.2f} times as fast as one.",
        factor > 1.5,
    )
