"""Functions of an array and of places in it, at random, whose limit is known by experiment."""

import numba
import numpy as np


def make_args(n, dtype="float64", seed=0):
    random = np.random.default_rng(seed)
    order = random.permutation(n)
    after = np.empty(n, np.int64)
    after[order] = np.roll(order, 1)  # one circle through all places
    return random.random(n), after


@numba.njit
def chased(x, after):
    at = 0
    for _ in range(after.shape[0]):
        at = after[at]
    return at


@numba.njit
def chased_sum(x, after):
    at, total = 0, 0.0
    for _ in range(after.shape[0]):
        total += x[at]
        at = after[at]
    return total


@numba.njit(fastmath=True)
def gathered(x, after):
    total = 0.0
    for i in range(after.shape[0]):
        total += x[after[i]]
    return total


@numba.njit
def counted(x, after):
    counts = np.zeros(64, np.int64)
    for i in range(after.shape[0]):
        counts[after[i] & 63] += 1
    return counts[0]


@numba.njit
def counted_at_one(x, after):
    counts = np.zeros(64, np.int64)
    for i in range(after.shape[0]):
        counts[after[i] >> 40] += 1
    return counts[0]


@numba.njit
def divisors(x, after):
    total = 0
    for i in range(after.shape[0]):
        a, b = after[i] + 1, 5040
        while b:
            a, b = b, a % b
        total += a
    return total


@numba.njit
def hashed(x, after):
    h = np.uint64(1469598103934665603)
    for i in range(after.shape[0]):
        h = (h ^ np.uint64(after[i])) * np.uint64(1099511628211)
    return h


@numba.njit
def found(x, after):
    """Binary search of each place among the sorted ones."""
    n = after.shape[0]
    total = 0
    for i in range(n):
        low, high = 0, n
        while low < high:
            middle = (low + high) >> 1
            if middle < after[i]:
                low = middle + 1
            else:
                high = middle
        total += low
    return total


@numba.njit
def whole_sum(x, after):
    total = 0
    for i in range(after.shape[0]):
        total += after[i]
    return total


@numba.njit
def spread(x, after):
    for i in range(after.shape[0]):
        x[after[i]] = i
