"""Matrix product.

How far is a loop of one's own from the library's matrix product?

The three loops can be nested in six orders that do the same arithmetic. With k innermost
(`njit_ijk`) every step jumps a whole row of B, and each addition waits for the last; with j
innermost (`njit_ikj`) everything runs along rows and uses SIMD. Look at the largest size in
the Speed-up chart: changing the order is worth more than a second thread. The BLAS behind
`numpy` keeps whole blocks in registers and caches and stays well ahead. It brings threads of
its own: calling it from each of Numba's threads (`parallel_dot`) nests the two, and more
threads than cores can make it much slower than one plain call.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Linear algebra"
sizes = "10, 20, 50, 100, 200, 400"
size_name = "rows"
dtypes = ("float64", "float32")
reference = "numpy"
baseline = "njit_ijk"
# Sums of n products in another order: about √n·eps, at most n·eps.
tolerance = {"float64": 1e-12, "float32": 1e-4}
outputs = ("C",)
threaded = ("numpy",)


def make_args(n, dtype="float64", seed=0):
    rng = np.random.default_rng(seed)
    a, b = rng.random((2, n, n), dtype)
    return a, b, np.zeros((n, n), dtype)


def python(A, B, C):
    """Three loops in plain Python."""
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            total = 0.0
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            C[i, j] = total


def numpy(A, B, C):
    """np.dot: the BLAS that NumPy brings, with its own threads."""
    np.dot(A, B, out=C)


@numba.njit
def njit_ijk(A, B, C):
    """The loops as the formula is written: row of A times column of B."""
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            total = C.dtype.type(0)  # of C's type: 0.0 would be float64
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            C[i, j] = total


@numba.njit
def njit_ikj(A, B, C):
    """The two inner loops swapped: everything runs along rows."""
    for i in range(A.shape[0]):
        C[i, :] = 0
        for k in range(A.shape[1]):
            for j in range(B.shape[1]):
                C[i, j] += A[i, k] * B[k, j]


@numba.njit(parallel=True)
def parallel_ijk(A, B, C):
    """Formula order with prange over the rows."""
    for i in numba.prange(A.shape[0]):
        for j in range(B.shape[1]):
            total = C.dtype.type(0)  # of C's type: 0.0 would be float64
            for k in range(A.shape[1]):
                total += A[i, k] * B[k, j]
            C[i, j] = total


@numba.njit(parallel=True)
def parallel_ikj(A, B, C):
    """Swapped loops with prange over the rows."""
    for i in numba.prange(A.shape[0]):
        C[i, :] = 0
        for k in range(A.shape[1]):
            for j in range(B.shape[1]):
                C[i, j] += A[i, k] * B[k, j]


@numba.njit(parallel=True)
def parallel_blocked(A, B, C):
    """Tiles of 16 × 256 numbers of B, which stay in the L1 cache until every row has used them."""
    threads = numba.get_num_threads()
    for thread in numba.prange(threads):
        top = A.shape[0] * thread // threads
        bottom = A.shape[0] * (thread + 1) // threads
        C[top:bottom] = 0
        for left in range(0, B.shape[1], 256):
            for first in range(0, A.shape[1], 16):
                last = min(first + 16, A.shape[1])
                for i in range(top, bottom):
                    _add_rows(C[i, left : left + 256], A[i], B, first, last, left)


@numba.njit
def _add_rows(c, a, B, first, last, left):
    """Add a[k] times a piece of B's row k to c, for k from first to last, four at a time."""
    fours = first + (last - first) // 4 * 4
    for k in range(first, fours, 4):
        b0 = B[k, left : left + 256]
        b1 = B[k + 1, left : left + 256]
        b2 = B[k + 2, left : left + 256]
        b3 = B[k + 3, left : left + 256]
        a0, a1, a2, a3 = a[k], a[k + 1], a[k + 2], a[k + 3]
        for j in range(c.size):
            c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j]
    for k in range(fours, last):
        b = B[k, left : left + 256]
        for j in range(c.size):
            c[j] += a[k] * b[j]


@numba.njit(parallel=True)
def parallel_dot(A, B, C):
    """np.dot on a band of rows for each thread: BLAS starts threads of its own in every one."""
    threads = numba.get_num_threads()
    for thread in numba.prange(threads):
        top = A.shape[0] * thread // threads
        bottom = A.shape[0] * (thread + 1) // threads
        np.dot(A[top:bottom], B, C[top:bottom])


def data_bytes(n, itemsize):
    return 3 * n * n * itemsize


def bytes_moved(n, itemsize):
    """Each matrix once: what a product that reuses everything in cache would need."""
    return 3 * n * n * itemsize


def flops(n):
    return 2 * n * n * n


def claim(run):
    most, size = _claims.most_threads(run), _claims.largest(run, "njit_ijk", "njit_ikj", "numpy")
    order = _claims.times(run, "njit_ikj", "njit_ijk", size)
    library = _claims.times(run, "numpy", "njit_ikj", size)
    one_call = _claims.seconds(run, "numpy", size, most)
    nested = _claims.seconds(run, "parallel_dot", size, most, even_disturbed=True) / one_call
    return (
        f"At {size:,} rows the right order of the loops is worth a factor of {order:.1f} on one "
        f"thread, and the library another {library:.1f}; np.dot from {most} threads at once takes "
        f"{nested:.2f} times as long as one call with {most} threads.",
        order > 2 and library > 1.3,
    )
