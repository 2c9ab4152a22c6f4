"""Prefix sum.

Can a loop be parallel when each step needs the one before?

`out[i] = out[i - 1] + x[i]` is a chain. Writing prange over it (`parallel_prange`) compiles
without a word and is wrong: each thread starts from what happens to be in front of its
share. The way out is another algorithm: in `parallel_two_pass` each thread first adds up its
block, then the blocks' starting values are known and all blocks can be written at once. That
is more work, so two threads gain less than a factor of two, and small arrays lose.
"""

import numba
import numpy as np

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
    x = np.random.default_rng(seed).random(n).astype(dtype)
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
    starts = np.zeros(blocks + 1)
    for block in numba.prange(blocks):
        total = 0.0
        for value in x[x.shape[0] * block // blocks : x.shape[0] * (block + 1) // blocks]:
            total += value
        starts[block + 1] = total
    for block in range(blocks):
        starts[block + 1] += starts[block]
    for block in numba.prange(blocks):
        total = starts[block]
        for i in range(x.shape[0] * block // blocks, x.shape[0] * (block + 1) // blocks):
            total += x[i]
            out[i] = total


@numba.njit(parallel=True, fastmath=True)
def parallel_two_pass_fastmath(x, out):
    """The same with fastmath: the first pass may reorder its additions, and gets cheap."""
    blocks = numba.get_num_threads()
    starts = np.zeros(blocks + 1)
    for block in numba.prange(blocks):
        total = 0.0
        for value in x[x.shape[0] * block // blocks : x.shape[0] * (block + 1) // blocks]:
            total += value
        starts[block + 1] = total
    for block in range(blocks):
        starts[block + 1] += starts[block]
    for block in numba.prange(blocks):
        total = starts[block]
        for i in range(x.shape[0] * block // blocks, x.shape[0] * (block + 1) // blocks):
            total += x[i]
            out[i] = total


def data_bytes(n, itemsize):
    return 2 * n * itemsize


def bytes_moved(n, itemsize):
    """One read, one write; the first of two passes reads once more."""
    return 2 * n * itemsize


def flops(n):
    return n
