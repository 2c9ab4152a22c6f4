"""A parallel region with next to nothing in it

What does it cost to start threads?

The loop has 64 turns, so the time of a call is that of starting the region and ending it.
"""

import numba
import numpy as np

sizes = "64"


def make_args(n):
    return (np.ones(n),)


@numba.njit(parallel=True)
def region(arr):
    """64 additions in a parallel loop."""
    total = 0.0
    for i in numba.prange(arr.shape[0]):
        total += arr[i]
    return total
