"""Sparse matrix times vector.

What should threads share: the rows, or the work in them?

In a sparse matrix only the numbers that are not zero are kept, row after row; here, as in
many networks, a few rows hold most of them, and they come first. `parallel` deals out rows:
the thread that gets the first block has nearly all the work. `parallel_by_entries` looks in
`start`, which counts the entries up to each row, and cuts where every thread gets the same
number of entries. Look at the Threads chart. `parallel_unsigned` does the same with indices
that have no sign: `start` and `column` come from the data, and for all the compiler knows
they are negative, so it checks each one (“An index that might be negative” shows why).
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Sharing work"
sizes = "1e2:1e6"
size_name = "rows"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Sums in another order.
tolerance = {"float64": 1e-13, "float32": 1e-4}
outputs = ("y",)

mean_entries = 8


def make_args(n, dtype="float64", seed=0):
    """A matrix in CSR form with about 8 entries a row, falling off as row^(-3/4)."""
    rng = np.random.default_rng(seed)
    counts = (mean_entries / 4 * (n / np.arange(1, n + 1)) ** 0.75).astype(np.int64) + 1
    start = np.concatenate(([0], np.cumsum(counts)))
    column = rng.integers(0, max(n, 1), start[-1], np.int32)
    value = rng.random(start[-1], dtype)
    x = rng.random(n, dtype)
    return start, column, value, x, np.zeros(n, dtype)


def numpy(start, column, value, x, y):
    """All products in one array, then sums over its parts."""
    np.add.reduceat(value * x[column], start[:-1], out=y)


@numba.njit
def njit(start, column, value, x, y):
    """Row by row, compiled, on one thread."""
    for i in range(y.shape[0]):
        total = y.dtype.type(0)
        for k in range(start[i], start[i + 1]):
            total += value[k] * x[column[k]]
        y[i] = total


@numba.njit(parallel=True)
def parallel(start, column, value, x, y):
    """prange over the rows: equally many rows for each thread."""
    for i in numba.prange(y.shape[0]):
        total = y.dtype.type(0)
        for k in range(start[i], start[i + 1]):
            total += value[k] * x[column[k]]
        y[i] = total


@numba.njit(parallel=True)
def parallel_by_entries(start, column, value, x, y):
    """Equally many entries for each thread, whatever number of rows that makes."""
    threads = numba.get_num_threads()
    for thread in numba.prange(threads):
        first = np.searchsorted(start, start[-1] * thread // threads)
        last = np.searchsorted(start, start[-1] * (thread + 1) // threads)
        for i in range(first, last):
            total = y.dtype.type(0)
            for k in range(start[i], start[i + 1]):
                total += value[k] * x[column[k]]
            y[i] = total


@numba.njit(parallel=True)
def parallel_unsigned(start, column, value, x, y):
    """Equal shares of entries, their indices read as unsigned: no check for negative ones."""
    threads = numba.get_num_threads()
    for thread in numba.prange(threads):
        first = np.searchsorted(start, start[-1] * thread // threads)
        last = np.searchsorted(start, start[-1] * (thread + 1) // threads)
        starts = start[first : last + 1].view(np.uint64)
        _rows(starts, column.view(np.uint32), value, x, y[first:last])


@numba.njit
def _rows(start, column, value, x, y):
    """Row by row, for the rows of one thread."""
    for i in range(y.shape[0]):
        total = y.dtype.type(0)
        for k in range(start[i], start[i + 1]):
            total += value[k] * x[column[k]]
        y[i] = total


def data_bytes(n, itemsize):
    """Entries, their columns, two vectors and the rows' starts."""
    return mean_entries * n * (itemsize + 4) + 2 * n * itemsize + 8 * (n + 1)


def bytes_moved(n, itemsize):
    """Each array once: the vector's numbers are in cache when they are used again."""
    return mean_entries * n * (itemsize + 4) + 2 * n * itemsize + 8 * (n + 1)


def flops(n):
    """A multiplication and an addition for each of about 8 entries a row."""
    return 2 * mean_entries * n


def claim(run):
    most = _claims.most_threads(run)
    size = _claims.largest(run, "parallel", "parallel_by_entries")
    better = _claims.times(run, "parallel_by_entries", "parallel", size, most)
    cached = _claims.nearest(run, 100_000)
    unsigned = _claims.times(run, "parallel_unsigned", "parallel_by_entries", cached)
    return (
        f"With {most} threads equal shares of entries are {better:.2f} times as fast as equal "
        f"shares of rows ({size:,} rows); on one thread unsigned indices are {unsigned:.2f} times "
        f"as fast as signed ones ({cached:,} rows).",
        better > 1.08 and unsigned > 1.1,
    )
