"""The process that measures the machine's ceilings, by loops of known work."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numba
import numpy as np

from explorer.measure.machine import caches
from explorer.why import small_loops as small
from explorer.why.ceilings import Ceilings

STEPS = 50_000
BATCH_S, TRIES = 200e-6, 12
LOADED = 16_384
"""Bytes that lie in the nearest cache of any machine."""
WORKED_ON = tuple(2**power for power in (14, 16, 18, 20, 22, 24, 26, 27, 28))
"""Bytes for which the bandwidth is measured; between them it is interpolated."""
TOUCHED = 2**23
"""Numbers: so much memory is got from the system anew each time, and given back."""
MOST_CHASED, CHASED = 2**26, 20_000
"""Bytes up to which places are visited at random, and how many of them: making more takes long."""


def calibrate(threads: int) -> Ceilings:
    """Measure; `threads` is for what starting a parallel loop takes."""
    u = np.uint64
    cycle = _best(small.whole, STEPS, u(3), u(5), u(7)) / STEPS / 2
    steps = STEPS // 4

    def latency(function: Callable[..., Any], x: float, y: float) -> float:
        return _best(function, steps, x, y) / steps / cycle

    simd = np.ones(512)
    order = np.random.default_rng(0).permutation(512).astype(np.uint64)
    out = np.zeros(512)
    wide = np.full((8, 512), 1e-3)
    usual = _aligned(LOADED // 8 + 2)[2:]  # 16 bytes behind a cache line, as NumPy's arrays
    sizes = {f"L{found['level']}": found["bytes"] for found in caches()}
    after = (np.roll(np.arange(256), -1) * 1).astype(np.int64)
    reads, updates, changes, chases, jumps, stores = [], [], [], [], [], []
    same = np.zeros(4096, np.int64)
    for data in WORKED_ON:
        numbers = _aligned(data // 8)
        times = max(1, 2_000_000 // data)
        reads.append((data, times * data / _best(small.read, numbers.view(np.int64), times)))
        part = data // 24
        a, b, c = (_aligned(part) for _ in range(3))
        updates.append((data, times * 24 * part / _best(small.update, a, b, c, 0.5, times)))
        changes.append((data, times * data / _best(small.change, numbers, 0.5, times)))
        if data <= MOST_CHASED:
            places = np.random.default_rng(0).permutation(data // 8)
            circle = np.empty_like(places)
            circle[places] = np.roll(places, 1)
            begin = np.zeros(1, np.int64)
            chases.append((data, _best(small.chase, circle, begin, CHASED) / CHASED))
            at = places.astype(np.uint64)
            jumps.append((data, _at_random(small.gathered, numbers, at)))
            stores.append((data, _at_random(small.scattered, numbers, at)))
    numba.set_num_threads(threads)
    return Ceilings(
        cycle_s=cycle,
        latency={
            "int": 1.0,
            "imul": _best(small.product, steps, u(3), u(5), u(7)) / steps / cycle - 1,
            "fadd": latency(small.sum, 1.0, 1e-9),
            "fmul": latency(small.times, 1.0, 1.0000001),
            "fma": latency(small.fused, 1.0, 0.5),
            "fdiv": latency(small.quotient, 1.1, 1.3),
            "fsqrt": latency(small.root, 1.1, 0.0),
            "load": _best(small.chase, after, np.zeros(1, np.int64), steps) / steps / cycle,
            "forward": _best(small.stored, np.zeros(1, np.int64), same, len(same))
            / len(same)
            / cycle,
        },
        arithmetic_per_cycle=10 * steps * cycle / _best(small.side_by_side, steps, 1.0, 0.5),
        mixed_per_cycle=12 * steps * cycle / _best(small.mixed, steps, 1.0, 0.9999999),
        simple_per_cycle=14
        * steps
        * cycle
        / _best(small.whole_side_by_side, steps, u(3), u(5), u(7)),
        division_cycles=_best(small.quotients, steps, 1.1, 1.3) / steps / 6 / cycle,
        simd_division_cycles=_best(small.simd_quotients, simd, out, 1.0, 20) / 20 / 512 / cycle,
        root_cycles=_best(small.roots, steps, 1.1) / steps / 8 / cycle,
        simd_root_cycles=_best(small.simd_roots, simd, out, 20) / 20 / 512 / cycle,
        loaded_per_cycle=cycle * 50 * LOADED / _best(small.read, usual.view(np.int64), 50),
        gather_cycles=_best(small.gathered, np.ones(512), order, 20) / 20 / 512 / cycle,
        libm_cycles=_best(small.sines, simd, 5) / 5 / 512 / cycle,
        allocation_s=_best(small.allocate, 8, 500) / 500,
        region_s=_best(small.region, np.zeros(1)),
        fault_s=_fault(),
        sizes=sizes,
        chase=tuple(chases),
        jump=tuple(jumps),
        jump_to_store=tuple(stores),
        read=tuple(reads),
        update=tuple(updates),
        change=tuple(changes),
        peak_flops=20 * 512 * 128 / _best(small.peak, wide, out, 0.5, 20),
    )


def _at_random(function: Callable[..., Any], numbers: Any, places: Any) -> float:
    """Seconds of each of many accesses to places at random, those of the fastest of some parts."""
    function(numbers, places[:1], 1)
    times = []
    for part in np.array_split(places, -(-len(places) // CHASED))[:TRIES]:
        for _ in range(1 + TRIES * (len(part) == len(places))):  # then all of it is near
            began = perf_counter()
            function(numbers, part, 1)
            times.append((perf_counter() - began) / len(part))
    return min(times)


def _fault() -> float:
    """Seconds of a memory page that is touched for the first time.

    0 where these are not counted, or where large pages are got at once, so that they differ.
    """
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    small.touch(TOUCHED)
    found = []
    for _ in range(TRIES):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        began = perf_counter()
        small.touch(TOUCHED)
        took = perf_counter() - began
        pages = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
        if pages * resource.getpagesize() < 4 * TOUCHED:  # half of its bytes
            return 0.0
        found.append(took / pages)
    return min(found)


def _aligned(count: int) -> Any:
    """Numbers that begin at a cache line, as float64."""
    raw = np.ones(8 * count + 64, np.uint8)  # zeros would all be read from one memory page
    begin = -raw.ctypes.data % 64
    return raw[begin : begin + 8 * count].view(np.float64)


def _best(function: Callable[..., Any], *arguments: Any) -> float:
    """Seconds of the fastest call, calls put together until they take long enough to be timed."""
    function(*arguments)
    began = perf_counter()
    function(*arguments)
    once = perf_counter() - began
    calls = max(1, int(BATCH_S / max(once, 1e-7)))
    times = []
    for _ in range(TRIES if once < 0.01 else 3):
        began = perf_counter()
        for _ in range(calls):
            function(*arguments)
        times.append((perf_counter() - began) / calls)
    return min(times)
