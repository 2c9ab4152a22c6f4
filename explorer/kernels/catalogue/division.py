"""Division, and what guards it.

What does Python's ZeroDivisionError cost when nothing is ever zero?

Python raises an error where a divisor is 0, and so does `njit`: it looks at every divisor,
and a loop that may end early cannot use SIMD. `error_model_numpy` divides as NumPy does,
giving inf or nan, and is vectorised. `fastmath` does not lift the check. Then look at
`parallel` with one thread: it is about as fast as the NumPy model, because inside a
prange loop nothing is raised, whatever the error model; the speed-up over `njit` is not
from threads. `boundscheck` costs next to nothing here, where the compiler can see which
indices come; the kernel `gather` shows where it costs.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Compute"
sizes = "1e2:1e6"
size_name = "elements"
dtypes = ("float64", "float32")
reference = "numpy"
baseline = "njit"
# A division is rounded correctly; fastmath may multiply by a reciprocal instead.
tolerance = {"float64": 1e-15, "float32": 5e-7}
outputs = ("out",)


def make_args(n, dtype="float64", seed=0):
    rng = np.random.default_rng(seed)
    a = rng.random(n, dtype)
    b = 1 + rng.random(n, dtype)
    return a, b, np.zeros(n, dtype)


def python(a, b, out):
    """The loop in plain Python."""
    for i in range(a.shape[0]):
        out[i] = a[i] / b[i]


def numpy(a, b, out):
    """np.divide: SIMD, a zero gives inf or nan."""
    np.divide(a, b, out=out)


@numba.njit
def njit(a, b, out):
    """The default: a zero raises ZeroDivisionError."""
    for i in range(a.shape[0]):
        out[i] = a[i] / b[i]


@numba.njit(fastmath=True)
def fastmath(a, b, out):
    """fastmath: a zero still raises."""
    for i in range(a.shape[0]):
        out[i] = a[i] / b[i]


@numba.njit(error_model="numpy")
def error_model_numpy(a, b, out):
    """A zero gives inf or nan, as in NumPy."""
    for i in range(a.shape[0]):
        out[i] = a[i] / b[i]


@numba.njit(boundscheck=True)
def boundscheck(a, b, out):
    """The default, with an IndexError for an index out of bounds."""
    for i in range(a.shape[0]):
        out[i] = a[i] / b[i]


@numba.njit(parallel=True)
def parallel(a, b, out):
    """prange with the default error model, which prange ignores."""
    for i in numba.prange(a.shape[0]):
        out[i] = a[i] / b[i]


@numba.njit(parallel=True, error_model="numpy")
def parallel_error_model_numpy(a, b, out):
    """prange with NumPy's error model."""
    for i in numba.prange(a.shape[0]):
        out[i] = a[i] / b[i]


def data_bytes(n, itemsize):
    return 3 * n * itemsize


def bytes_moved(n, itemsize):
    return 3 * n * itemsize


def flops(n):
    return n


def claim(run):
    size = _claims.nearest(run, 10_000)
    model = _claims.times(run, "error_model_numpy", "njit", size)
    large = _claims.largest(run, "parallel", "njit")
    one = _claims.times(run, "parallel", "njit", large)
    return (
        f"Without ZeroDivisionError the loop is {model:.2f} times as fast at {size:,} elements; so "
        f"is prange with a single thread, {one:.2f} times at {large:,}.",
        model > 1.3 and one > 1.3,
    )
