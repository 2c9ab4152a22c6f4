"""Gravity between bodies.

Is half the work twice as fast?

Every body pulls every other, and the pull of b on a is that of a on b turned round. `pairs`
uses that and computes each pair once; `njit` computes all of them. Half the work is not half
the time: `pairs` writes into two places in each step. And with `fastmath` the plain loop may
add up in another order, uses SIMD, and overtakes; its rows are also independent, so it alone
can use threads safely. The work grows with the square of the number of bodies and the data
hardly at all: threads scale until there are few bodies for each.
"""

import math

import numba
import numpy as np

group = "Compute"
sizes = "16, 32, 64, 128, 256, 512, 1024"
size_name = "bodies"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Sums of n terms of both signs in another order, roots and quotients approximated by fastmath.
tolerance = {"float64": 1e-11, "float32": 1e-3}
outputs = ("force",)

softening = 1e-3  # keeps the pull of near neighbours, and of a body on itself, finite


def make_args(n, dtype="float64", seed=0):
    """Positions as three arrays, masses, and the accelerations to fill."""
    rng = np.random.default_rng(seed)
    position = rng.random((3, n)).astype(dtype)
    mass = rng.random(n).astype(dtype)
    return position, mass, np.dtype(dtype).type(softening), np.zeros((3, n), dtype)


def numpy(position, mass, soft, force):
    """All distances at once, in n × n arrays."""
    dx = position[:, None, :] - position[:, :, None]
    square = dx[0] * dx[0] + dx[1] * dx[1] + dx[2] * dx[2] + soft
    pull = mass / (square * np.sqrt(square))
    np.sum(dx * pull, axis=2, out=force)


@numba.njit(error_model="numpy")
def njit(position, mass, soft, force):
    """Every body with every other, compiled."""
    x, y, z = position
    for i in range(x.shape[0]):
        fx = fy = fz = soft - soft
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            fx += dx * pull
            fy += dy * pull
            fz += dz * pull
        force[0, i], force[1, i], force[2, i] = fx, fy, fz


@numba.njit(error_model="numpy")
def pairs(position, mass, soft, force):
    """Each pair once: half the work, twice the writing."""
    x, y, z = position
    force[:] = 0
    for i in range(x.shape[0]):
        for j in range(i):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = 1 / (square * math.sqrt(square))
            force[0, i] += dx * pull * mass[j]
            force[1, i] += dy * pull * mass[j]
            force[2, i] += dz * pull * mass[j]
            force[0, j] -= dx * pull * mass[i]
            force[1, j] -= dy * pull * mass[i]
            force[2, j] -= dz * pull * mass[i]


@numba.njit(error_model="numpy", fastmath=True)
def fastmath(position, mass, soft, force):
    """Every body with every other, in any order of adding: SIMD."""
    x, y, z = position
    for i in range(x.shape[0]):
        fx = fy = fz = soft - soft
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            fx += dx * pull
            fy += dy * pull
            fz += dz * pull
        force[0, i], force[1, i], force[2, i] = fx, fy, fz


@numba.njit(error_model="numpy", parallel=True)
def parallel(position, mass, soft, force):
    """prange over the bodies that are pulled."""
    x, y, z = position
    for i in numba.prange(x.shape[0]):
        fx = fy = fz = soft - soft
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            fx += dx * pull
            fy += dy * pull
            fz += dz * pull
        force[0, i], force[1, i], force[2, i] = fx, fy, fz


@numba.njit(error_model="numpy", parallel=True, fastmath=True)
def parallel_fastmath(position, mass, soft, force):
    """prange and SIMD."""
    x, y, z = position
    for i in numba.prange(x.shape[0]):
        fx = fy = fz = soft - soft
        for j in range(x.shape[0]):
            dx, dy, dz = x[j] - x[i], y[j] - y[i], z[j] - z[i]
            square = dx * dx + dy * dy + dz * dz + soft
            pull = mass[j] / (square * math.sqrt(square))
            fx += dx * pull
            fy += dy * pull
            fz += dz * pull
        force[0, i], force[1, i], force[2, i] = fx, fy, fz


def data_bytes(n, itemsize):
    return 7 * n * itemsize


def bytes_moved(n, itemsize):
    """Each array once: they stay in cache."""
    return 7 * n * itemsize


def flops(n):
    """Eighteen for each ordered pair: a root and a quotient count as one each."""
    return 17 * n * n
