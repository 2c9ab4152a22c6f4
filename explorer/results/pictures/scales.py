"""Ticks of logarithmic axes, and how they are written.

A plot's coordinates are decimal logarithms; a scale turns a stretch of them into ticks.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from explorer import units

NO_NAMES: Mapping[int, str] = MappingProxyType({})
"""No number of an axis of counts has a name."""


@dataclass(frozen=True)
class Tick:
    """A place of an axis: its coordinate, its text, and a second, fainter one.

    One without text is a minor tick, without a grid line.
    """

    at: float
    text: str = ""
    second: str = ""


@dataclass(frozen=True)
class Scale:
    """How an axis is written.

    `ticks` is from its ends and the most texts there is room for to its ticks; `said` writes any
    value on it, between ticks, to three digits; `write` returns both texts of a tick at a value.
    `only` are the values that have ticks, where others have none.
    """

    ticks: Callable[[float, float, int], tuple[Tick, ...]]
    said: Callable[[float], str]
    write: Callable[[float], tuple[str, str]]
    only: tuple[float, ...] = ()

    def __call__(self, low: float, high: float, most: int) -> tuple[Tick, ...]:
        return self.ticks(low, high, most)


def marks(low: float, high: float, most: int) -> list[float]:
    """Return the values, not their logarithms, that suit a logarithmic axis from low to high.

    Powers of ten where there are enough of them, else 1, 2 and 5 of each, or 1 and 3 where that is
    too many; where there is but one power of ten or none, round steps.
    """
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last - first >= 2 or (last - first == 1 and most < 4):
        steps = (s for s in (1, 2, 3, 6, 9, 12, 15, 18) if (last - first) // s < most)
        step = next(steps, 30)
        start = -(-first // step) * step
        return [10.0**k for k in range(start, last + 1, step)]
    few, fewer = _of_each((1, 2, 5), low, high), _of_each((1, 3), low, high)
    if last > first and len(fewer) <= most < len(few):
        return fewer
    return few if 3 <= len(few) <= most else _even(10**low, 10**high, min(most, 6))


def _of_each(steps: tuple[int, ...], low: float, high: float) -> list[float]:
    """So many times each power of ten, between the ends of an axis."""
    powers = range(math.floor(low) - 1, math.ceil(high) + 1)
    found = [step * 10.0**power for power in powers for step in steps]
    return [value for value in found if low - 1e-9 <= math.log10(value) <= high + 1e-9]


def _even(low: float, high: float, most: int) -> list[float]:
    """Round values at even steps of 1, 2 or 5 times a power of ten."""
    rough = max((high - low) / max(most, 1), high * 1e-12)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    start, end = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(start, end + 1) if k > 0]


def minor(low: float, high: float) -> tuple[Tick, ...]:
    """Return the ticks between powers of ten, where an axis has some but not too many of those."""
    if not 1 <= high - low <= 8:
        return ()
    decades = range(math.floor(low), math.ceil(high))
    places = (k + math.log10(m) for k in decades for m in range(2, 10))
    return tuple(Tick(at) for at in places if low <= at <= high)


def write_seconds(value: float) -> str:
    """Write the seconds of a tick: 10 ns, 1 µs, 2.5 ms."""
    for scale, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")):
        if value >= scale * 0.9999 or unit == "ns":
            return f"{value / scale:.4g} {unit}"
    raise AssertionError("unreachable")


def write_ratio(value: float) -> str:
    """Write the speed-up of a tick: 0.5×, 1×, 1,000×."""
    return f"{value:,.0f}×" if value >= 1000 else f"{value:.4g}×"


def _times(low: float, high: float, most: int) -> tuple[Tick, ...]:
    return (*_ticks(marks(low, high, most), write_seconds), *minor(low, high))


def _ratios(low: float, high: float, most: int) -> tuple[Tick, ...]:
    return (*_ticks(marks(low, high, most), write_ratio), *minor(low, high))


def _shares(low: float, high: float, most: int) -> tuple[Tick, ...]:
    found = marks(low + 2, high + 2, most)
    texts = tuple(Tick(math.log10(value) - 2, f"{value:.4g} %") for value in found)
    return (*texts, *minor(low, high))


def _alone(write: Callable[[float], str]) -> Callable[[float], tuple[str, str]]:
    return lambda value: (write(value), "")


times = Scale(_times, units.seconds, _alone(write_seconds))
"""An axis of seconds."""


def _rates(low: float, high: float, most: int) -> tuple[Tick, ...]:
    return (*_ticks(marks(low, high, most), write_size), *minor(low, high))


def _write_rate(value: float) -> str:
    for scale, suffix in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= scale:
            return units.significant(value / scale) + suffix
    return units.significant(value)


rates = Scale(_rates, _write_rate, _alone(lambda value: write_size(value)))
"""An axis of how many a second: 10k, 1M."""

ratios = Scale(_ratios, units.ratio, _alone(write_ratio))
"""An axis of speed-ups."""

shares = Scale(_shares, units.percent, _alone(lambda value: f"{100 * value:.4g} %"))
"""An axis of shares of a whole, as percentages."""


def plain(unit: float = 1.0) -> Scale:
    """Return the scale of numbers, written as so many of a unit: 1e-9 for thousands of millions."""
    shift = math.log10(unit)

    def ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
        found = marks(low + shift, high + shift, most)
        texts = (Tick(math.log10(value) - shift, f"{value:.4g}") for value in found)
        return (*texts, *minor(low, high))

    def said(value: float) -> str:
        return units.significant(value * unit)

    return Scale(ticks, said, _alone(lambda value: f"{value * unit:.4g}"))


@lru_cache(maxsize=16)
def sizes(bytes_of: Callable[[float], float | None]) -> Scale:
    """Return the scale of sizes; `bytes_of` says how many bytes a size is, for the second text."""

    def ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
        found = (Tick(math.log10(value), *write(value)) for value in marks(low, high, most))
        return (*found, *minor(low, high))

    def write(value: float) -> tuple[str, str]:
        many = bytes_of(value)
        return write_size(value), "" if many is None else units.size_in_bytes(many)

    def said(value: float) -> str:
        many = bytes_of(value)
        data = "" if many is None else f" ({units.size_in_bytes(many)})"
        return f"{units.significant(value)}{data}"

    return Scale(ticks, said, write)


def counts(values: Iterable[int], named: Mapping[int, str] = NO_NAMES) -> Scale:
    """Return the scale that has ticks at these numbers only, at powers of two of many.

    Those of them that have a name always have one, with the name as its second text.
    """
    there = tuple(sorted(set(values)))

    def ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
        inside = [value for value in there if low <= math.log10(value) <= high]
        powers = [value for value in inside if value & (value - 1) == 0]
        if len(inside) > most and len(powers) > 1:
            inside = sorted({*powers, *(value for value in inside if value in named)})
        return tuple(Tick(math.log10(n), *write(n)) for n in inside)

    def write(value: float) -> tuple[str, str]:
        return f"{value:.0f}", named.get(round(value), "")

    return Scale(ticks, lambda value: units.count(round(value)), write, there)


def linear(scale: Scale) -> Scale:
    """Return the scale of an axis whose coordinates are the values, with ticks at even steps."""

    def ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
        if high <= 0:
            return ()
        zero = [0.0] if low <= 0 else []
        values = scale.only or (*zero, *_even(max(low, 0.0), high, most))
        return tuple(Tick(value, *(scale.write(value) if value else ("0", ""))) for value in values)

    return replace(scale, ticks=ticks)


def _ticks(values: Iterable[float], write: Callable[[float], str]) -> tuple[Tick, ...]:
    return tuple(Tick(math.log10(value), write(value)) for value in values)


def write_size(value: float, digits: int = 6) -> str:
    """Write the size of a tick: 100, 10k, 12.25k. Zoomed in, it needs more than three digits."""
    value = float(f"{value:.{digits}g}")
    for scale, suffix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= scale:
            return f"{value / scale:.{digits}g}{suffix}"
    return f"{value:.{digits}g}"


def short_sizes(sizes: Sequence[int]) -> tuple[str, ...]:
    """Write each of these sizes, from small to large, as short as tells it from its neighbours."""
    found = []
    for place, size in enumerate(sizes):
        beside = [*sizes[max(place - 1, 0) : place], *sizes[place + 1 : place + 2]]
        each = ((digits, write_size(size, digits)) for digits in range(3, 10))
        apart = (t for d, t in each if all(write_size(n, d) != t for n in beside))
        found.append(next(apart, f"{size}"))
    return tuple(found)
