"""The one table of threading layers: what runs Numba's parallel loops."""

from typing import NamedTuple


class Layer(NamedTuple):
    """A layer's name, what it is good for, and where it is found.

    `pool` is Numba's module of it (numba.np.ufunc), `needs` what is missing where that cannot be
    loaded, and `waits` are parts of the names of libraries in which its threads wait.
    """

    name: str
    explained: str
    pool: str
    needs: str
    waits: tuple[str, ...]


TABLE = (
    Layer(
        "tbb",
        "Intel’s TBB: shares out uneven work, loops in loops too",
        "tbbpool",
        "Intel's TBB library is needed: pip install tbb",
        ("libtbb", "tbbpool"),
    ),
    Layer(
        "omp",
        "OpenMP: the cheapest start of a loop, as a rule",
        "omppool",
        "an OpenMP library such as libgomp is needed",
        ("libgomp", "libiomp", "libomp", "omppool"),
    ),
    Layer(
        "workqueue",
        "Numba’s own: always there, but slow to start a loop",
        "workqueue",
        "its library is needed",
        ("workqueue",),
    ),
)
BY_NAME = {layer.name: layer for layer in TABLE}
LAYERS = tuple(BY_NAME)
