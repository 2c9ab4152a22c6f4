"""Adding up columns: the order of memory.

What does it cost to walk across the rows of an array?

NumPy's arrays lie in memory row after row. `njit_down` follows each column: every step lands
in another cache line, of which one number is used. `njit_along` does the same additions row
by row. At small sizes the caches forgive it; look how the two part when the array outgrows
them. `parallel_down` and `parallel_along` show that threads do not repair the order: two
threads that walk down columns are still behind one that walks along rows. And memory can do
more than one thing at a time: at the largest size `njit_four_rows`, which walks along four
rows at once, keeps it busier than a single row does.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Memory"
sizes = "10, 30, 100, 300, 1000, 3000"
size_name = "rows"
dtypes = ("float64", "float32")
reference = "njit_along"
baseline = "njit_down"
# Sums of n numbers in another order: about √n·eps, at most n·eps.
tolerance = {"float64": 1e-12, "float32": 1e-4}
outputs = ("sums",)


def make_args(n, dtype="float64", seed=0):
    return np.random.default_rng(seed).random((n, n), dtype), np.zeros(n, dtype)


def numpy(array, sums):
    """np.sum along the first axis."""
    np.sum(array, axis=0, out=sums)


@numba.njit
def njit_down(array, sums):
    """Column by column: the inner loop jumps from row to row."""
    for j in range(array.shape[1]):
        sums[j] = 0
        for i in range(array.shape[0]):
            sums[j] += array[i, j]


@numba.njit
def njit_along(array, sums):
    """Row by row: the inner loop runs along memory."""
    sums[:] = 0
    for i in range(array.shape[0]):
        for j in range(array.shape[1]):
            sums[j] += array[i, j]


@numba.njit
def njit_four_rows(array, sums):
    """Along four rows at once: more fetches under way, and a quarter of the sums' traffic."""
    sums[:] = 0
    fours = array.shape[0] // 4 * 4
    for i in range(0, fours, 4):
        for j in range(array.shape[1]):
            sums[j] += (array[i, j] + array[i + 1, j]) + (array[i + 2, j] + array[i + 3, j])
    for i in range(fours, array.shape[0]):
        for j in range(array.shape[1]):
            sums[j] += array[i, j]


@numba.njit(parallel=True)
def parallel_down(array, sums):
    """Columns shared among the threads, each walked from top to bottom."""
    for j in numba.prange(array.shape[1]):
        sums[j] = 0
        for i in range(array.shape[0]):
            sums[j] += array[i, j]


@numba.njit(parallel=True)
def parallel_along(array, sums):
    """Each thread walks along its own rows, into sums of its own; these are added at the end."""
    threads = numba.get_num_threads()
    partial = np.empty((threads, array.shape[1]), array.dtype)
    for thread in numba.prange(threads):
        top = array.shape[0] * thread // threads
        bottom = array.shape[0] * (thread + 1) // threads
        njit_along(array[top:bottom], partial[thread])
    njit_along(partial, sums)


@numba.njit(parallel=True)
def parallel_four_rows(array, sums):
    """The same, each thread along four of its rows at once."""
    threads = numba.get_num_threads()
    partial = np.empty((threads, array.shape[1]), array.dtype)
    for thread in numba.prange(threads):
        top = array.shape[0] * thread // threads
        bottom = array.shape[0] * (thread + 1) // threads
        njit_four_rows(array[top:bottom], partial[thread])
    njit_along(partial, sums)


def data_bytes(n, itemsize):
    return (n * n + n) * itemsize


def bytes_moved(n, itemsize):
    """The array once; walking down moves a whole cache line for each number beyond the caches."""
    return (n * n + n) * itemsize


def flops(n):
    return n * n


def claim(run):
    most, size = _claims.most_threads(run), _claims.nearest(run, 1000)
    order = _claims.times(run, "njit_along", "njit_down", size)
    again = _claims.times(run, "parallel_along", "parallel_down", size, most)
    last = _claims.largest(run, "njit_four_rows", "njit_along")
    four = _claims.times(run, "njit_four_rows", "njit_along", last)
    return (
        f"At {size:,} rows walking along them is {order:.1f} times as fast as walking down, on "
        f"one thread, and {again:.1f} times with {most}; at {last:,} rows four at once are "
        f"{four:.2f} times as fast as one.",
        order > 1.5 and again > 1.3 and four > 1.1,
    )
