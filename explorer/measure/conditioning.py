"""What rounding can do to each element of a result: seen by calling with arguments that are off.

An element is computed from some of the arguments' numbers, and rounding these, or what is between,
changes it by some units in the last place of *their* magnitude, which may be far above its own:
cancelling does that. How large they are shows where the same call gets arguments that are off by a
little, each number by chance: the change over what they are off by is about the magnitude
(the backward error of N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2002, 1.5).

Where a result is ill-conditioned, or what is between grows unstably, arguments that are off by a
few units in their own last place change it by much more than such units: two right ways to compute
it then differ by as much as a slightly wrong one does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from explorer.measure.values import Fields, arrays_in

_EACH = 2
"""Calls with arguments that are off by as much: chance may leave an element as it was in one."""
_UNITS = 4
"""Units in the last place by which arguments are off where that is all that they may be."""
_NOISE = 0.4
"""The power of a unit in the last place up to which a change is none that a jump would make."""
CALLS = 2 * _EACH

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Condition:
    """What calls gave whose arguments were off, relative to each number.

    `moved` are the results, frozen: of half of the calls off by the root of `spacing`, of the
    others by some units of it. `numbers` is how many numbers were off, `largest` the largest
    magnitude of these, a float or a number of a wider type.
    """

    moved: tuple[Any, ...]
    spacing: float
    numbers: int
    largest: Any

    def part(self, key: Any) -> Condition:
        """Return the same for a part of the result, by its place, key or field."""
        return replace(self, moved=tuple(_part(one, key) for one in self.moved))

    def magnitudes(self, right: Array) -> Array | None:
        """Return by which magnitudes the elements of a flat float64 or complex128 result round.

        No more than a sum of all the arguments' numbers has by chance: a result that jumps, or
        that grows without bound, is not excused by that. None where the calls gave something of
        another size.
        """
        made = _changes(self.moved[:_EACH], right)
        if made is None:
            return None
        most = self.largest * math.sqrt(self.numbers)
        magnitudes = np.nan_to_num(made / math.sqrt(self.spacing), nan=0.0, posinf=most)
        found: Array = np.minimum(magnitudes, most)
        return found

    def noise(self, right: Array) -> Array | None:
        """Return by how much a unit in the last place of the arguments changes the elements.

        None is made of what jumps, and None returned where the calls gave something of another
        size.
        """
        made = _changes(self.moved[_EACH:], right)
        if made is None:
            return None
        with np.errstate(all="ignore"):
            magnitudes = abs(right)
            usual = np.median(magnitudes[np.isfinite(magnitudes)]) if magnitudes.size else 0.0
            small = made <= np.maximum(magnitudes, usual) * self.spacing**_NOISE
        found: Array = np.where(small, made / _UNITS, 0.0)
        return found


def _changes(moved: tuple[Any, ...], right: Array) -> Array | None:
    """The largest change of each element; None where something of another size came out."""
    made = np.zeros(right.shape, right.real.dtype)
    for one in moved:
        try:
            other = np.asarray(one, dtype=right.dtype).ravel()
        except (TypeError, ValueError):
            return None
        if other.shape != right.shape:
            return None
        with np.errstate(all="ignore"):
            made = np.fmax(made, abs(other - right))
    return made


def conditioned(
    call: Callable[[tuple[Any, ...]], Any],
    fresh: Callable[[], tuple[Any, ...]],
) -> Condition | None:
    """Call with arguments that are off; None where they hold no floating-point arrays.

    `call` returns a frozen result, `fresh` arguments that may be changed. Numbers beside arrays
    stay as they are: they may be counts or limits. Raises what the call raises.
    """
    chance = np.random.default_rng(0)
    moved, spacing, numbers = [], 0.0, 0
    largest: Any = 0.0
    for call_number in range(CALLS):
        arguments = fresh()
        found = [array for argument in arguments for array in _numbers(argument)]
        if not found:
            return None
        spacing = max(float(np.finfo(array.dtype).eps) for array in found)
        off = math.sqrt(spacing) if call_number < _EACH else _UNITS * spacing
        numbers = sum(array.size for array in found)
        largest = max(_largest(array) for array in found)
        for array in found:
            change = chance.choice((-1.0, 1.0), array.shape) * chance.uniform(0.5, 1, array.shape)
            array *= (1 + off * change).astype(array.real.dtype)
        moved.append(call(arguments))
    return Condition(tuple(moved), spacing, numbers, largest)


def _numbers(argument: Any) -> Iterator[Array]:
    """The arrays of floating-point numbers in an argument."""
    for array in arrays_in(argument):
        if array.dtype.kind in "fc" and array.size and array.flags.writeable:
            yield array


def _largest(array: Array) -> Any:
    magnitudes = abs(array[np.isfinite(array)])
    largest = np.max(magnitudes) if magnitudes.size else 0.0
    return largest if isinstance(largest, np.longdouble) else float(largest)


def _part(value: Any, key: Any) -> Any:
    if isinstance(value, Fields):
        return value.values.get(key)
    if isinstance(value, Mapping):
        return value.get(key)
    try:
        return np.ravel(value)[key] if isinstance(value, np.ndarray) else value[key]
    except (LookupError, TypeError):
        return None
