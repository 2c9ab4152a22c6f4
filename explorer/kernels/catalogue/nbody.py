"""Gravity between bodies.

Two options do nothing each: what do they do together?

Every body pulls every other. Two things keep this loop from SIMD: its sums must be added up
in order, and its division may raise an error. `fastmath` lifts the first, `error_model_numpy`
the second, and either alone changes nothing; with both the loop is several times faster.
`pairs` computes each pair once, since the pull of b on a is that of a on b turned round:
half the work is worth far less than that. In `parallel_fastmath` the second lock is open
already, because nothing is raised inside prange. The data fit the caches, so threads scale.
"""

import math

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Compute"
sizes = "16, 32, 64, 128, 256, 512, 1024"
size_name = "bodies"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Sums of n terms of both signs in another order, roots and quotients approximated by fastmath.
tolerance = {"float64": 1e-11, "float32": 1e-3}
outputs = ("acceleration",)

softening = 1e-3  # keeps the pull of near neighbours, and of a body on itself, finite


def make_args(n, dtype="float64", seed=0):
    """Positions as three arrays, masses, and the accelerations to fill."""
    rng = np.random.default_rng(seed)
    position = rng.random((3, n), dtype)
    mass = rng.random(n, dtype)
    return position, mass, np.dtype(dtype).type(softening), np.zeros((3, n), dtype)


def numpy(position, mass, soft, acceleration):
    """All distances at once, in n × n arrays."""
    dx = position[:, None, :] - position[:, :, None]
    square = dx[0] * dx[0] + dx[1] * dx[1] + dx[2] * dx[2] + soft
    pull = mass / (square * np.sqrt(square))
    np.sum(dx * pull, axis=2, out=acceleration)


@numba.njit
def njit(position, mass, soft, acceleration):
    """Every body with every other, compiled."""
    x, y, z = position[0], position[1], position[2]
    for i in range(x.shape[0]):
        ax = ay = az = 0.0
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            ax += dx * pull
            ay += dy * pull
            az += dz * pull
        acceleration[0, i], acceleration[1, i], acceleration[2, i] = ax, ay, az


@numba.njit
def pairs(position, mass, soft, acceleration):
    """Each pair once: half the work, twice the writing."""
    x, y, z = position[0], position[1], position[2]
    ax, ay, az = acceleration[0], acceleration[1], acceleration[2]
    acceleration[:] = 0
    for i in range(x.shape[0]):
        for j in range(i):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = 1 / (square * math.sqrt(square))
            ax[i] += dx * pull * mass[j]
            ay[i] += dy * pull * mass[j]
            az[i] += dz * pull * mass[j]
            ax[j] -= dx * pull * mass[i]
            ay[j] -= dy * pull * mass[i]
            az[j] -= dz * pull * mass[i]


@numba.njit(fastmath=True)
def fastmath(position, mass, soft, acceleration):
    """Additions may be reordered, but the division may still raise an error."""
    x, y, z = position[0], position[1], position[2]
    for i in range(x.shape[0]):
        ax = ay = az = 0.0
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            ax += dx * pull
            ay += dy * pull
            az += dz * pull
        acceleration[0, i], acceleration[1, i], acceleration[2, i] = ax, ay, az


@numba.njit(error_model="numpy")
def error_model_numpy(position, mass, soft, acceleration):
    """The division never raises, but the additions stay in order."""
    x, y, z = position[0], position[1], position[2]
    for i in range(x.shape[0]):
        ax = ay = az = 0.0
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            ax += dx * pull
            ay += dy * pull
            az += dz * pull
        acceleration[0, i], acceleration[1, i], acceleration[2, i] = ax, ay, az


@numba.njit(fastmath=True, error_model="numpy")
def fastmath_error_model_numpy(position, mass, soft, acceleration):
    """Both: now the loop becomes SIMD."""
    x, y, z = position[0], position[1], position[2]
    for i in range(x.shape[0]):
        ax = ay = az = 0.0
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            ax += dx * pull
            ay += dy * pull
            az += dz * pull
        acceleration[0, i], acceleration[1, i], acceleration[2, i] = ax, ay, az


@numba.njit(parallel=True)
def parallel(position, mass, soft, acceleration):
    """prange over the bodies that are pulled."""
    x, y, z = position[0], position[1], position[2]
    for i in numba.prange(x.shape[0]):
        ax = ay = az = 0.0
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            ax += dx * pull
            ay += dy * pull
            az += dz * pull
        acceleration[0, i], acceleration[1, i], acceleration[2, i] = ax, ay, az


@numba.njit(parallel=True, fastmath=True)
def parallel_fastmath(position, mass, soft, acceleration):
    """prange and reordered additions; inside prange no division raises."""
    x, y, z = position[0], position[1], position[2]
    for i in numba.prange(x.shape[0]):
        ax = ay = az = 0.0
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            ax += dx * pull
            ay += dy * pull
            az += dz * pull
        acceleration[0, i], acceleration[1, i], acceleration[2, i] = ax, ay, az


def data_bytes(n, itemsize):
    return 7 * n * itemsize


def bytes_moved(n, itemsize):
    """Each array once: they stay in cache."""
    return 7 * n * itemsize


def flops(n):
    """For each ordered pair 3 differences, 6 for the square, 3 for the pull and 6 for the sums."""
    return 18 * n * n


def claim(run):
    size = _claims.largest(run, "njit", "fastmath", "fastmath_error_model_numpy")
    one = _claims.times(run, "fastmath", "njit", size)
    other = _claims.times(run, "error_model_numpy", "njit", size)
    both = _claims.times(run, "fastmath_error_model_numpy", "njit", size)
    return (
        f"At {size:,} bodies fastmath alone is worth a factor of {one:.2f}, the NumPy error model "
        f"alone {other:.2f}, both together {both:.2f}.",
        both > 1.5 * max(one, other),
    )
