"""π by throwing darts.

Are random numbers in threads right, fast and repeatable?

The share of random points that fall inside a circle gives π. `np.random.random()` inside
prange is safe: every thread has a generator of its own. But these are seeded apart, so that
`parallel` gives another answer every time, and a single seed cannot pin it down. `hashed`
turns the number of the dart into random bits: no generator, no state, the same answer with
any number of threads; and a loop without state can use SIMD. Look at the Threads chart:
`parallel_hashed` nearly halves its time with a second thread, while what `parallel` gains
from one may be little, and changes from moment to moment. NumPy's generator fills whole arrays.
"""

import numba
import numpy as np

from explorer.kernels.catalogue import _claims

group = "Sharing work"
sizes = "1e4:1e7"
size_name = "darts"
reference = "parallel_hashed"
baseline = "njit"
# Chance: the standard deviation of π is 1.64/√n, which at 10,000 darts is 0.5 % of it; this is
# ten times that. The hashed variants throw the same darts and agree exactly.
tolerance = 0.05


def make_args(n, dtype="float64", seed=0):
    return n, seed


def make_part(n, part, parts, dtype="float64", seed=0):
    """The darts of one of several workers; hashed, they are those of one call on all."""
    first, last = n * part // parts, n * (part + 1) // parts
    return last - first, seed + 2 * first


def combine(results):
    return sum(results) / len(results)


def numpy(n, seed):
    """Arrays of random numbers from NumPy's generator."""
    rng = np.random.default_rng(seed)
    x, y = rng.random(n), rng.random(n)
    return 4 * np.count_nonzero(x * x + y * y < 1) / n


@numba.njit
def njit(n, seed):
    """np.random in a compiled loop: one generator, seeded."""
    np.random.seed(seed)
    inside = 0
    for _ in range(n):
        x, y = np.random.random(), np.random.random()
        if x * x + y * y < 1:
            inside += 1
    return 4 * inside / n


@numba.njit(parallel=True)
def parallel(n, seed):
    """np.random in prange: a generator for each thread, which the seed does not reach."""
    inside = 0
    for _ in numba.prange(n):
        x, y = np.random.random(), np.random.random()
        if x * x + y * y < 1:
            inside += 1
    return 4 * inside / n


@numba.njit
def _uniform(number):
    """A number in [0, 1) from an integer: the mixing steps of SplitMix64 (Steele et al. 2014)."""
    z = np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@numba.njit
def hashed(n, seed):
    """Random bits from the number of the dart, on one thread."""
    inside = 0
    for i in range(n):
        x, y = _uniform(seed + 2 * i), _uniform(seed + 2 * i + 1)
        if x * x + y * y < 1:
            inside += 1
    return 4 * inside / n


@numba.njit(parallel=True)
def parallel_hashed(n, seed):
    """Random bits from the number of the dart, with prange."""
    inside = 0
    for i in numba.prange(n):
        x, y = _uniform(seed + 2 * i), _uniform(seed + 2 * i + 1)
        if x * x + y * y < 1:
            inside += 1
    return 4 * inside / n


def claim(run):
    most, size = _claims.most_threads(run), _claims.largest(run, "njit", "hashed", "parallel")
    hashed = _claims.times(run, "hashed", "njit", size)
    stateless = _claims.gain(run, "parallel_hashed", size)
    stateful = _claims.gain(run, "parallel", size)
    return (
        f"On one thread hashed numbers are {hashed:.1f} times as fast as np.random; {most} threads "
        f"make them {stateless:.2f} times as fast as one, and np.random {stateful:.2f} times "
        f"({size:,} darts).",
        hashed > 2 and stateless > 1.3,
    )
