"""Functions of an array of numbers, whose limit is known by experiment."""

import math

import numba
import numpy as np


def make_args(n, dtype="float64", seed=0):
    return (np.random.default_rng(seed).random(n),)


@numba.njit
def filtered(x):
    y = 0.0
    for i in range(x.shape[0]):
        y = 0.9 * y + 0.1 * x[i]
    return y


@numba.njit
def horner(x):
    y = 0.0
    for i in range(x.shape[0]):
        y = y * 0.5 + x[i]
    return y


@numba.njit(error_model="numpy")
def fraction(x):
    y = 1.0
    for i in range(x.shape[0]):
        y = x[i] / (1.0 + y)
    return y


@numba.njit
def squares(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i] * x[i]
    return total


@numba.njit
def two_sums(x):
    a = b = 0.0
    for i in range(0, x.shape[0] - 1, 2):
        a += x[i]
        b += x[i + 1]
    return a + b


@numba.njit(fastmath=True)
def squares_fast(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i] * x[i]
    return total


@numba.njit
def roots(x):
    out = np.empty_like(x)
    for i in range(x.shape[0]):
        out[i] = math.sqrt(x[i])
    return out


@numba.njit
def root_into(x):
    for i in range(x.shape[0]):
        x[i] = math.sqrt(x[i])


@numba.njit
def exponentials(x):
    for i in range(x.shape[0]):
        x[i] = math.exp(-x[i])


@numba.njit
def either(x):
    a, b = 0.0, 1.0
    for i in range(x.shape[0]):
        if x[i] > 0.5:
            a = a * 0.5 + x[i]
        else:
            b = b + a
    return a + b


@numba.njit
def above(x):
    count = 0
    for i in range(x.shape[0]):
        if x[i] > 0.5:
            count += 1
    return count


@numba.njit
def walk(x):
    """Each step looks at one of both neighbours, as the number says."""
    at = 0
    steps = 0
    while at < x.shape[0]:
        at += 1 if x[at] > 0.5 else 2
        steps += 1
    return steps


@numba.njit
def sparse_reads(x):
    total = 0.0
    for i in range(0, x.shape[0], 16):
        total += x[i]
    return total


@numba.njit
def bubble(x):
    y = x[:64].copy()
    for _ in range(x.shape[0] // 64):
        for i in range(64):
            y[i] = x[i]
        for last in range(63, 0, -1):
            for i in range(last):
                if y[i] > y[i + 1]:
                    y[i], y[i + 1] = y[i + 1], y[i]
    return y[0]


@numba.njit
def small_arrays(x):
    total = 0.0
    for i in range(x.shape[0]):
        pair = np.empty(2)
        pair[0] = x[i]
        pair[1] = total
        total = pair.sum()
    return total


@numba.njit
def copied(x):
    y = np.empty_like(x)
    for i in range(x.shape[0]):
        y[i] = x[i]
    return y


@numba.njit
def first(x):
    return x[0]


@numba.njit
def logistic(x):
    y = 0.3
    for _ in range(x.shape[0]):
        y = 3.7 * y * (1.0 - y)
    return y + x[0]


@numba.njit
def polynomial(x):
    for i in range(x.shape[0]):
        v = x[i]
        x[i] = ((((v * 0.1 + 0.2) * v + 0.3) * v + 0.4) * v + 0.5) * v + 0.6


@numba.njit
def smoothed(x):
    out = np.empty_like(x)
    for i in range(1, x.shape[0] - 1):
        out[i] = 0.25 * x[i - 1] + 0.5 * x[i] + 0.25 * x[i + 1]
    return out


@numba.njit(parallel=True)
def shared_exponentials(x):
    for i in numba.prange(x.shape[0]):
        x[i] = math.exp(-x[i])


@numba.njit(parallel=True)
def shared_scaled(x):
    for i in numba.prange(x.shape[0]):
        x[i] = 0.5 * x[i]


@numba.njit(parallel=True)
def shared_uneven(x):
    for i in numba.prange(x.shape[0]):
        y = x[i]
        for _ in range(i // 16):
            y = y * 0.5 + 0.1
        x[i] = y
