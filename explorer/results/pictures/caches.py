"""What sizes mean in bytes, and where the processor's caches end."""

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from explorer.results.pictures.picture import Guide
from explorer.results.record import Run


def interpolated(known: Sequence[tuple[float, float]], value: float) -> float | None:
    """Return what belongs to a value, from known pairs, straight on logarithmic axes.

    Beyond the ends the last stretch is carried on. None with fewer than two pairs.
    """
    if len(known) < 2 or value <= 0:
        return None
    place = min(max(bisect_left([x for x, _ in known], value), 1), len(known) - 1)
    (x0, y0), (x1, y1) = known[place - 1], known[place]
    if x0 == x1:
        return y0
    share = math.log(value / x0) / math.log(x1 / x0)
    return float(y0 * (y1 / y0) ** share)


def bytes_of(run: Run) -> Callable[[float], float | None]:
    """Return the function from a size to the bytes its arrays occupy; the same for the same."""
    return _bytes_of(tuple(run.data_bytes.items()))


@lru_cache(maxsize=16)
def _bytes_of(sizes: tuple[tuple[int, int], ...]) -> Callable[[float], float | None]:
    each = dict(sizes)
    known = sorted((float(n), float(b)) for n, b in sizes if n > 0 and b > 0)

    def of(size: float) -> float | None:
        exact = each.get(round(size))
        return float(exact) if exact else interpolated(known, size)

    return of


def cache_guides(run: Run) -> tuple[Guide, ...]:
    """Return a line where the data of a call just fills each cache, as far as sizes are swept."""
    known = sorted((float(b), float(n)) for n, b in run.data_bytes.items() if n > 0 and b > 0)
    low, high = min(run.plan.sizes), max(run.plan.sizes)
    if known and known[0][0] == known[-1][0]:
        return ()  # the data is the same at every size: something else is swept
    found = []
    for size, name in sorted((size, name) for name, size in _levels(run.machine).items()):
        n = interpolated(known, size)
        if n is not None and low < n < high:
            at = math.log10(n)
            found.append(Guide((at, None), (at, None), name))
    return tuple(found)


def _levels(machine: Mapping[str, Any]) -> dict[str, float]:
    """The bytes of each level of data cache; anything a file may hold instead counts as none.

    Where groups of cores have a level-3 cache each, also of all of these together.
    """
    caches, cores = machine.get("caches"), machine.get("topology")
    groups = cores.get("l3_groups") if isinstance(cores, Mapping) else None
    found: dict[str, float] = {}
    for cache in caches if isinstance(caches, (list, tuple)) else ():
        if isinstance(cache, Mapping):
            level, size = cache.get("level"), cache.get("bytes")
            if isinstance(level, int) and isinstance(size, (int, float)) and size > 0:
                found[f"L{level}"] = max(found.get(f"L{level}", 0.0), float(size))
    if isinstance(groups, int) and groups > 1 and "L3" in found:
        found["all L3"] = groups * found["L3"]
    return found
