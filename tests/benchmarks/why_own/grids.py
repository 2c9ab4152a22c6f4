"""Functions of a grid of numbers and of one in float32, whose limit is known by experiment."""

import numba
import numpy as np


def make_args(n, dtype="float64", seed=0):
    random = np.random.default_rng(seed)
    grid = random.random((n, n))
    return grid, np.zeros_like(grid), grid.astype(np.float32)


@numba.njit
def halved_along(grid, out, single):
    for i in range(grid.shape[0]):
        for j in range(grid.shape[1]):
            out[i, j] = 0.5 * grid[i, j]


@numba.njit
def halved_down(grid, out, single):
    for j in range(grid.shape[1]):
        for i in range(grid.shape[0]):
            out[i, j] = 0.5 * grid[i, j]


@numba.njit
def five_points(grid, out, single):
    for i in range(1, grid.shape[0] - 1):
        for j in range(1, grid.shape[1] - 1):
            out[i, j] = 0.2 * (
                grid[i, j] + grid[i - 1, j] + grid[i + 1, j] + grid[i, j - 1] + grid[i, j + 1]
            )


@numba.njit
def product(grid, out, single):
    for i in range(grid.shape[0]):
        for j in range(grid.shape[0]):
            total = 0.0
            for k in range(grid.shape[0]):
                total += grid[i, k] * grid[j, k]
            out[i, j] = total


@numba.njit
def single_sum(grid, out, single):
    total = 0.0
    for i in range(single.shape[0]):
        for j in range(single.shape[1]):
            total += single[i, j]
    return total


@numba.njit
def single_scaled(grid, out, single):
    half = np.float32(0.5)
    for i in range(single.shape[0]):
        for j in range(single.shape[1]):
            single[i, j] *= half


@numba.njit
def relaxed(grid, out, single):
    """Each point of a row waits for the one before."""
    for i in range(1, grid.shape[0]):
        for j in range(1, grid.shape[1]):
            grid[i, j] = 0.25 * grid[i, j - 1] + 0.25 * grid[i - 1, j] + 0.5 * grid[i, j]


@numba.njit
def flipped(grid, out, single):
    for i in range(grid.shape[0]):
        for j in range(grid.shape[1]):
            out[j, i] = grid[i, j]
