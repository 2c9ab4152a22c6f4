"""A function that Numba refuses, to see how that looks."""

import re


def digits(n):
    """Count digits with a regular expression, which Numba does not know."""
    total = 0
    for i in range(n):
        if re.match("[0-9]+", str(i)):
            total += 1
    return total
