"""What this machine can do at best: latencies, throughputs and bandwidths, measured with Numba.

The small loops below are compiled by the same compiler as what is looked at, so nothing has to be
known of the processor. Each is the fastest of several, and the whole takes some seconds, once:
the result is kept for this machine and these versions.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from explorer.measure.machine import facts
from explorer.why.kept import folder, recall, remember

VERSION = 15
"""Of how they are measured; what was kept of another one is measured again."""
MOST_TRIES = 3
"""Where other programs disturb it, it is measured again when they are asked for, up to so often."""

LOADED, MOST_WORKED_ON = 2**14, 2**28
"""Bytes that lie in the nearest cache of any machine, and the most for which rates are measured."""

Rates = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Ceilings:
    """Latencies and costs in cycles, rates per cycle, times in seconds, bandwidths in bytes/s.

    `latency` is by kind of operation. Of multiplications, or of additions, so many are done a cycle
    as `arithmetic_per_cycle` says; of both together, `mixed_per_cycle`. `read`, `update` and
    `change` are pairs of bytes worked on and bandwidth, for one thread; `update` reads two arrays
    and writes a third, `change` writes to where it reads. `loaded_per_cycle` are the bytes that
    SIMD loads in a cycle from the nearest cache, of an array that begins where NumPy lets it begin.
    `gather_cycles` is what each number takes that SIMD
    loads or stores one by one. `sizes` are the bytes of the caches. `tries` is how often they were
    measured, the best of each taken, and `quiet` whether nothing disturbed one of these times.
    `chase` and `jump` are pairs of bytes and of the seconds that a load from a place at random
    takes: where the load before it found that place, and where many are under way;
    `jump_to_store` those of a store. `fault_s` is
    what a memory page takes that is touched for the first time, 0 where that is not known;
    `linear_algebra_s` what loading that takes, for which the first function of a process waits.
    `looks_ahead` is by how many instructions the processor does, where these wait for others, 0
    where that is not known. `libm` is by function of the C library, of numbers of 64 bits,
    `libm_cycles` what the fastest of them takes, as others may.
    """

    cycle_s: float
    latency: dict[str, float]
    arithmetic_per_cycle: float
    mixed_per_cycle: float
    simple_per_cycle: float
    division_cycles: float
    simd_division_cycles: float
    root_cycles: float
    simd_root_cycles: float
    loaded_per_cycle: float
    gather_cycles: float
    libm_cycles: float
    allocation_s: float
    region_s: float
    sizes: dict[str, int]
    read: Rates
    update: Rates
    peak_flops: float
    tries: int = 1
    quiet: bool = True
    fault_s: float = 0.0
    chase: Rates = ()
    jump: Rates = ()
    jump_to_store: Rates = ()
    change: Rates = ()
    whole_division_cycles: float = 0.0
    simd_whole_product_cycles: float = 0.0
    linear_algebra_s: float = 0.0
    looks_ahead: float = 0.0
    libm: dict[str, float] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether they need not be measured again."""
        return self.quiet or self.tries >= MOST_TRIES

    def at(self, cycle_s: float, read: float | None, data_bytes: int) -> Ceilings:
        """Return them as they are at a moment at which a cycle takes so long.

        Whatever is instructions takes as many cycles as before, also in a library or the system.
        `read` are the bytes a second that so much data is read with then, None where that is not
        known: then what is beyond the nearest cache is as fast as before.
        """
        slower = cycle_s / self.cycle_s
        found = replace(
            self,
            cycle_s=cycle_s,
            allocation_s=self.allocation_s * slower,
            region_s=self.region_s * slower,
            fault_s=self.fault_s * slower,
        )
        if read is None:
            return found
        faster = read / rate_at(self.read, data_bytes)

        def now(rates: Rates) -> Rates:
            return tuple((size, rate * faster) for size, rate in rates)

        return replace(found, read=now(self.read), update=now(self.update), change=now(self.change))

    def level_of(self, data_bytes: float) -> str:
        """Return the level that so many bytes fit into."""
        for level, size in self.sizes.items():
            if data_bytes <= size:
                return level
        return "DRAM"


def best_of(one: Ceilings, other: Ceilings) -> Ceilings:
    """Return the best of each of what was measured at two moments."""
    lower = ("cycle_s", "division_cycles", "simd_division_cycles", "root_cycles",
             "simd_root_cycles", "whole_division_cycles", "simd_whole_product_cycles",
             "gather_cycles", "libm_cycles", "allocation_s", "region_s", "fault_s",
             "linear_algebra_s")  # fmt: skip
    higher = ("arithmetic_per_cycle", "mixed_per_cycle", "simple_per_cycle", "loaded_per_cycle",
              "peak_flops", "looks_ahead")  # fmt: skip
    best: dict[str, Any] = {name: min(getattr(one, name), getattr(other, name)) for name in lower}
    best |= {name: max(getattr(one, name), getattr(other, name)) for name in higher}
    return replace(
        one,
        **best,
        latency={kind: min(took, other.latency[kind]) for kind, took in one.latency.items()},
        libm={name: min(took, other.libm.get(name, took)) for name, took in one.libm.items()},
        chase=_lower(one.chase, other.chase),
        jump=_lower(one.jump, other.jump),
        jump_to_store=_lower(one.jump_to_store, other.jump_to_store),
        read=_higher(one.read, other.read),
        update=_higher(one.update, other.update),
        change=_higher(one.change, other.change),
        tries=one.tries + other.tries,
        quiet=one.quiet or other.quiet,
    )


def _higher(one: Rates, other: Rates) -> Rates:
    return tuple((size, max(a, b)) for (size, a), (_, b) in zip(one, other, strict=True))


def _lower(one: Rates, other: Rates) -> Rates:
    return tuple((size, min(a, b)) for (size, a), (_, b) in zip(one, other, strict=True))


def rate_at(rates: Rates, data_bytes: float) -> float:
    """Return what is known for so many bytes, between those that were measured (log-log)."""
    sizes = [math.log(size) for size, _ in rates]
    known = [math.log(rate) for _, rate in rates]
    import numpy as np  # the window is there before NumPy

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
