"""What this machine can do at best: latencies, throughputs and bandwidths, measured with Numba.

The small loops below are compiled by the same compiler as what is looked at, so nothing has to be
known of the processor. Each is the fastest of several, and the whole takes some seconds, once:
the result is kept for this machine and these versions.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from explorer.measure.machine import facts
from explorer.why.remembering import folder, recall, remember

VERSION = 2
"""Of how they are measured; what was kept of another one is measured again."""


@dataclass(frozen=True)
class Ceilings:
    """Latencies and costs in cycles, rates per cycle, times in seconds, bandwidths in bytes/s.

    `latency` is by kind of operation. `read` and `update` are pairs of bytes worked on and
    bandwidth, for one thread; `update` reads two arrays and writes a third. `sizes` are the bytes
    of the caches.
    """

    cycle_s: float
    latency: dict[str, float]
    arithmetic_per_cycle: float
    simple_per_cycle: float
    division_cycles: float
    simd_division_cycles: float
    libm_cycles: float
    allocation_s: float
    region_s: float
    sizes: dict[str, int]
    read: tuple[tuple[int, float], ...]
    update: tuple[tuple[int, float], ...]
    peak_flops: float

    def level_of(self, data_bytes: float) -> str:
        """Return the level that so many bytes fit into."""
        for level, size in self.sizes.items():
            if data_bytes <= size:
                return level
        return "DRAM"


def rate_at(rates: tuple[tuple[int, float], ...], data_bytes: float) -> float:
    """Return the bandwidth for so many bytes, between those that were measured (log-log)."""
    sizes = [math.log(size) for size, _ in rates]
    known = [math.log(rate) for _, rate in rates]
    return float(math.exp(np.interp(math.log(max(data_bytes, 1.0)), sizes, known)))


def kept() -> Ceilings | None:
    """Return what was measured on this machine, with these versions, before."""
    return recall(_path(), Ceilings)


def keep(found: Ceilings) -> None:
    """Keep it for later; where that does not work it is measured again."""
    remember(_path(), found)


def _path() -> Path:
    known = facts()
    what = [known[name] for name in ("cpu", "architecture", "cores_usable", "caches", "versions")]
    key = hashlib.sha1(msgspec.json.encode(what)).hexdigest()[:16]
    return folder() / f"ceilings-{VERSION}-{key}.json"
