"""What a result is to the reference's: right, wrong, or not to be compared.

Integers, text, dates and the like are equal or wrong. Floating-point numbers are decided element
by element: each may be off by the tolerance times its own magnitude. What rounding alone can do is
granted, too: calling with arguments that are off by a little tells what each element is computed
from, and so by how much it rounds, as where cancelling leaves little. Where that cannot be told, an
element may be off by the tolerance times the magnitude that nine in ten of the elements exceed, or
by 64 units in the last place of the largest.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np

from explorer.measure.conditioning import Condition
from explorer.measure.values import DEEPEST, PLAIN, Fields, Opaque, fields_of, frozen, items_of
from explorer.units import significant

_CHUNK = 1 << 16
"""Elements compared at a time, so that what is between stays in the cache."""
_ROUNDING = 64
_SMALL_SHARE = 10
"""Per cent of the reference's elements that are taken to be near zero by cancelling."""
_SAMPLED = 1 << 16
_WHOLE = "biu"
_NUMBERS = "biufc"

Array = np.ndarray[Any, Any]


class Agreement(NamedTuple):
    """What comparing a result gave; it is right where both sentences are empty.

    `error` is the largest deviation of an element over the magnitude that it was judged by (see
    above), None where there is no number. `wrong` says in a sentence what is wrong, `unchecked`
    why it could not be compared.
    """

    error: float | None
    wrong: str = ""
    unchecked: str = ""


def compare(
    result: Any,
    reference: Any,
    tolerance: float,
    condition: Callable[[], Condition | None] | None = None,
) -> Agreement:
    """Compare a result with the reference's, both of any kind, part by part.

    `condition` is asked what rounding can do, once, where an element is off by more than the
    tolerance.
    """
    try:
        return _compared(result, reference, _Allowed(tolerance, condition and cache(condition)), 0)
    except Exception as error:  # a value's own methods may raise anything
        return Agreement(None, unchecked=f"Comparing it failed: {type(error).__name__}.")


def tolerance_for(*values: Any) -> float:
    """Return the tolerance that suits the coarsest floating-point type in some values."""
    coarsest = max((_spacing(dtype) for value in values for dtype in _dtypes(value)), default=0.0)
    return next(allowed for spacing, allowed in _TOLERANCES if coarsest <= spacing)


_TOLERANCES = ((1e-15, 1e-9), (1e-6, 1e-4), (math.inf, 2e-2))
"""Spacing of numbers at 1, and the tolerance up to there: float64, float32, float16."""


def _dtypes(value: Any, depth: int = 0) -> set[np.dtype[Any]]:
    """The types of all arrays and NumPy numbers in a value."""
    if isinstance(value, (np.ndarray, np.generic)):
        fields = value.dtype.fields or {}
        return {found[0].base for found in fields.values()} or {value.dtype}
    if isinstance(value, PLAIN) or depth > DEEPEST:
        return set()
    found = fields_of(value)
    parts: Any = list(found.values.values()) if found else items_of(value) or ()
    if isinstance(value, Mapping):
        parts = value.values()
    return {dtype for part in parts for dtype in _dtypes(part, depth + 1)}


def _spacing(dtype: np.dtype[Any]) -> float:
    return float(np.finfo(dtype).eps) if dtype.kind in "fc" else 0.0


@dataclass(frozen=True)
class _Allowed:
    """What may be off in a part of a result, which `keys` lead to."""

    tolerance: float
    ask: Callable[[], Condition | None] | None
    keys: tuple[Any, ...] = ()

    def at(self, key: Any) -> _Allowed:
        return _Allowed(self.tolerance, self.ask, (*self.keys, key)) if self.ask else self

    def condition(self) -> Condition | None:
        found = self.ask() if self.ask is not None else None
        for key in self.keys:
            found = found and found.part(key)
        return found


def _compared(mine: Any, right: Any, allowed: _Allowed, depth: int) -> Agreement:
    if depth > DEEPEST:
        return Agreement(None, unchecked="It has too many levels to be compared.")
    if isinstance(mine, np.ndarray) or isinstance(right, np.ndarray):
        return _arrays(mine, right, allowed, depth)
    if _is_number(mine) and _is_number(right):
        return _scalars(mine, right, allowed)
    if isinstance(right, Mapping) and isinstance(mine, Mapping):
        if mine.keys() != right.keys():
            return Agreement(None, "The result does not have the keys that the reference has.")
        parts = [(mine[key], right[key], allowed.at(key)) for key in right]
        return _worst([_compared(*part, depth + 1) for part in parts])
    items, others = items_of(mine), items_of(right)
    if items is not None and others is not None:
        return _items(items, others, allowed, depth)
    if isinstance(right, Set) and isinstance(mine, Set):
        return _sets(set(mine), set(right), allowed, depth)
    if isinstance(right, PLAIN) or isinstance(mine, PLAIN):
        return _plain(mine, right)
    return _objects(mine, right, allowed, depth)


