"""A plain Python file with slow loops, as anybody has one."""

import numpy as np

WEIGHT = 0.25


def mean_of_neighbours(grid, i, j):
    return WEIGHT * (grid[i - 1, j] + grid[i + 1, j] + grid[i, j - 1] + grid[i, j + 1])


def smooth(grid, out):
    """Replace each inner cell by the mean of its neighbours."""
    rows, columns = grid.shape
    for i in range(1, rows - 1):
        for j in range(1, columns - 1):
            out[i, j] = mean_of_neighbours(grid, i, j)


def moving_average(values, window: int = 8):
    """Average over a window that moves along the values."""
    result = np.empty(values.shape[0] - window + 1)
    for i in range(result.shape[0]):
        total = 0.0
        for k in range(window):
            total += values[i + k]
        result[i] = total / window
    return result


def count_pairs(points, radius=0.1):
    """Count the pairs of points on a line that are closer than a radius."""
    pairs = 0
    for i in range(len(points)):
        for j in range(i):
            if abs(points[i] - points[j]) < radius:
                pairs += 1
    return pairs
