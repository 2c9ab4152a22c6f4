"""The process that measures the machine's ceilings, by loops of known work."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numba
import numpy as np
from numba import njit, prange

from explorer.measure.machine import caches
from explorer.why.ceilings import Ceilings

STEPS = 50_000
BATCH_S, TRIES = 200e-6, 12
CONTRACT = {"contract"}
LOADED = 16_384
"""Bytes that lie in the nearest cache of any machine."""
WORKED_ON = tuple(2**power for power in (14, 16, 18, 20, 22, 24, 26, 27, 28))
"""Bytes for which the bandwidth is measured; between them it is interpolated."""
MOST_CHASED, CHASED = 2**26, 20_000
"""Bytes up to which places are visited at random, and how many of them: making more takes long."""

# Chains: the result of each step feeds the next.


@njit  # type: ignore[untyped-decorator]
def _whole(n: int, x: Any, y: Any, z: Any) -> Any:
    for _ in range(n):
        x = (x ^ y) + z  # two operations of a cycle each, which no formula replaces
    return x


@njit  # type: ignore[untyped-decorator]
def _product(n: int, x: Any, y: Any, z: Any) -> Any:
    for _ in range(n):
        x = (x * y) ^ z
    return x


@njit  # type: ignore[untyped-decorator]
def _sum(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = x + y
    return x


@njit  # type: ignore[untyped-decorator]
def _times(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = x * y
    return x


@njit(fastmath=CONTRACT)  # type: ignore[untyped-decorator]
def _fused(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = x * y + y
    return x


@njit(error_model="numpy")  # type: ignore[untyped-decorator]
def _quotient(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = y / x
    return x


@njit  # type: ignore[untyped-decorator]
def _root(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = math.sqrt(x)
    return x


@njit  # type: ignore[untyped-decorator]
def _chase(after: Any, begin: Any, n: int) -> None:
    at = begin[0]
    for _ in range(n):
        at = after[np.uint64(at)]
    begin[0] = at  # the next call goes on from there: where it was before is in the cache


@njit  # type: ignore[untyped-decorator]
def _stored(counts: Any, at: Any, n: int) -> None:
    for i in range(n):
        counts[np.uint64(at[i])] += 1  # always the same one, which the compiler cannot know


# Throughput: many results that do not wait for each other.


@njit(fastmath=CONTRACT)  # type: ignore[untyped-decorator]
def _side_by_side(n: int, x: float, y: float) -> float:
    a = b = c = d = e = f = g = h = i = j = x
    for _ in range(n):
        a, b, c, d, e = a * y + x, b * y + x, c * y + x, d * y + x, e * y + x
        f, g, h, i, j = f * y + x, g * y + x, h * y + x, i * y + x, j * y + x
    return a + b + c + d + e + f + g + h + i + j


@njit  # type: ignore[untyped-decorator]
def _mixed(n: int, x: float, y: float) -> float:
    a = b = c = d = e = f = g = h = i = j = k = m = x
    for _ in range(n):
        a, b, c, d, e, f, g = a * y, b * y, c * y, d * y, e * y, f * y, g * y
        h, i, j, k, m = h + y, i + y, j + y, k + y, m + y
    return a + b + c + d + e + f + g + h + i + j + k + m


@njit  # type: ignore[untyped-decorator]
def _whole_side_by_side(n: int, x: Any, y: Any, z: Any) -> Any:
    a = b = c = d = e = f = g = x
    for _ in range(n):
        a, b, c, d = (a ^ y) + z, (b ^ y) + z, (c ^ y) + z, (d ^ y) + z
        e, f, g = (e ^ y) + z, (f ^ y) + z, (g ^ y) + z
    return a + b + c + d + e + f + g


@njit(error_model="numpy")  # type: ignore[untyped-decorator]
def _quotients(n: int, x: float, y: float) -> float:
    a = b = c = d = e = f = x
    for _ in range(n):
        a, b, c, d, e, f = y / a, y / b, y / c, y / d, y / e, y / f
    return a + b + c + d + e + f


@njit(error_model="numpy")  # type: ignore[untyped-decorator]
def _simd_quotients(x: Any, out: Any, y: float, times: int) -> None:
    for _ in range(times):
        for i in range(x.shape[0]):
            out[i] = y / x[i]
        y += out[0] * 1e-9


@njit  # type: ignore[untyped-decorator]
def _roots(n: int, x: float) -> float:
    a, b, c, d, e, f, g, h = x, 2 * x, 3 * x, 4 * x, 5 * x, 6 * x, 7 * x, 8 * x
    for _ in range(n):
        a, b, c, d = math.sqrt(a), math.sqrt(b), math.sqrt(c), math.sqrt(d)
        e, f, g, h = math.sqrt(e), math.sqrt(f), math.sqrt(g), math.sqrt(h)
    return a + b + c + d + e + f + g + h


@njit  # type: ignore[untyped-decorator]
def _simd_roots(x: Any, out: Any, times: int) -> None:
    for _ in range(times):
        for i in range(x.shape[0]):
            out[i] = math.sqrt(x[i])
        x[0] += out[0] * 1e-9


@njit(fastmath=CONTRACT)  # type: ignore[untyped-decorator]
def _peak(x: Any, out: Any, y: float, times: int) -> None:
    for _ in range(times):
        for i in range(out.shape[0]):
            a, b, c, d = x[0, i], x[1, i], x[2, i], x[3, i]
            e, f, g, h = x[4, i], x[5, i], x[6, i], x[7, i]
            for _ in range(8):
                a, b, c, d = a * y + a, b * y + b, c * y + c, d * y + d
                e, f, g, h = e * y + e, f * y + f, g * y + g, h * y + h
            out[i] = ((a + b) + (c + d)) + ((e + f) + (g + h))
        y += out[0] * 1e-30


@njit  # type: ignore[untyped-decorator]
def _sines(x: Any, times: int) -> float:
    total = 0.0
    for _ in range(times):
        for i in range(x.shape[0]):
            total += math.sin(x[i])
    return total


@njit(fastmath=True)  # type: ignore[untyped-decorator]
def _gathered(x: Any, at: Any, times: int) -> float:
    total = 0.0
    for _ in range(times):
        for i in range(at.shape[0]):
            total += x[at[i]]
        x[0] = total * 1e-9
    return total


@njit  # type: ignore[untyped-decorator]
def _read(a: Any, times: int) -> int:
    total = 0
    for _ in range(times):
        for i in range(a.shape[0]):
            total += a[i]
        a[0] = total
    return total


@njit  # type: ignore[untyped-decorator]
def _update(a: Any, b: Any, out: Any, y: float, times: int) -> None:
    for _ in range(times):
        for i in range(out.shape[0]):
            out[i] = a[i] + y * b[i]
        y = out[0] * 1e-3


@njit  # type: ignore[untyped-decorator]
def _allocate(n: int, times: int) -> float:
    total = 0.0
    for i in range(times):
        a = np.empty(n)
        a[0] = i
        total += a[0]
    return total


@njit(parallel=True)  # type: ignore[untyped-decorator]
def _region(a: Any) -> None:
    for _ in prange(1):
        a[0] = 1.0


def calibrate(threads: int) -> Ceilings:
    """Measure; `threads` is for what starting a parallel loop takes."""
    u = np.uint64
    cycle = _best(_whole, STEPS, u(3), u(5), u(7)) / STEPS / 2
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
    reads, updates, chases, jumps = [], [], [], []
    same = np.zeros(4096, np.int64)
    for data in WORKED_ON:
        numbers = _aligned(data // 8)
        times = max(1, 2_000_000 // data)
        reads.append((data, times * data / _best(_read, numbers.view(np.int64), times)))
        part = data // 24
        a, b, c = (_aligned(part) for _ in range(3))
        updates.append((data, times * 24 * part / _best(_update, a, b, c, 0.5, times)))
        if data <= MOST_CHASED:
            places = np.random.default_rng(0).permutation(data // 8)
            circle = np.empty_like(places)
            circle[places] = np.roll(places, 1)
            begin = np.zeros(1, np.int64)
            chases.append((data, _best(_chase, circle, begin, CHASED) / CHASED))
            jumps.append((data, _at_random(numbers, places.astype(np.uint64))))
    numba.set_num_threads(threads)
    return Ceilings(
        cycle_s=cycle,
        latency={
            "int": 1.0,
            "imul": _best(_product, steps, u(3), u(5), u(7)) / steps / cycle - 1,
            "fadd": latency(_sum, 1.0, 1e-9),
            "fmul": latency(_times, 1.0, 1.0000001),
            "fma": latency(_fused, 1.0, 0.5),
            "fdiv": latency(_quotient, 1.1, 1.3),
            "fsqrt": latency(_root, 1.1, 0.0),
            "load": _best(_chase, after, np.zeros(1, np.int64), steps) / steps / cycle,
            "forward": _best(_stored, np.zeros(1, np.int64), same, len(same)) / len(same) / cycle,
        },
        arithmetic_per_cycle=10 * steps * cycle / _best(_side_by_side, steps, 1.0, 0.5),
        mixed_per_cycle=12 * steps * cycle / _best(_mixed, steps, 1.0, 0.9999999),
        simple_per_cycle=14 * steps * cycle / _best(_whole_side_by_side, steps, u(3), u(5), u(7)),
        division_cycles=_best(_quotients, steps, 1.1, 1.3) / steps / 6 / cycle,
        simd_division_cycles=_best(_simd_quotients, simd, out, 1.0, 20) / 20 / 512 / cycle,
        root_cycles=_best(_roots, steps, 1.1) / steps / 8 / cycle,
        simd_root_cycles=_best(_simd_roots, simd, out, 20) / 20 / 512 / cycle,
        loaded_per_cycle=cycle * 50 * LOADED / _best(_read, usual.view(np.int64), 50),
        gather_cycles=_best(_gathered, np.ones(512), order, 20) / 20 / 512 / cycle,
        libm_cycles=_best(_sines, simd, 5) / 5 / 512 / cycle,
        allocation_s=_best(_allocate, 8, 500) / 500,
        region_s=_best(_region, np.zeros(1)),
        sizes=sizes,
        chase=tuple(chases),
        jump=tuple(jumps),
        read=tuple(reads),
        update=tuple(updates),
        peak_flops=20 * 512 * 128 / _best(_peak, wide, out, 0.5, 20),
    )


def _at_random(numbers: Any, places: Any) -> float:
    """Seconds of each of many loads from places at random, those of the fastest of some parts."""
    times = []
    for part in np.array_split(places, -(-len(places) // CHASED))[:TRIES]:
        for _ in range(1 + TRIES * (len(part) == len(places))):  # then all of it is near
            began = perf_counter()
            _gathered(numbers, part, 1)
            times.append((perf_counter() - began) / len(part))
    return min(times)


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
