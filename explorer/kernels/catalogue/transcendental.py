"""Sine times exponential.

Who computes the faster sine, NumPy or Numba?

Numba calls the C library's sin and exp for one number at a time, and `fastmath` changes
nothing about that. NumPy brings SIMD versions of its own for many processors: on one thread
it may well be ahead of `njit`, until its temporary arrays outgrow the caches. Numba's answer
is threads: a function call takes long enough that nothing waits for memory, so `parallel`
scales at all but the smallest sizes. In a ufunc for all threads (`vectorize_parallel`) one
more call for each element shows, but does not ruin it. What the calls themselves cost shows
`parallel_series`: with both functions written out as series there is nothing left to call,
and the loop becomes SIMD. To stay so it must do without what many processors have for one
number only: converting to 64-bit integers, and the rest of a division. Adding a number so
large that no digit behind the point is left rounds just as well.
"""

import math

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Compute"
sizes = "1e2:1e6"
size_name = "elements"
dtypes = ("float64", "float32")
reference = "numpy"
baseline = "njit"
# Libraries promise 1 to 4 units in the last place for each function.
tolerance = {"float64": 4e-15, "float32": 2e-6}
outputs = ("out",)


def make_args(n, dtype="float64", seed=0):
    x = np.random.default_rng(seed).random(n, dtype)
    return x, np.zeros(n, dtype)


def python(x, out):
    """The loop in plain Python."""
    for i in range(x.shape[0]):
        out[i] = math.sin(x[i]) * math.exp(-x[i])


def numpy(x, out):
    """NumPy's own SIMD functions, one array after the other."""
    out[:] = np.sin(x) * np.exp(-x)


@numba.njit
def njit(x, out):
    """The loop, compiled: calls the C library for each number."""
    for i in range(x.shape[0]):
        out[i] = math.sin(x[i]) * math.exp(-x[i])


@numba.njit(fastmath=True)
def fastmath(x, out):
    """fastmath: the same calls."""
    for i in range(x.shape[0]):
        out[i] = math.sin(x[i]) * math.exp(-x[i])


@numba.njit(parallel=True)
def parallel(x, out):
    """The loop with prange."""
    for i in numba.prange(x.shape[0]):
        out[i] = math.sin(x[i]) * math.exp(-x[i])


@numba.njit(parallel=True, fastmath={"contract"})
def parallel_series(x, out):
    """prange, with sine and exponential as series of our own: SIMD."""
    for i in numba.prange(x.shape[0]):
        out[i] = _sin(x[i]) * _exp(-x[i])


_SIN = tuple((-1) ** k / math.factorial(2 * k + 1) for k in range(9, -1, -1))
_EXP = tuple(1 / math.factorial(k) for k in range(13, -1, -1))


_ROUNDING = 1.5 * 2.0**52
"""Added, it leaves no digit behind the point: the sum's lowest bits are the rounded number."""


@numba.njit(fastmath={"contract"})
def _sin(x):
    """Taylor's series for what is left of x after half turns; good for |x| below 10⁵."""
    shifted = x * (1 / math.pi) + _ROUNDING
    turns = shifted - _ROUNDING
    r = (x - turns * math.pi) - turns * 1.2246467991473532e-16  # the digits that math.pi lacks
    series = 0.0
    for c in _SIN:
        series = series * (r * r) + c
    sign = np.float64(shifted).view(np.int64) << 63  # of an odd number of half turns
    return np.int64(np.float64(r * series).view(np.int64) ^ sign).view(np.float64)


@numba.njit(fastmath={"contract"})
def _exp(x):
    """Taylor's series for what is left of x after powers of 2; good for |x| below 700."""
    shifted = x * (1 / math.log(2)) + _ROUNDING
    twos = shifted - _ROUNDING
    r = (x - twos * math.log(2)) - twos * 2.3190468138462996e-17  # the digits that it lacks
    series = 0.0
    for c in _EXP:
        series = series * r + c
    power = (np.float64(shifted).view(np.int64) + 1023) << 52  # of 2, as a float's exponent
    return series * np.int64(power).view(np.float64)


@numba.vectorize
def vectorize(x):
    """A ufunc from the formula for one number, on one thread."""
    return math.sin(x) * math.exp(-x)


@numba.vectorize(["float64(float64)", "float32(float32)"], target="parallel")
def vectorize_parallel(x):
    """The same ufunc on all threads."""
    return math.sin(x) * math.exp(-x)


def data_bytes(n, itemsize):
    return 2 * n * itemsize


def bytes_moved(n, itemsize):
    return 2 * n * itemsize


def flops(n):
    """Sine, exponential, sign and product count as one operation each."""
    return 4 * n


def claim(run):
    most, size = _claims.most_threads(run), _claims.nearest(run, 100_000)
    same = _claims.times(run, "fastmath", "njit", size)
    numpy_ = _claims.times(run, "numpy", "njit", size)
    threads = _claims.gain(run, "parallel", size)
    series = _claims.times(run, "parallel_series", "parallel", size)
    return (
        f"At {size:,} elements fastmath is {same:.2f} times as fast as njit and NumPy "
        f"{numpy_:.2f} times, on one thread; {most} threads are {threads:.2f} times as fast as "
        f"one, and series {series:.1f} times as fast as calls.",
        0.8 < same < 1.25 and threads > 1.4 and series > 2,
    )
