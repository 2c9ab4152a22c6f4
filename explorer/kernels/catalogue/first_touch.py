"""New memory: the first touch.

What does it cost to return a new array from every call?

The operating system hands out memory only when it is touched, page by page, and clears every
page first. An array made inside the call pays for that each time it is large enough to come
fresh from the system; `reuse` writes into one that the caller keeps. Small arrays come back
from a store that Python and Numba keep, and cost next to nothing: look for the size where
the curves part. `njit_zeros` writes such memory twice where it comes from that store.
Threads share the work of touching, too: compare `parallel` with `njit` at the largest size.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Memory"
sizes = "1e4:1e7"
size_name = "elements"
dtypes = ("float64", "float32")
reference = "reuse"
baseline = "njit"
# The same multiplication in every variant.
tolerance = 0.0


def make_args(n, dtype="float64", seed=0):
    """Numbers, and room for twice the numbers; it holds them already, so no call changes it."""
    x = np.random.default_rng(seed).random(n, dtype)
    return x, x + x


def numpy(x, room):
    """An array expression: a new array in every call."""
    return x + x


def numpy_reuse(x, room):
    """The same with out=: the caller's array."""
    return np.add(x, x, out=room)


@numba.njit
def njit(x, room):
    """A new array in every call."""
    twice = np.empty_like(x)
    for i in range(x.shape[0]):
        twice[i] = x[i] + x[i]
    return twice


@numba.njit
def njit_zeros(x, room):
    """A new array of zeros in every call, then overwritten."""
    twice = np.zeros_like(x)
    for i in range(x.shape[0]):
        twice[i] = x[i] + x[i]
    return twice


@numba.njit
def reuse(x, room):
    """The caller's array."""
    for i in range(x.shape[0]):
        room[i] = x[i] + x[i]
    return room


@numba.njit(parallel=True)
def parallel(x, room):
    """A new array in every call, touched by all threads."""
    twice = np.empty_like(x)
    for i in numba.prange(x.shape[0]):
        twice[i] = x[i] + x[i]
    return twice


@numba.njit(parallel=True)
def parallel_reuse(x, room):
    """The caller's array, written by all threads."""
    for i in numba.prange(x.shape[0]):
        room[i] = x[i] + x[i]
    return room


def data_bytes(n, itemsize):
    return 2 * n * itemsize


def bytes_moved(n, itemsize):
    """One array read, one written; clearing new pages is not counted."""
    return 2 * n * itemsize


def flops(n):
    return n


def claim(run):
    size = _claims.largest(run, "njit", "reuse")
    small = min(run.plan.sizes)
    much = _claims.times(run, "reuse", "njit", size)
    little = _claims.times(run, "reuse", "njit", small)
    return (
        f"A new array for every call takes {little:.2f} times as long as one that is kept at "
        f"{small:,} elements, and {much:.2f} times at {size:,}.",
        much > 1.5 and much > little,
    )