def _worst(found: list[Agreement]) -> Agreement:
    wrong = next((one.wrong for one in found if one.wrong), "")
    unchecked = next((one.unchecked for one in found if one.unchecked), "")
    errors = [one.error for one in found if one.error is not None]
    return Agreement(max(errors, default=None), wrong, "" if wrong else unchecked)


def _items(mine: list[Any], right: list[Any], allowed: _Allowed, depth: int) -> Agreement:
    if len(mine) != len(right):
        return Agreement(None, f"The result has {len(mine)} parts, the reference has {len(right)}.")
    types = {type(item) for item in (*mine, *right)}
    if types and types <= {float}:
        return _floats(np.array(mine), np.array(right), allowed)
    if types <= {int, bool, str, bytes} and mine == right:
        return Agreement(0.0)
    pairs = enumerate(zip(mine, right, strict=True))
    return _worst([_compared(*pair, allowed.at(place), depth + 1) for place, pair in pairs])


def _sets(mine: set[Any], right: set[Any], allowed: _Allowed, depth: int) -> Agreement:
    if mine == right:
        return Agreement(0.0)
    everything = mine | right
    if not all(isinstance(item, (int, float, np.number)) for item in everything):
        return Agreement(None, "The result is another set than the reference’s.")
    return _items(sorted(mine), sorted(right), _Allowed(allowed.tolerance, None), depth)


def _plain(mine: Any, right: Any) -> Agreement:
    """Compare things that are equal or not."""
    kinds = _kind(mine), _kind(right)
    if kinds[0] != kinds[1]:
        return _another_kind(mine, right)
    both_nat = isinstance(right, np.generic) and mine != mine and right != right
    if both_nat or bool(mine == right):
        return Agreement(None)
    return Agreement(None, f"The result is {_short(mine)}, the reference’s is {_short(right)}.")


def _objects(mine: Any, right: Any, allowed: _Allowed, depth: int) -> Agreement:
    if _kind(mine) != _kind(right):
        return _another_kind(mine, right)
    fields, others = fields_of(mine), fields_of(right)
    if fields is None or others is None or not others.values:
        return Agreement(None, unchecked=f"{_capital(_kind(right))} cannot be compared.")
    if fields.values.keys() != others.values.keys():
        return Agreement(None, "The result does not have the fields that the reference has.")
    parts = [(fields.values[key], others.values[key], allowed.at(key)) for key in others.values]
    return _worst([_compared(*part, depth + 1) for part in parts])


def _another_kind(mine: Any, right: Any) -> Agreement:
    return Agreement(None, f"The result is {_kind(mine)}, the reference’s is {_kind(right)}.")


def _arrays(mine: Any, right: Any, allowed: _Allowed, depth: int) -> Agreement:
    """Compare where at least one is an array; a list or number may stand for one."""
    pair = []
    for value in (mine, right):
        items = None if isinstance(value, np.ndarray) else items_of(value)
        if items is not None:
            value = np.asarray(items)
        elif not isinstance(value, (np.ndarray, np.generic)) and not _is_number(value):
            return _another_kind(mine, right)
        pair.append(np.asarray(value))
    a, b = pair
    if a.shape != b.shape:
        return Agreement(None, f"The result has shape {a.shape}, the reference has {b.shape}.")
    if any(isinstance(one, np.ma.MaskedArray) for one in (mine, right)) and (
        (np.ma.getmaskarray(mine) != np.ma.getmaskarray(right)).any()
    ):
        return Agreement(None, "The result and the reference’s are not masked in the same places.")
    if a.dtype.kind in _NUMBERS and b.dtype.kind in _NUMBERS:
        whole = a.dtype.kind in _WHOLE and b.dtype.kind in _WHOLE
        return _equal(a, b) if whole else _floats(a, b, allowed)
    if "O" in (a.dtype.kind, b.dtype.kind):
        return _items(a.ravel().tolist(), b.ravel().tolist(), allowed, depth)
    if a.dtype.names or b.dtype.names:
        names = b.dtype.names or ()
        if a.dtype.names != names:
            return Agreement(None, "The result does not have the fields that the reference has.")
        return _worst([_arrays(a[name], b[name], allowed.at(name), depth + 1) for name in names])
    if a.dtype.kind != b.dtype.kind:
        return _another_kind(a, b)
    return _equal(a, b)


