"""Prefix sum.

Can a loop be parallel when each step needs the one before?

`out[i] = out[i - 1] + x[i]` is a chain. Writing prange over it (`parallel_prange`) compiles
without a word and is wrong: each thread starts from whatever happens to be in front of its
share. The way out is another algorithm: `parallel_two_pass` first adds up one block for
each thread, then the blocks' starting values are known and all can be written at once. That
is more work and reads the data twice, so look at the Threads chart: it stays below the ideal
line, and with one thread it only costs.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Reductions"
sizes = "1e3:1e7"
size_name = "elements"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Sums in another order: about √n·eps of the last one, at most n·eps.
tolerance = {"float64": 1e-11, "float32": 5e-3}
outputs = ("out",)
wrong_on_purpose = ("parallel_prange",)


def make_args(n, dtype="float64", seed=0):
    x = np.random.default_rng(seed).random(n, dtype)
    return x, np.zeros(n, dtype)


def numpy(x, out):
    """np.cumsum, on one thread."""
    np.cumsum(x, out=out)


@numba.njit
def njit(x, out):
    """The loop, compiled: each addition waits for the one before."""
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
        out[i] = total


@numba.njit(parallel=True)
def parallel_prange(x, out):
    """WRONG on purpose: prange over a loop whose steps need each other."""
    if x.shape[0] > 0:
        out[0] = x[0]
    for i in numba.prange(1, x.shape[0]):
        out[i] = out[i - 1] + x[i]


@numba.njit(parallel=True)
def parallel_two_pass(x, out):
    """Blocks are added up in parallel, then each is written from its starting value."""
    blocks = numba.get_num_threads()
    starts = np.empty(blocks + 1)  # np.zeros would be a parallel loop of its own
    starts[0] = 0
    for block in numba.prange(blocks):
        first, last = x.shape[0] * block // blocks, x.shape[0] * (block + 1) // blocks
        starts[block + 1] = _total(x[first:last])
    for block in range(blocks):
        starts[block + 1] += starts[block]
    for block in numba.prange(blocks):
        first, last = x.shape[0] * block // blocks, x.shape[0] * (block + 1) // blocks
        _write(x[first:last], starts[block], out[first:last])


@numba.njit(fastmath=True)
def _total(x):
    """The sum of a block; only the total counts, so any order of adding will do."""
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total


@numba.njit
def _write(x, total, out):
    """The prefix sums of a block that begins with this total."""
    for i in range(x.shape[0]):
        total += x[i]
        out[i] = total


def data_bytes(n, itemsize):
    return 2 * n * itemsize


def bytes_moved(n, itemsize):
    """One read, one write; the first of two passes reads once more."""
    return 2 * n * itemsize


def flops(n):
    return n


def claim(run):
    most, size = _claims.most_threads(run), _claims.nearest(run, 1_000_000)
    wrong = _claims.is_wrong(run, "parallel_prange")
    one = _claims.seconds(run, "njit", size) / _claims.seconds(run, "parallel_two_pass", size)
    all_ = one * _claims.gain(run, "parallel_two_pass", size)
    return (
        f"prange over the chain is {'wrong' if wrong else 'right'}; two passes are {one:.2f} times "
        f"as fast as the loop with one thread, {all_:.2f} times with {most} ({size:,} elements).",
        wrong and one < 1.05 and 1.1 < all_ < most,
    )
