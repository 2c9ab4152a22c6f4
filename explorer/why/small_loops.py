"""Small loops of known work, compiled by Numba: what the machine's ceilings are measured with."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, prange

CONTRACT = {"contract"}


def aligned(count: int) -> Any:
    """Return numbers that begin at a cache line, as float64."""
    raw = np.ones(8 * count + 64, np.uint8)  # zeros would all be read from one memory page
    begin = -raw.ctypes.data % 64
    return raw[begin : begin + 8 * count].view(np.float64)


def times_of(data: int) -> int:
    """Return how often so many bytes are worked on, so that it takes long enough."""
    return max(1, 2_000_000 // data)


# Chains: the result of each step feeds the next.


@njit  # type: ignore[untyped-decorator]
def whole(n: int, x: Any, y: Any, z: Any) -> Any:
    for _ in range(n):
        x = (x ^ y) + z  # two operations of a cycle each, which no formula replaces
    return x


@njit  # type: ignore[untyped-decorator]
def product(n: int, x: Any, y: Any, z: Any) -> Any:
    for _ in range(n):
        x = (x * y) ^ z
    return x


@njit  # type: ignore[untyped-decorator]
def sum(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = x + y
    return x


@njit  # type: ignore[untyped-decorator]
def largest(n: int, x: float, y: float) -> float:
    for _ in range(n):
        z = x + y
        x = z if z > y else y  # after an addition: alone, the second one would change nothing
    return x


@njit  # type: ignore[untyped-decorator]
def times(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = x * y
    return x


@njit(fastmath=CONTRACT)  # type: ignore[untyped-decorator]
def fused(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = x * y + y
    return x


@njit(error_model="numpy")  # type: ignore[untyped-decorator]
def quotient(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = y / x
    return x


@njit  # type: ignore[untyped-decorator]
def root(n: int, x: float, y: float) -> float:
    for _ in range(n):
        x = math.sqrt(x + y)  # alone it would come to 1, whose root is found sooner
    return x


@njit(error_model="numpy")  # type: ignore[untyped-decorator]
def whole_quotient(n: int, x: int, y: int) -> int:
    for _ in range(n):
        x = y // x | 1
    return x


@njit  # type: ignore[untyped-decorator]
def chase(after: Any, begin: Any, n: int) -> None:
    at = begin[0]
    for _ in range(n):
        at = after[np.uint64(at)]
    begin[0] = at  # the next call goes on from there: where it was before is in the cache


@njit  # type: ignore[untyped-decorator]
def stored(counts: Any, at: Any, n: int) -> None:
    for i in range(n):
        counts[np.uint64(at[i])] += 1  # always the same one, which the compiler cannot know


# Throughput: many results that do not wait for each other.


@njit(fastmath=CONTRACT)  # type: ignore[untyped-decorator]
def side_by_side(n: int, x: float, y: float) -> float:
    a = b = c = d = e = f = g = h = i = j = x
    for _ in range(n):
        a, b, c, d, e = a * y + x, b * y + x, c * y + x, d * y + x, e * y + x
        f, g, h, i, j = f * y + x, g * y + x, h * y + x, i * y + x, j * y + x
    return a + b + c + d + e + f + g + h + i + j


@njit  # type: ignore[untyped-decorator]
def mixed(n: int, x: float, y: float) -> float:
    a = b = c = d = e = f = g = h = i = j = k = m = x
    for _ in range(n):
        a, b, c, d, e, f, g = a * y, b * y, c * y, d * y, e * y, f * y, g * y
        h, i, j, k, m = h + y, i + y, j + y, k + y, m + y
    return a + b + c + d + e + f + g + h + i + j + k + m


@njit  # type: ignore[untyped-decorator]
def whole_side_by_side(n: int, x: Any, y: Any, z: Any) -> Any:
    a = b = c = d = e = f = g = x
    for _ in range(n):
        a, b, c, d = (a ^ y) + z, (b ^ y) + z, (c ^ y) + z, (d ^ y) + z
        e, f, g = (e ^ y) + z, (f ^ y) + z, (g ^ y) + z
    return a + b + c + d + e + f + g


@njit  # type: ignore[untyped-decorator]
def looking_ahead(n: int, x: float, y: float) -> float:
    """A long way through each turn, which does not wait for the one before."""
    total = 0.0
    for i in range(n):
        v = x + i
        v = v * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y
        v = v * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y * y
        total += v
    return total


@njit(error_model="numpy")  # type: ignore[untyped-decorator]
def quotients(n: int, x: float, y: float) -> float:
    a = b = c = d = e = f = x
    for _ in range(n):
        a, b, c, d, e, f = y / a, y / b, y / c, y / d, y / e, y / f
    return a + b + c + d + e + f


@njit(error_model="numpy")  # type: ignore[untyped-decorator]
def whole_quotients(x: Any, out: Any, y: int, times: int) -> None:
    for _ in range(times):
        for i in range(x.shape[0]):
            out[i] = x[i] // y
        y += out[0] & 1


@njit  # type: ignore[untyped-decorator]
def whole_products(x: Any, out: Any, y: Any, times: int) -> None:
    for _ in range(times):
        for i in range(x.shape[0]):
            a = x[i] * y
            b = (a ^ y) * y
            out[i] = ((b ^ a) * y ^ b) * y
        y += out[0]


@njit(error_model="numpy")  # type: ignore[untyped-decorator]
def simd_quotients(x: Any, out: Any, y: float, times: int) -> None:
    for _ in range(times):
        for i in range(x.shape[0]):
            out[i] = y / x[i]
        y += out[0] * 1e-9


@njit  # type: ignore[untyped-decorator]
def roots(n: int, x: float) -> float:
    a, b, c, d, e, f, g, h = x, 2 * x, 3 * x, 4 * x, 5 * x, 6 * x, 7 * x, 8 * x
    for _ in range(n):
        a, b, c, d = math.sqrt(a + x), math.sqrt(b + x), math.sqrt(c + x), math.sqrt(d + x)
        e, f, g, h = math.sqrt(e + x), math.sqrt(f + x), math.sqrt(g + x), math.sqrt(h + x)
    return a + b + c + d + e + f + g + h


@njit  # type: ignore[untyped-decorator]
def simd_roots(x: Any, out: Any, times: int) -> None:
    for _ in range(times):
        for i in range(x.shape[0]):
            out[i] = math.sqrt(x[i])
        x[0] += out[0] * 1e-9


@njit(fastmath=CONTRACT)  # type: ignore[untyped-decorator]
def peak(x: Any, out: Any, y: float, times: int) -> None:
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
def _power(x: float) -> Any:
    return x**2.3


def _calls_of(function: Callable[[float], Any]) -> Any:
    @njit  # type: ignore[untyped-decorator]
    def calls(x: Any, times: int) -> Any:
        total = 0.0
        for _ in range(times):
            for i in range(x.shape[0]):
                total += function(x[i])
        return total

    return calls


OF_LIBM = {name: _calls_of(getattr(math, name)) for name in ("sin", "cos", "exp", "log", "tanh")}
OF_LIBM["pow"] = _calls_of(_power)
"""Calls of functions of the C library, by the names that it gives them."""


@njit(fastmath=True)  # type: ignore[untyped-decorator]
def gathered(x: Any, at: Any, times: int) -> float:
    total = 0.0
    for _ in range(times):
        for i in range(at.shape[0]):
            total += x[at[i]]
        x[0] = total * 1e-9
    return total


@njit  # type: ignore[untyped-decorator]
def scattered(x: Any, at: Any, times: int) -> None:
    for turn in range(times):
        for i in range(at.shape[0]):
            x[at[i]] = turn


@njit  # type: ignore[untyped-decorator]
def read(a: Any, times: int) -> int:
    total = 0
    for _ in range(times):
        for i in range(a.shape[0]):
            total += a[i]
        a[0] = total
    return total


@njit  # type: ignore[untyped-decorator]
def update(a: Any, b: Any, out: Any, y: float, times: int) -> None:
    for _ in range(times):
        for i in range(out.shape[0]):
            out[i] = a[i] + y * b[i]
        y = out[0] * 1e-3


@njit  # type: ignore[untyped-decorator]
def change(a: Any, y: float, times: int) -> None:
    for _ in range(times):
        for i in range(a.shape[0]):
            a[i] = a[i] + y
        y = a[0] * 1e-3


@njit  # type: ignore[untyped-decorator]
def allocate(n: int, times: int) -> float:
    total = 0.0
    for i in range(times):
        a = np.empty(n)
        a[0] = i
        total += a[0]
    return total


@njit  # type: ignore[untyped-decorator]
def touch(n: int) -> Any:
    a = np.empty(n)
    for i in range(0, n, 512):  # every page of 4 KiB
        a[i] = 1.0
    return a[n // 2]


@njit(parallel=True)  # type: ignore[untyped-decorator]
def region(a: Any) -> None:
    for _ in prange(1):
        a[0] = 1.0