def _equal(mine: Array, right: Array) -> Agreement:
    """Compare arrays whose elements are equal or not; exact also where int64 meets uint64."""
    a, b = mine.ravel(), right.ravel()
    for start in range(0, b.size, _CHUNK):
        part, other = a[start : start + _CHUNK], b[start : start + _CHUNK]
        same = part == other
        if part.dtype.kind in "mM":
            same |= np.isnat(part) & np.isnat(other)
        if not same.all():
            place = start + int(np.argmin(same))
            return _unequal(a[place].item(), b[place].item(), _place(place, right.shape))
    return Agreement(0.0 if right.dtype.kind in _WHOLE else None)


def _unequal(mine: Any, right: Any, place: str = "") -> Agreement:
    error = None
    if isinstance(mine, int) and isinstance(right, int):
        try:
            error = abs(mine - right) / max(abs(right), 1)
        except OverflowError:
            error = math.inf
    return Agreement(
        error,
        f"The result{place} is {_short(mine)}, the reference’s is {_short(right)}; "
        "it must be equal.",
    )


def _scalars(mine: Any, right: Any, allowed: _Allowed) -> Agreement:
    whole = (numbers.Integral, np.bool_)
    exact = (numbers.Rational, np.bool_)
    if isinstance(mine, whole) and isinstance(right, whole):
        same = int(mine) == int(right)
        return Agreement(0.0) if same else _unequal(int(mine), int(right))
    binary = (numbers.Complex, np.bool_)
    if not (isinstance(mine, binary) and isinstance(right, binary)) or (
        isinstance(mine, exact) and isinstance(right, exact)
    ):
        return Agreement(0.0) if mine == right else _unequal(mine, right)
    try:
        return _floats(_as_float(mine), _as_float(right), allowed)
    except OverflowError:  # an integer beyond all floats
        return _unequal(mine, right)


def _as_float(value: Any) -> Array:
    if isinstance(value, (np.floating, np.complexfloating)):
        return np.asarray(value)
    return np.asarray(value if isinstance(value, complex) else float(value))


def _floats(mine: Array, right: Array, allowed: _Allowed) -> Agreement:
    a, b = mine.ravel(), right.ravel()
    parts = [slice(start, start + _CHUNK) for start in range(0, b.size, _CHUNK)]
    unlike = [part for part in parts if not (a[part] == b[part]).all()]
    if not unlike:
        return Agreement(0.0)
    scale = _Scale(a, b, allowed)
    worst = Agreement(0.0)
    with np.errstate(all="ignore"):
        for part in unlike:
            found = _chunk(a[part], b[part], scale, part.start, right.shape)
            if found.error is None:
                return found
            worst = found if found.error > (worst.error or 0.0) else worst
    return worst


