"""Functions as a script has them, with what they use."""

import math

import numpy as np
from numba import njit

SCALE = 2.0


@njit
def helper(x):
    return SCALE * math.sqrt(x)


@njit
def scaled(a):
    total = 0.0
    for x in a:
        total += helper(x)
    return total


def plain(a):
    return float(np.sum(a))
