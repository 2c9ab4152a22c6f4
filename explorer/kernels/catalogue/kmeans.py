"""k-means: the nearest centre.

Must the problem be rewritten for NumPy, or just written down?

For each point, find the nearest of 16 centres. NumPy has no loop for that: `numpy` builds
all distances at once, and its arrays of n × 16 numbers travel through memory several times.
Compiled, the plain loops need no extra memory. `guvectorize` says what happens to one point
and gets the loop over points, and with `target="parallel"` the threads, from Numba. Compare
it with `parallel`, which says the same with prange.
"""

import numba
import numpy as np

group = "Linear algebra"
sizes = "1e2:1e6"
size_name = "points"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Labels are whole numbers; no random point is so near the middle that rounding decides.
tolerance = 0.0
outputs = ("label",)

centres = 16


def make_args(n, dtype="float64", seed=0):
    rng = np.random.default_rng(seed)
    points = rng.random((n, 3)).astype(dtype)
    centre = rng.random((centres, 3)).astype(dtype)
    return points, centre, np.zeros(n, np.int64)


def numpy(points, centre, label):
    """All distances at once, then the smallest of each row."""
    distance = ((points[:, None, :] - centre[None, :, :]) ** 2).sum(axis=2)
    np.argmin(distance, axis=1, out=label)


@numba.njit
def njit(points, centre, label):
    """The loops, compiled, on one thread."""
    for i in range(points.shape[0]):
        nearest = np.inf
        for k in range(centre.shape[0]):
            x = points[i, 0] - centre[k, 0]
            y = points[i, 1] - centre[k, 1]
            z = points[i, 2] - centre[k, 2]
            distance = x * x + y * y + z * z
            if distance < nearest:
                nearest = distance
                label[i] = k


@numba.njit(parallel=True)
def parallel(points, centre, label):
    """The loops with prange over the points."""
    for i in numba.prange(points.shape[0]):
        nearest = np.inf
        for k in range(centre.shape[0]):
            x = points[i, 0] - centre[k, 0]
            y = points[i, 1] - centre[k, 1]
            z = points[i, 2] - centre[k, 2]
            distance = x * x + y * y + z * z
            if distance < nearest:
                nearest = distance
                label[i] = k


@numba.guvectorize("(d),(k,d)->()")
def guvectorize(point, centre, label):
    """A generalised ufunc: written for one point, on one thread."""
    nearest = np.inf
    for k in range(centre.shape[0]):
        x = point[0] - centre[k, 0]
        y = point[1] - centre[k, 1]
        z = point[2] - centre[k, 2]
        distance = x * x + y * y + z * z
        if distance < nearest:
            nearest = distance
            label[0] = k


@numba.guvectorize(
    ["(float64[:], float64[:, :], int64[:])", "(float32[:], float32[:, :], int64[:])"],
    "(d),(k,d)->()",
    target="parallel",
)
def guvectorize_parallel(point, centre, label):
    """The same on all threads: target="parallel" needs its types spelled out."""
    nearest = np.inf
    for k in range(centre.shape[0]):
        x = point[0] - centre[k, 0]
        y = point[1] - centre[k, 1]
        z = point[2] - centre[k, 2]
        distance = x * x + y * y + z * z
        if distance < nearest:
            nearest = distance
            label[0] = k


def data_bytes(n, itemsize):
    return 3 * (n + centres) * itemsize + 8 * n


def bytes_moved(n, itemsize):
    """Points and centres read, labels written."""
    return 3 * (n + centres) * itemsize + 8 * n


def flops(n):
    """Three differences, three squares and two additions for each point and centre."""
    return 8 * centres * n
