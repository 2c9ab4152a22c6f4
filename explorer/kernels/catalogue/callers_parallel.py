"""Parallel functions under several callers.

Does parallel=True still help where several Python threads call at once?

A parallel function takes all cores for each call, so one caller gains. More callers, as in Dask's
workers or a web server, share the same cores, and wait for each other's threads: they gain little
over one, and may get less done. `serial`, with `nogil=True` and no threads of its own, uses a core
for each caller instead, gains with each of them, and does not pay for starting threads, which is
most of a short call. Here the thread count is the number of callers: look at the Threads chart.
Parallelise once, at the outermost place. (The workqueue threading layer cannot be called from
several threads at all: it ends the process.)
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _callers, _claims

group = "Sharing work"
sizes = "1e4:1e6"
size_name = "elements of a call"
reference = "one_by_one"
baseline = "one_by_one"
threaded = ("serial", "parallel")

CALLS = 8
CORES = min(numba.config.NUMBA_DEFAULT_NUM_THREADS, numba.config.NUMBA_NUM_THREADS)


def make_args(n, dtype="float64", seed=0):
    return (np.random.default_rng(seed).random((CALLS, n), dtype),)


def flops(n):
    return CALLS * n


def data_bytes(n, itemsize):
    return CALLS * n * itemsize


def bytes_moved(n, itemsize):
    return CALLS * n * itemsize


@numba.njit
def _one_core(a):
    total = 0.0
    for i in range(a.size):
        total += a[i]
    return total


@numba.njit(parallel=True)
def _all_cores(a):
    total = 0.0
    for i in numba.prange(a.size):
        total += a[i]
    return total


def one_by_one(parts):
    """One Python thread makes all 8 calls, on one core."""
    return np.array([_one_core(part) for part in parts])


def serial(parts):
    """Callers of @njit(nogil=True): a core for each."""
    return _callers.shared(_one_core, parts)


def parallel(parts):
    """Callers of @njit(parallel=True, nogil=True): all cores for each."""
    _all_cores(parts[0, :1])
    if numba.threading_layer() == "workqueue":
        raise RuntimeError("the workqueue layer ends a process that several threads call at once")
    return _callers.shared(_all_cores, parts, CORES)


def claim(run):
    most, size = _claims.most_threads(run), _claims.largest(run, "serial")
    serial = _claims.gain(run, "serial", size)
    alone = _claims.seconds(run, "parallel", size, 1, even_disturbed=True)
    together = _claims.seconds(run, "parallel", size, most, even_disturbed=True)
    parallel = alone / together
    return (
        f"{most} callers get {serial:.2f} times as much done as one with a core for each, and "
        f"{parallel:.2f} times with all cores for each ({size:,} elements a call).",
        serial > 1.5 and parallel < 0.9 * serial,
    )
