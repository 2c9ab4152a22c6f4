"""Triangular loop: ranks so far.

How should rows of growing length be shared among threads?

For each value the loop counts the larger ones before it, so row i takes i steps. `parallel`
cuts the rows into equal blocks, and the last block holds most of the steps: with two threads
the bound is a speed-up of 4/3, as the Threads chart shows. `parallel_paired` takes a short
row and a long one together, so all iterations are equally long. `parallel_chunks` asks for
small chunks; that helps only where a free thread can fetch the next one, which is Numba's
tbb layer: omp and workqueue hand the chunks out beforehand, in blocks again.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Sharing work"
sizes = "1e2:1e4"
size_name = "rows"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Counts are whole numbers.
tolerance = 0.0
outputs = ("larger",)


def make_args(n, dtype="float64", seed=0):
    x = np.random.default_rng(seed).random(n, dtype)
    return x, np.zeros(n, np.int64)


@numba.njit
def _larger_before(x, i):
    """How many of the values before x[i] are larger."""
    count = 0
    for j in range(i):
        if x[j] > x[i]:
            count += 1
    return count


def python(x, larger):
    """The loops in plain Python."""
    for i in range(x.shape[0]):
        count = 0
        for j in range(i):
            if x[j] > x[i]:
                count += 1
        larger[i] = count


def numpy(x, larger):
    """A comparison of arrays for each row."""
    for i in range(x.shape[0]):
        larger[i] = np.count_nonzero(x[:i] > x[i])


@numba.njit
def njit(x, larger):
    """The loops, compiled, on one thread."""
    for i in range(x.shape[0]):
        larger[i] = _larger_before(x, i)


@numba.njit(parallel=True)
def parallel(x, larger):
    """prange over the rows: equal blocks of unequal work."""
    for i in numba.prange(x.shape[0]):
        larger[i] = _larger_before(x, i)


@numba.njit(parallel=True)
def parallel_chunks(x, larger):
    """Chunks of 16 rows, for a threading layer that hands them out as threads get free."""
    with numba.parallel_chunksize(16):
        for i in numba.prange(x.shape[0]):
            larger[i] = _larger_before(x, i)


@numba.njit(parallel=True)
def parallel_paired(x, larger):
    """The k-th row together with the k-th from the end: equal work whoever takes it."""
    n = x.shape[0]
    for k in numba.prange((n + 1) // 2):
        larger[k] = _larger_before(x, k)
        larger[n - 1 - k] = _larger_before(x, n - 1 - k)


def data_bytes(n, itemsize):
    return n * itemsize + 8 * n


def bytes_moved(n, itemsize):
    """Each array once; the rows themselves come from the caches."""
    return n * itemsize + 8 * n


def flops(n):
    """One comparison for each pair."""
    return n * (n - 1) // 2


def claim(run):
    most = _claims.most_threads(run)
    size = _claims.largest(run, "parallel", "parallel_paired")
    blocks = _claims.gain(run, "parallel", size)
    pairs = _claims.gain(run, "parallel_paired", size)
    chunks = _claims.gain(run, "parallel_chunks", size)
    return (
        f"{most} threads are {blocks:.2f} times as fast as one with blocks of rows, {chunks:.2f} "
        f"times with chunks, and {pairs:.2f} times with rows in pairs ({size:,} rows).",
        pairs > 1.15 * blocks,
    )
