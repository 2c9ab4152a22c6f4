"""Denormal numbers: a tail that never ends.

Does this processor stumble over very small numbers?

An echo dies away above a level of 1: each value of it is 0.9 times the one before. Below
2e-308 a float64 has no room for its exponent and gives up digits instead (a denormal number),
and there rounding keeps the echo alive for ever. Some processors compute with such numbers up
to a hundred times slower, others hardly notice. `bias` adds a constant far too small to matter
and never gets there: how much slower `njit` is at the large sizes, which are almost all tail,
is what denormals cost here. `flush` cuts the tail off, but its test is one more step that each
value waits for. `fastmath` is faster only because it fuses two steps; denormals stay.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Compute"
sizes = "1e3:1e6"
size_name = "samples"
reference = "bias"
baseline = "njit"
# A fused multiply-add rounds once instead of twice, in each step; the bias is far smaller beside
# the level that every sample has.
tolerance = 1e-12
outputs = ("out",)


def make_args(n, dtype="float64", seed=0):
    """A click at the beginning, then silence; the seed changes nothing."""
    signal = np.zeros(n, dtype)
    signal[:1] = 1
    return signal, np.zeros(n, dtype)


def python(signal, out):
    """The loop in plain Python."""
    echo = 0.0
    for i in range(signal.shape[0]):
        echo = 0.9 * echo + signal[i]
        out[i] = 1.0 + echo


@numba.njit
def njit(signal, out):
    """The loop, compiled: the echo ends in denormal numbers."""
    echo = 0.0
    for i in range(signal.shape[0]):
        echo = 0.9 * echo + signal[i]
        out[i] = 1.0 + echo


@numba.njit(fastmath=True)
def fastmath(signal, out):
    """fastmath: fused, but still with denormal numbers."""
    echo = 0.0
    for i in range(signal.shape[0]):
        echo = 0.9 * echo + signal[i]
        out[i] = 1.0 + echo


@numba.njit
def flush(signal, out):
    """What is below 1e-300 becomes zero."""
    echo = 0.0
    for i in range(signal.shape[0]):
        echo = 0.9 * echo + signal[i]
        if abs(echo) < 1e-300:
            echo = 0.0
        out[i] = 1.0 + echo


@numba.njit
def bias(signal, out):
    """1e-30 is added to the signal: the echo stays well above the smallest numbers."""
    echo = 0.0
    for i in range(signal.shape[0]):
        echo = 0.9 * echo + (signal[i] + 1e-30)
        out[i] = 1.0 + echo


def data_bytes(n, itemsize):
    return 2 * n * itemsize


def bytes_moved(n, itemsize):
    return 2 * n * itemsize


def flops(n):
    """A multiplication and two additions each."""
    return 3 * n


def claim(run):
    size = _claims.largest(run, "njit", "bias")
    cost = _claims.times(run, "bias", "njit", size)
    return (
        f"On this processor the loop takes {cost:.2f} times as long with denormal numbers as "
        f"without ({size:,} samples).",
        cost > 0.95,
    )
