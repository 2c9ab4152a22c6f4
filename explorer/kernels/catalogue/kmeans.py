"""k-means: the nearest centre.

What does one store in the wrong place cost?

For each point, find the nearest of 16 centres. `njit` and `njit_store` differ in one line:
where the label is written. Kept in a local variable, the better of two is selected without
a jump; written to memory at once, it takes a jump that depends on the data, and the
processor guesses it wrong again and again. (For a few points it learns the pattern by heart:
compare the smallest sizes.) `numpy` builds all distances at once and carries n × 16 numbers
through memory. `parallel_contract` has one permission of `fastmath`, to round a product and
the sum it goes into together. `guvectorize_parallel` is written for one point and gets its
loop and its threads from Numba; compare it with `parallel`.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Linear algebra"
sizes = "1e2:1e6"
size_name = "points"
dtypes = ("float64", "float32")
reference = "njit"
baseline = "njit"
# Labels are whole numbers; of these points none is so near the middle that rounding decides.
tolerance = 0.0
outputs = ("label",)

centres = 16


def make_args(n, dtype="float64", seed=0):
    rng = np.random.default_rng(seed)
    points = rng.random((n, 3), dtype)
    centre = rng.random((centres, 3), dtype)
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
        best = 0
        for k in range(centre.shape[0]):
            x = points[i, 0] - centre[k, 0]
            y = points[i, 1] - centre[k, 1]
            z = points[i, 2] - centre[k, 2]
            distance = x * x + y * y + z * z
            if distance < nearest:
                nearest = distance
                best = k
        label[i] = best


@numba.njit
def njit_store(points, centre, label):
    """The label is written whenever a nearer centre is found: a jump in the innermost loop."""
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
        best = 0
        for k in range(centre.shape[0]):
            x = points[i, 0] - centre[k, 0]
            y = points[i, 1] - centre[k, 1]
            z = points[i, 2] - centre[k, 2]
            distance = x * x + y * y + z * z
            if distance < nearest:
                nearest = distance
                best = k
        label[i] = best


@numba.njit(parallel=True, fastmath={"contract"})
def parallel_contract(points, centre, label):
    """prange, and a multiplication and an addition may become one operation."""
    for i in numba.prange(points.shape[0]):
        nearest = np.inf
        best = 0
        for k in range(centre.shape[0]):
            x = points[i, 0] - centre[k, 0]
            y = points[i, 1] - centre[k, 1]
            z = points[i, 2] - centre[k, 2]
            distance = x * x + y * y + z * z
            if distance < nearest:
                nearest = distance
                best = k
        label[i] = best


@numba.guvectorize(
    ["(float64[:], float64[:, :], int64[:])", "(float32[:], float32[:, :], int64[:])"],
    "(d),(k,d)->()",
    target="parallel",
)
def guvectorize_parallel(point, centre, label):
    """The same on all threads: target="parallel" needs its types spelled out."""
    nearest = np.inf
    best = 0
    for k in range(centre.shape[0]):
        x = point[0] - centre[k, 0]
        y = point[1] - centre[k, 1]
        z = point[2] - centre[k, 2]
        distance = x * x + y * y + z * z
        if distance < nearest:
            nearest = distance
            best = k
    label[0] = best


def data_bytes(n, itemsize):
    return 3 * (n + centres) * itemsize + 8 * n


def bytes_moved(n, itemsize):
    """Points and centres read, labels written."""
    return 3 * (n + centres) * itemsize + 8 * n


def flops(n):
    """Three differences, three squares and two additions for each point and centre."""
    return 8 * centres * n


def claim(run):
    size = _claims.largest(run, "njit", "njit_store")
    small = min(run.plan.sizes)
    jump = _claims.times(run, "njit", "njit_store", size)
    learnt = _claims.times(run, "njit", "njit_store", small)
    return (
        f"Without the store in the innermost loop it is {jump:.2f} times as fast at {size:,} "
        f"points, and {learnt:.2f} times at {small:,}, which the processor knows by heart.",
        jump > 1.3,
    )
