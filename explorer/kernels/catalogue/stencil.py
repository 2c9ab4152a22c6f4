"""Neighbours on a grid: a stencil.

Is @stencil as fast as the loops written out?

Each inner point becomes the sum of its four neighbours, in a second grid. `@stencil` says
only what happens to one point, and Numba writes the loops. Compare `stencil` with `njit`:
the loops written by hand are several times faster while the grids are in cache. In the
loops of a stencil the compiler cannot see that no index is negative; it has to check each
one, because a[-1] means the last element, and fetches the numbers one by one. Slices under
`parallel=True` are fused into one parallel loop, where NumPy walks through memory four times.
(A stencil that is called from Python directly is compiled again for every call.)
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
tolerance = {"float64": 1e-15, "float32": 5e-7}
outputs = ("out",)
# Over several workers each needs a row of its neighbours.
spread = ("grid", "out")
halo = 1


def make_args(n, dtype="float64", seed=0):
    """A square grid, and room for the result, whose border stays zero."""
    grid = np.random.default_rng(seed).random((n, n), dtype)
    return grid, np.zeros((n, n), dtype)


@numba.stencil
def _sum_of_neighbours(grid):
    return grid[-1, 0] + grid[1, 0] + grid[0, -1] + grid[0, 1]


def numpy(grid, out):
    """Slices, each a shifted view of the grid."""
    out[:] = 0
    out[1:-1, 1:-1] = grid[:-2, 1:-1] + grid[2:, 1:-1] + grid[1:-1, :-2] + grid[1:-1, 2:]


@numba.njit
def njit(grid, out):
    """Two loops, compiled."""
    out[:] = 0
    for i in range(1, grid.shape[0] - 1):
        for j in range(1, grid.shape[1] - 1):
            out[i, j] = grid[i - 1, j] + grid[i + 1, j] + grid[i, j - 1] + grid[i, j + 1]


@numba.njit
def stencil(grid, out):
    """@stencil, called from an njit function."""
    out[:] = 0
    _sum_of_neighbours(grid, out=out)


@numba.njit(parallel=True)
def parallel(grid, out):
    """Two loops with prange over the rows."""
    out[:] = 0
    for i in numba.prange(1, grid.shape[0] - 1):
        for j in range(1, grid.shape[1] - 1):
            out[i, j] = grid[i - 1, j] + grid[i + 1, j] + grid[i, j - 1] + grid[i, j + 1]


@numba.njit(parallel=True)
def parallel_slices(grid, out):
    """Slices under parallel=True: fused into one parallel loop."""
    out[:] = 0
    out[1:-1, 1:-1] = grid[:-2, 1:-1] + grid[2:, 1:-1] + grid[1:-1, :-2] + grid[1:-1, 2:]


@numba.njit(parallel=True)
def parallel_stencil(grid, out):
    """@stencil under parallel=True."""
    out[:] = 0
    _sum_of_neighbours(grid, out=out)


def data_bytes(n, itemsize):
    return 2 * n * n * itemsize


def bytes_moved(n, itemsize):
    """Each grid once: neighbours above and below come from the caches."""
    return 2 * n * n * itemsize


def flops(n):
    """Three additions for each inner point."""
    return 3 * (n - 2) * (n - 2)


def claim(run):
    size = _claims.nearest(run, 300)
    loops = _claims.times(run, "njit", "stencil", size)
    slices = _claims.times(run, "parallel_slices", "numpy", size)
    return (
        f"At {size:,} rows the loops written out are {loops:.2f} times as fast as @stencil on one "
        f"thread, and fused slices {slices:.2f} times as fast as NumPy's.",
        loops > 1.3,
    )
