"""Collatz: the type of a loop's index.

Why can prange be slower than range on the same thread?

The number of steps to reach 1 is found with whole numbers only. In `prange(limit)` Numba
makes the index an unsigned integer, and mixing it with signed ones turns the arithmetic
inside into floating point or 128-bit... 
"""

import numba
import numpy as np

group = "Sharing work"
sizes = "1e2:1e5"
size_name = "numbers"
dtypes = ("int64",)
reference = "njit"
baseline = "njit"
# Whole numbers.
tolerance = 0.0
outputs = ("steps",)


def make_args(n, dtype="int64", seed=0):
    """Room for the steps of the numbers below n; the seed changes nothing."""
    return (np.zeros(n, dtype),)


def python(steps):
    """The loop in plain Python."""
    for start in range(1, steps.shape[0]):
        n = start
        count = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            count += 1
        steps[start] = count


@numba.njit
def njit(steps):
    steps[:1] = 0
    for start in range(1, steps.shape[0]):
        n = start
        count = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            count += 1
        steps[start] = count


@numba.njit(parallel=True)
def parallel(steps):
    steps[:1] = 0
    for i in numba.prange(steps.shape[0] - 1):
        n = i + 1
        count = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            count += 1
        steps[i+1] = count


@numba.njit(parallel=True)
def parallel_from_1(steps):
    steps[:1] = 0
    for start in numba.prange(1, steps.shape[0]):
        n = start
        count = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            count += 1
        steps[start] = count


@numba.njit(parallel=True)
def parallel_int64(steps):
    steps[:1] = 0
    for i in numba.prange(steps.shape[0] - 1):
        n = np.int64(i) + 1
        count = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            count += 1
        steps[i+1] = count
