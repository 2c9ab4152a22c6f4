"""Histogram.

Where do the counts go when threads share one histogram?

`parallel_race` lets all threads add to the same bins. Reading, adding one and writing back
takes three steps, and what another thread wrote in between is lost: with two threads or more
the result is wrong (by luck not always), and the traffic for the shared cache lines makes it
slow on top. Private copies are right. But where the threads' counts lie side by side
(`parallel_interleaved`), they share cache lines all the same: false sharing, right and slow.
`parallel_private` gives every thread a row of its own, far enough from the others'.
Each thread clears its row itself: where `parallel=True` is asked for, `np.zeros` is one more
parallel loop, and starting that takes longer than clearing. `parallel_unsigned` reads the
values as numbers without a sign, so that no bin can be negative and none has to be checked
for it (“An index that might be negative” shows why).
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Sharing work"
sizes = "1e3:1e6"
size_name = "values"
dtypes = ("int64",)
reference = "njit"
baseline = "njit"
# Counts are whole numbers.
tolerance = 0.0
wrong_on_purpose = ("parallel_race",)

bins = 16


def make_args(n, dtype="int64", seed=0):
    return (np.random.default_rng(seed).integers(0, bins, n, dtype),)


def numpy(values):
    """np.bincount, on one thread."""
    return np.bincount(values, minlength=bins)


@numba.njit
def njit(values):
    """The loop, compiled, on one thread."""
    counts = np.zeros(bins, np.int64)
    for i in range(values.shape[0]):
        counts[values[i]] += 1
    return counts


@numba.njit(parallel=True)
def parallel_race(values):
    """WRONG on purpose: all threads add to the same counts."""
    counts = np.zeros(bins, np.int64)
    for i in numba.prange(values.shape[0]):
        counts[values[i]] += 1
    return counts


@numba.njit(parallel=True)
def parallel_interleaved(values):
    """A column for each thread: no race, but the threads' counts share cache lines."""
    threads = numba.get_num_threads()
    counts = np.zeros((bins, threads), np.int64)
    for thread in numba.prange(threads):
        first = values.shape[0] * thread // threads
        last = values.shape[0] * (thread + 1) // threads
        for value in values[first:last]:
            counts[value, thread] += 1
    return counts.sum(axis=1)


@numba.njit(parallel=True)
def parallel_private(values):
    """A row for each thread, with a gap of one cache line to the next."""
    threads = numba.get_num_threads()
    counts = np.empty((threads, bins + 8), np.int64)
    for thread in numba.prange(threads):
        first = values.shape[0] * thread // threads
        last = values.shape[0] * (thread + 1) // threads
        mine = counts[thread]
        mine[:] = 0
        for value in values[first:last]:
            mine[value] += 1
    return counts.sum(axis=0)[:bins]


@numba.njit(parallel=True)
def parallel_unsigned(values):
    """A row for each thread, and values read as unsigned: no check for negative ones."""
    threads = numba.get_num_threads()
    counts = np.empty((threads, bins + 8), np.int64)
    for thread in numba.prange(threads):
        first = values.shape[0] * thread // threads
        last = values.shape[0] * (thread + 1) // threads
        mine = counts[thread]
        mine[:] = 0
        for value in values[first:last].view(np.uint64):
            mine[value] += 1
    return counts.sum(axis=0)[:bins]


def data_bytes(n, itemsize):
    return n * itemsize


def bytes_moved(n, itemsize):
    return n * itemsize


def claim(run):
    most = _claims.most_threads(run)
    size = _claims.largest(run, "parallel_interleaved", "parallel_private")
    wrong = _claims.is_wrong(run, "parallel_race")
    apart = _claims.times(run, "parallel_private", "parallel_interleaved", size, most)
    unsigned = _claims.times(run, "parallel_unsigned", "parallel_private", size)
    return (
        f"The shared histogram is {'wrong' if wrong else 'right'}; with {most} threads rows of "
        f"their own are {apart:.1f} times as fast as columns side by side ({size:,} values); on "
        f"one thread unsigned values are {unsigned:.2f} times as fast as signed ones.",
        wrong and apart > 1.3 and unsigned > 1.05,
    )
