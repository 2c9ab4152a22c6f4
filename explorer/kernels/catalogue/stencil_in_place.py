"""Smoothing a grid in place: red and black.

How can neighbours be updated at the same time without a second grid?

Each inner point becomes the mean of its neighbours, in the grid itself. With prange over all
points at once (`parallel_all_at_once`) a thread reads some neighbours before and some after
another thread changes them: what comes out is something else, and not the same every time.
Colour the grid like a chessboard: red points have only black neighbours. So all red ones may
be updated at the same time, and then all black ones; `parallel` gives the same as `njit` to
the last bit. The price is that memory is walked through twice, taking every second number,
which defeats SIMD. (The window gives every call a fresh grid.)
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Grids"
sizes = "10, 30, 100, 300, 1000, 2000"
size_name = "rows"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Sums of four in another order.
tolerance = {"float64": 1e-14, "float32": 5e-6}
in_place = ("grid",)
wrong_on_purpose = ("parallel_all_at_once",)


def make_args(n, dtype="float64", seed=0):
    return (np.random.default_rng(seed).random((n, n), dtype),)


def numpy(grid):
    """Slices with a step of two: four kinds of points."""
    for top, left in ((1, 1), (2, 2), (1, 2), (2, 1)):
        up = grid[top - 1 : -2 : 2, left:-1:2]
        down = grid[top + 1 :: 2, left:-1:2]
        before = grid[top:-1:2, left - 1 : -2 : 2]
        after = grid[top:-1:2, left + 1 :: 2]
        grid[top:-1:2, left:-1:2] = 0.25 * (up + down + before + after)


@numba.njit
def njit(grid):
    """First the red points, then the black ones, on one thread."""
    for colour in range(2):
        for i in range(1, grid.shape[0] - 1):
            for j in range(1 + (i + 1 + colour) % 2, grid.shape[1] - 1, 2):
                grid[i, j] = 0.25 * (
                    grid[i - 1, j] + grid[i + 1, j] + grid[i, j - 1] + grid[i, j + 1]
                )


@numba.njit(parallel=True)
def parallel(grid):
    """First the red points, then the black ones, each with prange over the rows."""
    for colour in range(2):
        for i in numba.prange(1, grid.shape[0] - 1):
            for j in range(1 + (i + 1 + colour) % 2, grid.shape[1] - 1, 2):
                grid[i, j] = 0.25 * (
                    grid[i - 1, j] + grid[i + 1, j] + grid[i, j - 1] + grid[i, j + 1]
                )


@numba.njit(parallel=True)
def parallel_all_at_once(grid):
    """WRONG on purpose: no colours, so neighbours change while they are read."""
    for i in numba.prange(1, grid.shape[0] - 1):
        for j in range(1, grid.shape[1] - 1):
            grid[i, j] = 0.25 * (grid[i - 1, j] + grid[i + 1, j] + grid[i, j - 1] + grid[i, j + 1])


def data_bytes(n, itemsize):
    return n * n * itemsize


def bytes_moved(n, itemsize):
    """Read and written once for each colour: half of every cache line is of the other one."""
    return 4 * n * n * itemsize


def flops(n):
    """Three additions and a multiplication for each inner point."""
    return 4 * (n - 2) * (n - 2)


def claim(run):
    most, size = _claims.most_threads(run), _claims.nearest(run, 1000)
    gain = _claims.gain(run, "parallel", size)
    wrong = _claims.is_wrong(run, "parallel_all_at_once")
    return (
        f"All points at once give {'a wrong' if wrong else 'the right'} result; with two colours "
        f"{most} threads are {gain:.2f} times as fast as one at {size:,} rows.",
        wrong and gain > 1.2,
    )
