"""Collatz: the type of a loop's index.

Why is a parallel loop with one thread slower than a serial one?

How many steps does a number take to 1, halved if even, else tripled plus one? In
`prange(limit)`, which starts at 0, Numba makes the index an unsigned integer, since it is
never negative. Handed to a function, it is mixed there with ordinary, signed numbers, and
for that mixture the result is a float: every step is computed in floating point. Look at
`parallel_from_0` with one thread. `prange(1, limit)` and a conversion both keep whole
numbers whole. Some numbers take many steps and others few, but so thoroughly mixed that
threads share them well.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Sharing work"
sizes = "1e2:1e5"
size_name = "numbers"
dtypes = ("int64",)
reference = "njit"
baseline = "njit"
# Whole numbers, and all the floats on the way are small enough to be exact.
tolerance = 0.0
outputs = ("steps",)


def make_args(n, dtype="int64", seed=0):
    """Room for the steps of the numbers below n; the seed changes nothing."""
    return (np.zeros(n, dtype),)


def python(steps):
    """The loop in plain Python."""
    steps[:1] = 0
    for start in range(1, steps.shape[0]):
        n = start
        count = 0
        while n > 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            count += 1
        steps[start] = count


@numba.njit
def _steps_to_one(n):
    count = 0
    while n > 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        count += 1
    return count


@numba.njit
def njit(steps):
    """range: a signed index, on one thread."""
    for n in range(steps.shape[0]):
        steps[n] = _steps_to_one(n)


@numba.njit(parallel=True)
def parallel_from_0(steps):
    """prange(limit): an unsigned index."""
    for n in numba.prange(steps.shape[0]):
        steps[n] = _steps_to_one(n)


@numba.njit(parallel=True)
def parallel_from_1(steps):
    """prange(1, limit): a signed index."""
    steps[:1] = 0
    for n in numba.prange(1, steps.shape[0]):
        steps[n] = _steps_to_one(n)


@numba.njit(parallel=True)
def parallel_int64(steps):
    """prange(limit), with the index converted to a signed integer."""
    for n in numba.prange(steps.shape[0]):
        steps[n] = _steps_to_one(np.int64(n))


def data_bytes(n, itemsize):
    return n * itemsize


def claim(run):
    size = _claims.largest(run, "parallel_from_0", "parallel_from_1")
    factor = _claims.times(run, "parallel_from_1", "parallel_from_0", size)
    serial = _claims.times(run, "njit", "parallel_from_0", size)
    return (
        f"With one thread prange(limit) takes {factor:.1f} times as long as prange(1, limit), and "
        f"{serial:.1f} times as long as range ({size:,} numbers).",
        factor > 2,
    )
