"""Functions of a matrix, whose limit is known by experiment."""

import numba
import numpy as np


def make_args(n, dtype="float64", seed=0):
    random = np.random.default_rng(seed)
    return random.random((n, n)), random.random(n), np.zeros(n)


@numba.njit
def times_vector(a, x, out):
    for i in range(a.shape[0]):
        total = 0.0
        for j in range(a.shape[1]):
            total += a[i, j] * x[j]
        out[i] = total


@numba.njit(fastmath=True)
def times_vector_fast(a, x, out):
    for i in range(a.shape[0]):
        total = 0.0
        for j in range(a.shape[1]):
            total += a[i, j] * x[j]
        out[i] = total


@numba.njit
def column_sums(a, x, out):
    for j in range(a.shape[1]):
        total = 0.0
        for i in range(a.shape[0]):
            total += a[i, j]
        out[j] = total


@numba.njit
def turned(a, x, out):
    b = np.empty_like(a)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            b[j, i] = a[i, j]
    return b[0, 1]


@numba.njit
def largest_of_rows(a, x, out):
    for i in range(a.shape[0]):
        best = a[i, 0]
        for j in range(1, a.shape[1]):
            best = max(best, a[i, j])
        out[i] = best


@numba.njit
def outer(a, x, out):
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] += x[i] * x[j]


@numba.njit
def shortest(a, x, out):
    """One step of Floyd and Warshall."""
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            other = a[i, 0] + a[0, j]
            if other < a[i, j]:
                a[i, j] = other