class _Scale:
    """The magnitudes by which the deviations of elements are judged."""

    def __init__(self, mine: Array, right: Array, allowed: _Allowed) -> None:
        self.tolerance = allowed.tolerance
        self._right, self._allowed = right, allowed
        self._spacing = max(_spacing(mine.dtype), _spacing(right.dtype))

    def others(self, places: Array) -> Array:
        """Return magnitudes beside their own for elements that are off by more than by these."""
        if not self.tolerance:
            return np.zeros(places.size)
        beside = max(self._usual, self._largest * self._granted(1)) or 1.0
        if self._rounded is None:
            return np.full(places.size, beside)
        found = self._rounded[places]
        # chance leaves one of many as it was, though it rounds as most of them do
        made = np.maximum(found, np.median(found)) * self._granted(self._numbers)
        return np.where(found > 0, made, beside)

    def named(self, right: Any, place: int, judged_by: float) -> str:
        """Say which magnitude an element is judged by."""
        figure = _scientific(judged_by)
        if float(abs(right)) >= judged_by:
            return f"{figure}, its magnitude"
        if self._rounded is not None and self._rounded[place] > 0:
            return f"{figure}, for rounding what it is computed from"
        if not self._largest:
            return "1, as the reference is 0"
        if self._usual >= judged_by:
            return f"{figure}, what nine in ten elements exceed"
        return f"{figure}, for rounding the {_scientific(self._largest)} beside it"

    @cached_property
    def _rounded(self) -> Array | None:
        """By what magnitudes the elements round; None where that cannot be told."""
        condition = self._allowed.condition()
        return None if condition is None else condition.magnitudes(_wide(self._right))

    @cached_property
    def _numbers(self) -> int:
        condition = self._allowed.condition()
        return 1 if condition is None else condition.numbers

    @cached_property
    def _largest(self) -> float:
        right = self._right
        return max(_largest(right[i : i + _CHUNK]) for i in range(0, right.size, _CHUNK))

    @cached_property
    def _usual(self) -> float:
        """The magnitude that nine in ten of the elements exceed."""
        sampled = abs(_wide(self._right[:: max(1, self._right.size // _SAMPLED)]))
        sampled = sampled[np.isfinite(sampled) & (sampled > 0)]
        if not sampled.size:
            return 0.0
        return float(np.percentile(sampled, _SMALL_SHARE, method="lower"))

    def _granted(self, numbers: int) -> float:
        """How much of a magnitude is granted to rounding this many numbers, over the tolerance."""
        return min(_ROUNDING * math.sqrt(numbers) * self._spacing / self.tolerance, 1.0)


def _chunk(a: Array, b: Array, scale: _Scale, start: int, shape: tuple[int, ...]) -> Agreement:
    a, b = _wide(a), _wide(b)
    off = np.flatnonzero(~((a == b) | (np.isnan(a) & np.isnan(b))))
    if not off.size:
        return Agreement(0.0)
    mine, right = a[off], b[off]
    odd = ~(np.isfinite(mine) & np.isfinite(right))
    if odd.any():
        first = int(np.argmax(odd))
        place = _place(start + int(off[first]), shape)
        return Agreement(
            None,
            f"The result{place} is {_short(mine[first].item())}, "
            f"the reference’s is {_short(right[first].item())}.",
        )
    deviations, magnitudes = abs(mine - right), abs(right)
    beyond = np.flatnonzero(~(deviations <= scale.tolerance * magnitudes))
    if beyond.size:
        magnitudes[beyond] = np.maximum(magnitudes[beyond], scale.others(start + off[beyond]))
    errors = deviations / magnitudes
    first = int(np.argmax(errors))
    error = float(errors[first])
    if error <= scale.tolerance:
        return Agreement(error)
    worst = start + int(off[first])
    return Agreement(
        error,
        f"The result{_place(worst, shape)} is {_short(mine[first].item())}, "
        f"the reference’s is {_short(right[first].item())}: off by {_scientific(error)} of "
        f"{scale.named(right[first], worst, float(magnitudes[first]))}; "
        f"{_scientific(scale.tolerance)} is allowed.",
    )


def _wide(values: Array) -> Array:
    """Widen what would overflow or round when subtracted or squared."""
    return values.astype(np.complex128 if values.dtype.kind == "c" else np.float64)


def _largest(values: Array) -> float:
    magnitudes = abs(_wide(values))
    finite = magnitudes[np.isfinite(magnitudes)]
    return float(finite.max()) if finite.size else 0.0


def _place(index: int, shape: tuple[int, ...]) -> str:
    if not shape:
        return ""
    return f" at [{', '.join(str(int(i)) for i in np.unravel_index(index, shape))}]"


def _is_number(value: Any) -> bool:
    """Whether a value is a number; to NumPy a span of time is an integer, and a truth is none."""
    if isinstance(value, np.generic):
        return isinstance(value, (np.number, np.bool_)) and not isinstance(value, np.timedelta64)
    return isinstance(value, numbers.Number)


def _kind(value: Any) -> str:
    """Say what kind of thing a value is."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}" if not value.dtype.names else "a structured array"
    if _is_number(value):
        return "a number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bytes):
        return "an object of type bytes"
    if isinstance(value, Mapping):
        return "a dictionary"
    if items_of(value) is not None:
        return "a tuple or list"
    if isinstance(value, Set):
        return "a set"
    name = value.kind if isinstance(value, (Fields, Opaque)) else type(value).__name__
    return f"an object of type {name}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _short(value: Any) -> str:
    """Write a value so that it fits into a sentence."""
    if isinstance(value, float):
        return f"{value:.6g}"
    try:
        text = repr(frozen(value))
    except ValueError:  # Python writes no integer of more than some thousand digits
        return f"an integer of {value.bit_length():,} bits"
    return text if len(text) <= 40 else f"{text[:36]}…"


def _scientific(value: float) -> str:
    if value == 0 or 1e-3 <= value < 1e4:
        return significant(value)
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e+")
