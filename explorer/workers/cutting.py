"""Cutting arguments into shares, and making one result of the shares' results."""

import functools
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from explorer.workers.facts import CONCATENATE, MAX, MEAN, MIN, SUM, Way

Edges = dict[str, tuple[Any, Any]]
"""The first and the last rows of a share's arrays, those of its neighbours left out."""


class Left(NamedTuple):
    """What a call leaves: its value, outputs that are not cut, and rows that neighbours need."""

    value: Any
    outputs: dict[str, Any]
    edges: Edges


def span(rows: int, part: int, parts: int) -> tuple[int, int]:
    """Return the rows from and to which a share goes: sizes differ by one at most."""
    return rows * part // parts, rows * (part + 1) // parts


def around(part: int, parts: int, halo: int) -> tuple[int, int]:
    """Return how many rows of a neighbour a share has before and after its own."""
    return (halo if part else 0), (halo if part < parts - 1 else 0)


def cut(
    named: Mapping[str, Any], way: Way, part: int, parts: int, whole: bool = False
) -> dict[str, Any]:
    """Return a share of the arguments: copies of what is cut, or `whole` views of it."""
    found = dict(named)
    for name in way.spread:
        low, high = span(len(named[name]), part, parts)
        before, after = around(part, parts, way.halo)
        rows = named[name][low - before : high + after]
        found[name] = rows if whole else rows.copy(order="K")
    return found


def places(arrays: Sequence[Any], fewest: int) -> list[Fraction]:
    """Return where arrays may be cut in two, with so many rows on either side: as shares of them.

    Few rows, twice as many and so on from both ends; and after the greatest row of each array.
    """
    rows = min(map(len, arrays))
    steps = [fewest << k for k in range(rows.bit_length())]
    found = {Fraction(place, rows) for step in steps for place in (step, rows - step)}
    for array in arrays:
        with suppress(TypeError, ValueError):  # its items have no size
            sizes = np.abs(array).reshape(len(array), -1).max(axis=1)
            found.add(Fraction(int(np.argmax(sizes)) + 1, len(array)))
    return sorted(place for place in found if fewest <= place * rows <= rows - fewest)


def cut_at(named: Mapping[str, Any], way: Way, low: Fraction, high: Fraction) -> dict[str, Any]:
    """Return a share of the arguments between two places, without a halo."""
    found = dict(named)
    for name in way.spread:
        rows = named[name]
        found[name] = rows[int(len(rows) * low) : int(len(rows) * high)].copy(order="K")
    return found


def trimmed(array: Any, way: Way, part: int, parts: int) -> Any:
    """Return a share's own rows of an array that is cut, without its neighbours'."""
    before, after = around(part, parts, way.halo)
    return array[before : len(array) - after]


def edges(named: Mapping[str, Any], way: Way, part: int, parts: int) -> Edges:
    """Return copies of the rows that the neighbours of a share need; nothing without a halo."""
    if not way.halo or parts == 1:
        return {}
    found: Edges = {}
    for name in way.spread:
        own = trimmed(named[name], way, part, parts)
        first = own[: way.halo].copy() if part else None
        last = own[-way.halo :].copy() if part < parts - 1 else None
        found[name] = (first, last)
    return found


def for_neighbours(each: Sequence[Edges]) -> list[Edges]:
    """Return for each share what its neighbours' edges are: the rows before and after it."""
    found: list[Edges] = []
    for part, mine in enumerate(each):
        before = each[part - 1] if part else None
        after = each[part + 1] if part < len(each) - 1 else None
        found.append(
            {name: (before and before[name][1], after and after[name][0]) for name in mine}
        )
    return found


def put(named: Mapping[str, Any], given: Edges, halo: int) -> None:
    """Write the neighbours' rows into a share."""
    for name, (before, after) in given.items():
        if before is not None:
            named[name][:halo] = before
        if after is not None:
            named[name][-halo:] = after


def leaves(value: Any) -> list[Any]:
    """Return the parts that a returned value has: the items of a tuple, or itself, or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, tuple) else [value]


def combined(kind: str, values: Sequence[Any]) -> Any:
    """Make one of the values of all shares; raises what NumPy raises where that cannot be."""
    return _COMBINE[kind](values)


def together(
    way: Way,
    returned: Sequence[Any],
    outputs: Sequence[Mapping[str, Any]],
    combine: Callable[[list[Any]], Any] | None = None,
) -> tuple[Any, ...]:
    """Return what is returned and the outputs by their order, as of one call on all the data.

    `outputs` are each share's, those that are cut already trimmed. `combine` is the file's own.
    """
    kinds = list(way.combine)
    if combine is not None:
        value = combine(list(returned))
    else:
        columns = list(zip(*map(leaves, returned), strict=True))
        parts = [combined(kinds.pop(0), column) for column in columns]
        value = tuple(parts) if isinstance(returned[0], tuple) else parts[0] if parts else None
    found = []
    for name in outputs[0] if outputs else ():
        kind = CONCATENATE if name in way.spread else kinds.pop(0)
        found.append(combined(kind, [share[name] for share in outputs]))
    return (value, *found)


def _concatenated(values: Sequence[Any]) -> Any:
    if not all(isinstance(value, np.ndarray) for value in values):
        raise TypeError("only arrays can be joined")
    return np.concatenate(values)


def _sum(values: Sequence[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


_COMBINE: dict[str, Callable[[Sequence[Any]], Any]] = {
    CONCATENATE: _concatenated,
    SUM: _sum,
    MAX: lambda values: functools.reduce(np.maximum, values),
    MIN: lambda values: functools.reduce(np.minimum, values),
    MEAN: lambda values: _sum(values) / len(values),
}
