"""The same code twice, and known ratios

How small a difference can be seen on this machine today?

`same` and `again` are the same loop, compiled twice. `two_percent` and `five_percent` make 2 %
and 5 % more turns of it. Every turn waits for the one before, so the time is the turns' number.
"""

import numba

sizes = "20000"
size_name = "turns"
baseline = "same"


def make_args(n):
    return n, 0.5


@numba.njit
def same(n, x):
    """The loop."""
    for _ in range(n):
        x = x * 0.999999 + 1e-9
    return x


@numba.njit
def again(n, x):
    """The same loop, compiled again."""
    for _ in range(n):
        x = x * 0.999999 + 1e-9
    return x


@numba.njit
def two_percent(n, x):
    """2 % more turns."""
    for _ in range(n + n // 50):
        x = x * 0.999999 + 1e-9
    return x


@numba.njit
def five_percent(n, x):
    """5 % more turns."""
    for _ in range(n + n // 20):
        x = x * 0.999999 + 1e-9
    return x
