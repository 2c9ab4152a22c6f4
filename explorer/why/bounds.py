"""Bounds of a call: what it takes at the least, by what limits it.

Each bound is counted work over a measured ceiling. A chain, in which each step waits for the one
before, is the longest time that a loop's own work can take. What jumps in memory and branches may
cost besides is no bound: it is what they cost where no cache and no foresight help.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from explorer.why.accesses import APART, JUMP, LINE, NUMBER, PASSES, STORED
from explorer.why.busy import busy
from explorer.why.ceilings import Ceilings, Rates, rate_at
from explorer.why.chains import SPAN
from explorer.why.facts import Loop, Why

WRITTEN = 1 / 3
"""The share of its data that the calibrated update writes."""
IN_ORDER = 0.1
"""Up to this share of stores that jump, they write one place after the other."""
MISSED = 20
"""Cycles that a branch costs that was not foreseen: 15 to 20 on the processors of today."""


@dataclass(frozen=True)
class Bounds:
    """Seconds that a call takes at the least, by what limits it; `level` is where the data lies.

    `faults_s` is what the system takes for memory pages that are touched for the first time.
    `jumps_s` is what loads and stores far from those before may take longer than in the nearest
    cache, where it never has them, and `branches_s` what branches may that go both ways, where none
    of them is foreseen. `ahead_s` is what turns take of which no more are under way than the
    processor looks ahead for.
    """

    call_s: float
    latency_s: float
    throughput_s: float
    memory_s: float
    allocation_s: float
    region_s: float
    level: str
    faults_s: float = 0.0
    jumps_s: float = 0.0
    branches_s: float = 0.0
    ahead_s: float = 0.0
    busiest: str = ""

    @property
    def least_s(self) -> float:
        """The highest bound, with what is spent besides."""
        inner = max(self.latency_s, self.throughput_s, self.memory_s)
        return self.call_s + inner + self.allocation_s + self.region_s + self.faults_s


def bounds(why: Why, ceilings: Ceilings, call_s: float, data_bytes: int, parallel: bool) -> Bounds:
    """Return the bounds of a call, from what was counted."""
    share = (why.threads or 1) if parallel else 1
    loops = [loop for loop in why.loops or () if loop.trips or loop.bytes]
    cycle = ceilings.cycle_s
    level = ceilings.level_of(data_bytes)
    apart = sum(loop.work.get(kind, 0) for loop in loops for kind in (APART, JUMP, STORED))
    worked = sum(loop.bytes for loop in loops) + apart * (LINE - NUMBER)
    passes = 1 + max((loop.work.get(PASSES, 0.0) for loop in loops), default=0.0)
    stays = worked / passes <= ceilings.sizes.get("L2", math.inf)  # from one pass to the next
    moved = min(data_bytes if stays else data_bytes * passes, worked)
    cycles, busiest = busy([loop.work for loop in loops], ceilings)
    rate = 1 / _time_a_byte(loops, ceilings, data_bytes, parallel)
    return Bounds(
        call_s=call_s,
        latency_s=cycle * sum(chained(loop.work, ceilings) for loop in loops) / share,
        throughput_s=cycle * cycles / share,
        busiest=busiest,
        memory_s=0.0 if level == "L1" else moved / rate / share,
        allocation_s=(why.allocations_per_call or 0) * ceilings.allocation_s,
        region_s=ceilings.region_s if parallel else 0.0,
        level=level,
        faults_s=(why.page_faults_per_call or 0) * ceilings.fault_s,
        jumps_s=0.0 if level == "L1" else sum(_jumps(loop, ceilings, data_bytes) for loop in loops),
        ahead_s=_ahead(loops, ceilings) / share,
        branches_s=cycle * MISSED * sum(map(_ways, loops)) / share,
    )


def _ahead(loops: list[Loop], ceilings: Ceilings) -> float:
    """Seconds of turns of which no more are under way than the processor looks ahead for."""
    if not ceilings.looks_ahead:
        return 0.0
    steps = sum(_steps(loop.work, SPAN, ceilings) for loop in loops)
    return ceilings.cycle_s * steps / ceilings.looks_ahead


def _ways(loop: Loop) -> float:
    """How often a branch may go the way that was not foreseen: of choices by data every other."""
    return loop.work.get("branch", 0) + loop.work.get("choice", 0) / 2


def _time_a_byte(loops: list[Loop], ceilings: Ceilings, data_bytes: int, parallel: bool) -> float:
    """Seconds that moving a byte of data takes, by how much of all data is written.

    What is written is loaded before, and written back, so that changing data in place moves twice
    as much of it as reading. Stores to few places again and again write less than they are: such
    ones are taken for no more than in the calibrated update, and so are those of several threads,
    whose places are not counted.
    """
    stored = sum(loop.work.get("stored", 0) for loop in loops)
    jumping = sum(loop.work.get(STORED, 0) for loop in loops)
    stores = sum(loop.work.get("store", 0) + loop.work.get("gather", 0) for loop in loops)
    part = stored / data_bytes if data_bytes else 0.0
    in_order = not parallel and part <= 1 and jumping <= IN_ORDER * stores
    part = part if in_order else min(part, WRITTEN)
    read, update = (1 / rate_at(rates, data_bytes) for rates in (ceilings.read, ceilings.update))
    if part <= WRITTEN or not ceilings.change:
        return read + (update - read) * min(part / WRITTEN, 1.0)
    changed = 1 / rate_at(ceilings.change, data_bytes)
    return update + (changed - update) * (part - WRITTEN) / (1 - WRITTEN)


def _jumps(loop: Loop, ceilings: Ceilings, data_bytes: int) -> float:
    """Seconds that a loop's accesses far from those before take longer, where none is near.

    Loads whose place the load before found wait for it.
    """
    loads, stores = loop.work.get(JUMP, 0), loop.work.get(STORED, 0)
    chased = min(loads, loop.work.get("chain load", 0))
    return (
        chased * _longer(ceilings.chase, data_bytes)
        + (loads - chased) * _longer(ceilings.jump, data_bytes)
        + stores * _longer(ceilings.jump_to_store, data_bytes)
    )


def _longer(took: Rates, data_bytes: int) -> float:
    """Seconds that an access to so much data takes longer than one to the least that was tried."""
    return rate_at(took, data_bytes) - min(least for _, least in took) if took else 0.0


def chained(work: Mapping[str, float], ceilings: Ceilings) -> float:
    """Cycles of the chain of a loop."""
    return _steps(work, "chain ", ceilings)


def _steps(work: Mapping[str, float], sign: str, ceilings: Ceilings) -> float:
    """Cycles of the steps whose names begin with a sign."""
    return sum(
        count * ceilings.latency.get(name.removeprefix(sign), 1.0)
        for name, count in work.items()
        if name.startswith(sign)
    )
