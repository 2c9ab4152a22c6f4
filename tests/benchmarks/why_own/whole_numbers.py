"""Functions of whole numbers of several widths, whose limit is known by experiment."""

import numba
import numpy as np


def make_args(n, dtype="float64", seed=0):
    random = np.random.default_rng(seed)
    wide = random.integers(1, 1_000_000, n)
    small = random.integers(0, 100, n).astype(np.int8)
    return wide, wide.astype(np.int32), small, np.zeros_like(wide)


@numba.njit
def mixed_up(wide, narrow, small, out):
    h = np.uint64(88172645463325252)
    for _ in range(wide.shape[0]):
        h ^= h << np.uint64(13)
        h ^= h >> np.uint64(7)
        h ^= h << np.uint64(17)
    return h


@numba.njit
def small_sum(wide, narrow, small, out):
    total = 0
    for i in range(small.shape[0]):
        total += small[i]
    return total


@numba.njit
def narrow_squares(wide, narrow, small, out):
    for i in range(narrow.shape[0]):
        out[i] = narrow[i] * narrow[i]


@numba.njit
def wide_powers(wide, narrow, small, out):
    for i in range(wide.shape[0]):
        v = wide[i]
        w = v * v
        w = (w ^ v) * w
        w = (w ^ v) * w
        out[i] = (w ^ v) * w


@numba.njit
def remainders(wide, narrow, small, out):
    for i in range(1, wide.shape[0]):
        out[i] = wide[i - 1] % wide[i]


@numba.njit
def common(wide, narrow, small, out):
    """Greatest common divisors: in each step the next one waits for the last."""
    total = 0
    for i in range(1, wide.shape[0]):
        a, b = wide[i - 1], wide[i]
        while b:
            a, b = b, a % b
        total += a
    return total


@numba.njit
def bins(wide, narrow, small, out):
    for i in range(small.shape[0]):
        out[small[i]] += 1


@numba.njit
def searched(wide, narrow, small, out):
    """Binary search in numbers that count up."""
    n = wide.shape[0]
    total = 0
    for i in range(n):
        wanted = (wide[i] * 7919) % n
        low, high = 0, n
        while low < high:
            middle = (low + high) >> 1
            if middle < wanted:
                low = middle + 1
            else:
                high = middle
        total += low
    return total


@numba.njit
def collatz(wide, narrow, small, out):
    longest = 0
    for i in range(wide.shape[0]):
        n, steps = wide[i], 0
        while n > 1 and steps < 100:
            n = n >> 1 if n & 1 == 0 else 3 * n + 1
            steps += 1
        longest = max(longest, steps)
    return longest


@numba.njit
def differences(wide, narrow, small, out):
    for i in range(1, wide.shape[0]):
        out[i] = wide[i] - wide[i - 1]
