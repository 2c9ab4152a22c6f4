"""The process that measures the machine's ceilings, by loops of known work."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numba
import numpy as np

from explorer.measure.machine import caches
from explorer.why import loading
from explorer.why import small_loops as small
from explorer.why.ceilings import LOADED, MOST_WORKED_ON, Ceilings

STEPS = 50_000
BATCH_S, TRIES = 200e-6, 12
WORKED_ON = (LOADED, *(2**power for power in (16, 18, 20, 22, 24, 26, 27)), MOST_WORKED_ON)
"""Bytes for which the bandwidth is measured; between them it is interpolated."""
LOOKED_AT = 45
"""Instructions of a turn of the loop that tells by how many the processor looks ahead."""
TOUCHED = 2**23
"""Numbers: so much memory is got from the system anew each time, and given back."""
MOST_CHASED, CHASED = 2**26, 20_000
"""Bytes up to which places are visited at random, and how many of them: making more takes long."""


def calibrate(threads: int) -> Ceilings:
    """Measure; `threads` is for what starting a parallel loop takes."""
    u = np.uint64
    beside: list[float] = []
    steps = STEPS // 4

    def cycles(function: Callable[..., Any], *arguments: Any) -> float:
        """Of a call, beside steps of a cycle each: the machine's speed may change meanwhile."""
        took, whole = _by_turns((function, arguments), (small.whole, (STEPS, u(3), u(5), u(7))))
        beside.append(whole / STEPS / 2)
        return took / beside[-1]

    def latency(function: Callable[..., Any], x: float, y: float) -> float:
        return cycles(function, steps, x, y) / steps

    simd = np.linspace(0.7, 1.9, 512)
    order = np.random.default_rng(0).permutation(512).astype(np.uint64)
    out = np.zeros(512)
    whole = np.arange(1, 513)
    wide = np.full((8, 512), 1e-3)
    usual = small.aligned(LOADED // 8 + 2)[2:]  # 16 bytes behind a cache line, as NumPy's arrays
    sizes = {f"L{found['level']}": found["bytes"] for found in caches()}
    after = (np.roll(np.arange(256), -1) * 1).astype(np.int64)
    reads, updates, changes, chases, jumps, stores = [], [], [], [], [], []
    same = np.zeros(4096, np.int64)
    room, random = small.aligned(WORKED_ON[-1] // 8), np.random.default_rng(0)
    room[:] = 1.0
    for data in WORKED_ON:
        numbers = room[: data // 8]
        times = small.times_of(data)
        reads.append((data, times * data / _best(small.read, numbers.view(np.int64), times)))
        part = data // 24 // 8 * 8  # each begins at a cache line
        a, b, c = (numbers[begin : begin + part] for begin in (0, part, 2 * part))
        updates.append((data, times * 24 * part / _best(small.update, a, b, c, 0.5, times)))
        changes.append((data, times * data / _best(small.change, numbers, 0.5, times)))
        if data <= MOST_CHASED:
            circle = _circle(data // 8)
            begin = np.zeros(1, np.int64)
            chases.append((data, _best(small.chase, circle, begin, CHASED) / CHASED))
            at = random.integers(0, data // 8, min(data // 8, TRIES * CHASED), np.uint64)
            jumps.append((data, _at_random(small.gathered, numbers, at)))
            stores.append((data, _at_random(small.scattered, numbers, at)))
    numba.set_num_threads(threads)
    fadd = latency(small.sum, 1.0, 1e-9)
    latencies = {
        "int": 1.0,
        "imul": cycles(small.product, steps, u(3), u(5), u(7)) / steps - 1,
        "idiv": cycles(small.whole_quotient, steps, 1009, 1_000_003) / steps - 1,
        "fadd": fadd,
        "fcmp": latency(small.largest, 1.0, 1e-9) - fadd,
        "fmul": latency(small.times, 1.0, 1.0000001),
        "fma": latency(small.fused, 1.0, 0.5),
        "fdiv": latency(small.quotient, 1.1, 1.3),
        "fsqrt": latency(small.root, 1.1, 1.7) - fadd,
        "load": cycles(small.chase, after, np.zeros(1, np.int64), steps) / steps,
        "forward": cycles(small.stored, np.zeros(1, np.int64), same, len(same)) / len(same),
    }
    ahead = latency(small.looking_ahead, 1.0, 0.999)
    allocation = cycles(small.allocate, 8, 500) / 500
    region = cycles(small.region, np.zeros(1))
    libm = {name: cycles(calls, simd, 5) / 5 / 512 for name, calls in small.OF_LIBM.items()}
    fault_s = _fault()
    cycle_s = min(beside)
    return Ceilings(
        latency=latencies,
        arithmetic_per_cycle=10 * steps / cycles(small.side_by_side, steps, 1.0, 0.5),
        mixed_per_cycle=12 * steps / cycles(small.mixed, steps, 1.0, 0.9999999),
        simple_per_cycle=14 * steps / cycles(small.whole_side_by_side, steps, u(3), u(5), u(7)),
        division_cycles=cycles(small.quotients, steps, 1.1, 1.3) / steps / 6,
        simd_division_cycles=cycles(small.simd_quotients, simd, out, 1.0, 20) / 20 / 512,
        whole_division_cycles=cycles(small.whole_quotients, whole, whole.copy(), 1000, 20)
        / 20
        / 512,
        simd_whole_product_cycles=cycles(
            small.whole_products, order, order.copy(), np.uint64(2**61 - 1), 20
        )
        / 20
        / 512
        / 4,
        root_cycles=cycles(small.roots, steps, 1.1) / steps / 8,
        simd_root_cycles=cycles(small.simd_roots, simd, out, 20) / 20 / 512,
        loaded_per_cycle=50 * LOADED / cycles(small.read, usual.view(np.int64), 50),
        gather_cycles=cycles(small.gathered, np.ones(512), order, 20) / 20 / 512,
        libm_cycles=min(libm.values()),
        libm=libm,
        allocation_s=allocation * cycle_s,
        region_s=region * cycle_s,
        fault_s=fault_s,
        sizes=sizes,
        chase=tuple(chases),
        jump=tuple(jumps),
        jump_to_store=tuple(stores),
        read=tuple(reads),
        update=tuple(updates),
        change=tuple(changes),
        peak_flops=20 * 512 * 128 / _best(small.peak, wide, out, 0.5, 20),
        cycle_s=cycle_s,
        looks_ahead=(40 * latencies["fmul"] + 3 * fadd) * LOOKED_AT / ahead,
        linear_algebra_s=loading.linear_algebra_s(),
    )


def _circle(count: int) -> Any:
    """Return from each of so many places, a power of two, the next one of a circle through all.

    By a linear congruence of full period (Hull and Dobell 1962).
    """
    return (np.arange(count) * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) & (count - 1)


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


def _best(function: Callable[..., Any], *arguments: Any) -> float:
    """Seconds of the fastest call, calls put together until they take long enough to be timed."""
    (found,) = _by_turns((function, arguments))
    return found


def _by_turns(*timed: tuple[Callable[..., Any], tuple[Any, ...]]) -> list[float]:
    """Seconds of the fastest call of each of some functions, which are called by turns."""
    calls, longest = [], 0.0
    for function, arguments in timed:
        function(*arguments)
        began = perf_counter()
        function(*arguments)
        once = perf_counter() - began
        calls.append(max(1, int(BATCH_S / max(once, 1e-7))))
        longest = max(longest, once)
    found = [float("inf")] * len(timed)
    for _ in range(TRIES if longest < 0.01 else 3):
        for at, (function, arguments) in enumerate(timed):
            began = perf_counter()
            for _ in range(calls[at]):
                function(*arguments)
            found[at] = min(found[at], (perf_counter() - began) / calls[at])
    return found
