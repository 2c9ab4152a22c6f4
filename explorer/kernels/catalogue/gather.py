"""Gathering from a table.

What does it cost to read a table in random order?

All variants add up the same numbers, each table entry once. In sorted order the processor
fetches ahead; in random order it cannot know what comes next. As long as the table fits a
cache that hardly matters: look how `njit_random` rises in steps as the table outgrows one
cache after the other, while `njit_sorted` stays level for longer. Waiting is something
threads are good at: `parallel_random` keeps more fetches under way at once. An index that
comes from data can only be checked one by one: `njit_random_boundscheck` shows the price.
What is checked at any rate is whether it is negative and so counts from the end;
`parallel_unsigned` reads the indices as numbers without a sign, and there is nothing left
to check (“An index that might be negative” shows why).
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Memory"
sizes = "1e3, 1e4, 1e5, 3e5, 1e6, 3e6, 1e7"
size_name = "entries"
dtypes = ("int64",)
reference = "njit_sorted"
baseline = "njit_sorted"
# Whole numbers: the order of adding does not matter.
tolerance = 0.0


def make_args(n, dtype="int64", seed=0):
    """A table, and all its indices in random and in sorted order."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 1000, n, dtype), rng.permutation(n), np.arange(n)


def numpy_random(table, shuffled, ordered):
    """table[index].sum() in random order: gathers into a new array first."""
    return table[shuffled].sum()


@numba.njit
def njit_sorted(table, shuffled, ordered):
    """In sorted order, on one thread."""
    total = 0
    for i in range(ordered.shape[0]):
        total += table[ordered[i]]
    return total


@numba.njit
def njit_random(table, shuffled, ordered):
    """In random order, on one thread."""
    total = 0
    for i in range(shuffled.shape[0]):
        total += table[shuffled[i]]
    return total


@numba.njit(boundscheck=True)
def njit_random_boundscheck(table, shuffled, ordered):
    """In random order, each index checked."""
    total = 0
    for i in range(shuffled.shape[0]):
        total += table[shuffled[i]]
    return total


@numba.njit(parallel=True)
def parallel_sorted(table, shuffled, ordered):
    """In sorted order, with prange."""
    total = 0
    for i in numba.prange(ordered.shape[0]):
        total += table[ordered[i]]
    return total


@numba.njit(parallel=True)
def parallel_random(table, shuffled, ordered):
    """In random order, with prange."""
    total = 0
    for i in numba.prange(shuffled.shape[0]):
        total += table[shuffled[i]]
    return total


@numba.njit(parallel=True)
def parallel_unsigned(table, shuffled, ordered):
    """In random order, the indices read as unsigned: no check for negative ones."""
    index = shuffled.view(np.uint64)
    total = 0
    for i in numba.prange(index.shape[0]):
        total += table[index[i]]
    return total


def data_bytes(n, itemsize):
    return n * itemsize + 16 * n


def bytes_moved(n, itemsize):
    """The table and one list of 8-byte indices; random order moves whole cache lines."""
    return n * itemsize + 8 * n


def claim(run):
    small, size = _claims.nearest(run, 1000), _claims.largest(run, "njit_sorted", "njit_random")
    near = _claims.times(run, "njit_sorted", "njit_random", small)
    far = _claims.times(run, "njit_sorted", "njit_random", size)
    middle = _claims.nearest(run, 10_000)
    unsigned = _claims.times(run, "parallel_unsigned", "parallel_random", middle)
    return (
        f"Random order takes {near:.2f} times as long as sorted order at {small:,} entries, and "
        f"{far:.2f} times at {size:,}; at {middle:,} unsigned indices are {unsigned:.2f} times as "
        "fast as signed ones.",
        far > 1.5 * near,
    )
