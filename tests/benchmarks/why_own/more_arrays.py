"""More functions of an array of numbers, each of another kind; limits by experiment."""

import math

import numba
import numpy as np


def make_args(n, dtype="float64", seed=0):
    random = np.random.default_rng(seed)
    return random.random(n), np.zeros(n)


@numba.njit
def packed(x, out):
    """Keeps the larger numbers, one behind the other."""
    count = 0
    for i in range(x.shape[0]):
        if x[i] > 0.5:
            out[count] = x[i]
            count += 1
    return count


@numba.njit
def strided(x, out):
    total = 0.0
    for first in range(8):
        for i in range(first, x.shape[0], 8):
            total += x[i]
    return total


@numba.njit
def four_sums(x, out):
    a = b = c = d = 0.0
    for i in range(0, x.shape[0] - 3, 4):
        a += x[i]
        b += x[i + 1]
        c += x[i + 2]
        d += x[i + 3]
    return a + b + c + d


@numba.njit
def inverse(x, out):
    for i in range(x.shape[0]):
        out[i] = 1.0 / x[i]


@numba.njit
def exponential_sum(x, out):
    total = 0.0
    for i in range(x.shape[0]):
        total += math.exp(x[i])
    return total


@numba.njit
def length(x, out):
    y = 0.0
    for i in range(x.shape[0]):
        y = math.sqrt(y * y + x[i])
    return y


@numba.njit
def triangle(x, out):
    total = 0
    for i in range(x.shape[0]):
        total += i * i
    return total


@numba.njit
def cleared(x, out):
    for i in range(x.shape[0]):
        out[i] = 0.0


@numba.njit
def made(x, out):
    """Allocates its result, and touches all of it."""
    result = np.empty_like(x)
    for i in range(x.shape[0]):
        result[i] = x[i] + 1.0
    return result


@numba.njit
def highest(x, out):
    best = x[0]
    for i in range(x.shape[0]):
        best = max(best, x[i])
    return best


@numba.njit
def clipped(x, out):
    for i in range(x.shape[0]):
        out[i] = min(max(x[i], 0.2), 0.8)


@numba.njit
def weighted(x, out):
    """A polynomial and a division for each number."""
    for i in range(x.shape[0]):
        v = x[i]
        out[i] = ((0.3 * v + 0.2) * v + 1.0) / ((0.1 * v + 0.7) * v + 2.0)


@numba.njit
def compound(x, out):
    """A product with a sum in each step."""
    y = 1.0
    for i in range(x.shape[0]):
        y = y * 0.999 + x[i] * 0.5
    return y


@numba.njit
def pairs_of(x, out):
    """An array of two in every turn."""
    total = 0.0
    for i in range(x.shape[0]):
        total += np.array([x[i], 1.0])[0]
    return total


@numba.njit(parallel=True)
def shared_sum(x, out):
    total = 0.0
    for i in numba.prange(x.shape[0]):
        total += x[i]
    return total


@numba.njit(parallel=True)
def shared_roots(x, out):
    for i in numba.prange(x.shape[0]):
        out[i] = math.sqrt(x[i])


@numba.njit(parallel=True)
def shared_growing(x, out):
    """The further behind, the more there is to do."""
    for i in numba.prange(x.shape[0]):
        y = 0.0
        for j in range(i):
            y = y * 0.5 + x[j]
        out[i] = y


@numba.njit(parallel=True)
def shared_counts(x, out):
    """Each thread counts in a place of its own, all of them in one cache line."""
    threads = numba.get_num_threads()
    for thread in numba.prange(threads):
        for i in range(x.shape[0]):
            out[thread] += x[i]
