"""Mandelbrot set.

Why do two threads not halve the time when the work is uneven?

Points inside the set take all iterations, those far outside a few. `parallel` gives each
thread one block of neighbouring rows: the thread with the rows near the real axis is still
busy when the others have long finished. Look at the Threads chart: `parallel` stays far
below the ideal line, `parallel_interleaved`, which deals the rows out in turn like cards,
comes close to it. Everything happens in registers, so there is no memory to wait for: each
iteration waits for the one before. `parallel_pairs` follows two neighbouring points at once,
and works on one while the other's results are not there yet.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Compute"
sizes = "16, 32, 64, 128, 256, 512"
size_name = "rows"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Iteration counts are whole numbers, and every variant rounds alike.
tolerance = 0.0
outputs = ("image",)

max_iterations = 200
mean_iterations = 53.8  # over this part of the plane, counted at 2048 × 2048


def make_args(n, dtype="float64", seed=0):
    """The upper half of the set (the lower one mirrors it); the seed changes nothing."""
    x = np.linspace(-2.0, 0.5, n).astype(dtype)
    y = np.linspace(0.0, 1.25, n).astype(dtype)
    return x, y, np.zeros((n, n), np.int32)


@numba.njit
def _iterations(cx, cy):
    """Iterations of z² + c until |z| exceeds 2."""
    zx = zy = cx - cx  # zero, of the type of c
    for k in range(max_iterations):
        zx2 = zx * zx
        zy2 = zy * zy
        if zx2 + zy2 > 4:
            return k
        zy = (zx + zx) * zy + cy
        zx = zx2 - zy2 + cx
    return max_iterations


def python(x, y, image):
    """The loop in plain Python."""
    for row in range(y.shape[0]):
        for column in range(x.shape[0]):
            cx, cy = x[column], y[row]
            zx = zy = cx - cx
            k = 0
            while k < max_iterations and zx * zx + zy * zy <= 4:
                zx, zy = zx * zx - zy * zy + cx, (zx + zx) * zy + cy
                k += 1
            image[row, column] = k


def numpy(x, y, image):
    """All points at once, those that escaped left out of the next step."""
    counts = image.reshape(-1)
    counts[:] = max_iterations
    left = np.arange(counts.size)
    cx = np.tile(x, y.size)
    cy = np.repeat(y, x.size)
    zx = np.zeros_like(cx)
    zy = np.zeros_like(cy)
    for k in range(max_iterations):
        zx2, zy2 = zx * zx, zy * zy
        inside = zx2 + zy2 <= 4
        counts[left[~inside]] = k
        zy = ((zx + zx) * zy + cy)[inside]
        zx = (zx2 - zy2 + cx)[inside]
        cx, cy, left = cx[inside], cy[inside], left[inside]


@numba.njit
def njit(x, y, image):
    """The loop, compiled, on one thread."""
    for row in range(y.shape[0]):
        for column in range(x.shape[0]):
            image[row, column] = _iterations(x[column], y[row])


@numba.njit(parallel=True)
def parallel(x, y, image):
    """Prange over the rows: each thread takes one block of neighbouring rows."""
    for row in numba.prange(y.shape[0]):
        for column in range(x.shape[0]):
            image[row, column] = _iterations(x[column], y[row])


@numba.njit(parallel=True)
def parallel_interleaved(x, y, image):
    """Rows dealt out in turn: thread t takes rows t, t + threads, t + 2·threads ..."""
    threads = numba.get_num_threads()
    for thread in numba.prange(threads):
        for row in range(thread, y.shape[0], threads):
            for column in range(x.shape[0]):
                image[row, column] = _iterations(x[column], y[row])


@numba.njit(parallel=True)
def parallel_pairs(x, y, image):
    """Rows dealt out in turn, their points two by two."""
    threads = numba.get_num_threads()
    last = x.shape[0] - 1
    for thread in numba.prange(threads):
        for row in range(thread, y.shape[0], threads):
            for column in range(0, last, 2):
                first, second = _iterations_of_two(x[column], x[column + 1], y[row])
                image[row, column] = first
                image[row, column + 1] = second
            if last % 2 == 0:
                image[row, last] = _iterations(x[last], y[row])


@numba.njit
def _iterations_of_two(ax, bx, cy):
    """The same for two points of a row; |z| that exceeds 2 never comes back."""
    zx = zy = wx = wy = ax - ax
    first = second = 0
    for _ in range(max_iterations):
        zx2, zy2, wx2, wy2 = zx * zx, zy * zy, wx * wx, wy * wy
        z_stays, w_stays = zx2 + zy2 <= 4, wx2 + wy2 <= 4
        if not (z_stays or w_stays):
            break
        first += z_stays
        second += w_stays
        zy = (zx + zx) * zy + cy
        wy = (wx + wx) * wy + cy
        zx = zx2 - zy2 + ax
        wx = wx2 - wy2 + bx
    return first, second


def data_bytes(n, itemsize):
    return 4 * n * n + 2 * n * itemsize


def bytes_moved(n, itemsize):
    """The image is written once, as 4-byte integers."""
    return 4 * n * n + 2 * n * itemsize


def flops(n):
    """Eight operations an iteration (the comparison not counted), times the mean number."""
    return 8 * mean_iterations * n * n


def claim(run):
    most = _claims.most_threads(run)
    size = _claims.largest(run, "parallel", "parallel_interleaved")
    blocks = _claims.gain(run, "parallel", size)
    dealt = _claims.gain(run, "parallel_interleaved", size)
    pairs = _claims.times(run, "parallel_pairs", "parallel_interleaved", size, most)
    return (
        f"{most} threads are {blocks:.2f} times as fast as one with blocks of rows, and "
        f"{dealt:.2f} times with rows dealt out in turn ({size:,} rows); points two by two are "
        f"{pairs:.2f} times as fast as one by one.",
        dealt > 1.15 * blocks and pairs > 1.2,
    )
