"""What a result is to the reference's: right, wrong, or not to be compared.

Integers, text, dates and the like are equal or wrong. Floating-point numbers are decided element
by element: each may be off by the tolerance times its own magnitude, or times the magnitude that
nine in ten of the elements exceed, so that one near zero among others, as cancelling leaves it,
need not be better than these. Where numbers of very different magnitude stand beside each other,
rounding the largest (64 units in its last place) is granted to all.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping, Set
from typing import Any, NamedTuple

import numpy as np

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


def compare(result: Any, reference: Any, tolerance: float) -> Agreement:
    """Compare a result with the reference's, both of any kind, part by part."""
    try:
        return _compared(result, reference, tolerance, 0)
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


def _compared(mine: Any, right: Any, tolerance: float, depth: int) -> Agreement:
    if depth > DEEPEST:
        return Agreement(None, unchecked="It has too many levels to be compared.")
    if isinstance(mine, np.ndarray) or isinstance(right, np.ndarray):
        return _arrays(mine, right, tolerance, depth)
    if _is_number(mine) and _is_number(right):
        return _scalars(mine, right, tolerance)
    if isinstance(right, Mapping) and isinstance(mine, Mapping):
        if mine.keys() != right.keys():
            return Agreement(None, "The result does not have the keys that the reference has.")
        pairs = [(mine[key], right[key]) for key in right]
        return _worst([_compared(*pair, tolerance, depth + 1) for pair in pairs])
    items, others = items_of(mine), items_of(right)
    if items is not None and others is not None:
        return _items(items, others, tolerance, depth)
    if isinstance(right, Set) and isinstance(mine, Set):
        return _sets(set(mine), set(right), tolerance, depth)
    if isinstance(right, PLAIN) or isinstance(mine, PLAIN):
        return _plain(mine, right)
    return _objects(mine, right, tolerance, depth)


def _worst(found: list[Agreement]) -> Agreement:
    wrong = next((one.wrong for one in found if one.wrong), "")
    unchecked = next((one.unchecked for one in found if one.unchecked), "")
    errors = [one.error for one in found if one.error is not None]
    return Agreement(max(errors, default=None), wrong, "" if wrong else unchecked)


def _items(mine: list[Any], right: list[Any], tolerance: float, depth: int) -> Agreement:
    if len(mine) != len(right):
        return Agreement(None, f"The result has {len(mine)} parts, the reference has {len(right)}.")
    types = {type(item) for item in (*mine, *right)}
    if types and types <= {float}:
        return _floats(np.array(mine), np.array(right), tolerance)
    if types <= {int, bool, str, bytes} and mine == right:
        return Agreement(0.0)
    pairs = zip(mine, right, strict=True)
    return _worst([_compared(*pair, tolerance, depth + 1) for pair in pairs])


def _sets(mine: set[Any], right: set[Any], tolerance: float, depth: int) -> Agreement:
    if mine == right:
        return Agreement(0.0)
    everything = mine | right
    if not all(isinstance(item, (int, float, np.number)) for item in everything):
        return Agreement(None, "The result is another set than the reference’s.")
    return _items(sorted(mine), sorted(right), tolerance, depth)


def _plain(mine: Any, right: Any) -> Agreement:
    """Compare things that are equal or not."""
    kinds = _kind(mine), _kind(right)
    if kinds[0] != kinds[1]:
        return _another_kind(mine, right)
    both_nat = isinstance(right, np.generic) and mine != mine and right != right
    if both_nat or bool(mine == right):
        return Agreement(None)
    return Agreement(None, f"The result is {_short(mine)}, the reference’s is {_short(right)}.")


def _objects(mine: Any, right: Any, tolerance: float, depth: int) -> Agreement:
    if _kind(mine) != _kind(right):
        return _another_kind(mine, right)
    fields, others = fields_of(mine), fields_of(right)
    if fields is None or others is None or not others.values:
        return Agreement(None, unchecked=f"{_capital(_kind(right))} cannot be compared.")
    if fields.values.keys() != others.values.keys():
        return Agreement(None, "The result does not have the fields that the reference has.")
    pairs = [(fields.values[name], others.values[name]) for name in others.values]
    return _worst([_compared(*pair, tolerance, depth + 1) for pair in pairs])


def _another_kind(mine: Any, right: Any) -> Agreement:
    return Agreement(None, f"The result is {_kind(mine)}, the reference’s is {_kind(right)}.")


def _arrays(mine: Any, right: Any, tolerance: float, depth: int) -> Agreement:
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
    if a.dtype.kind in _NUMBERS and b.dtype.kind in _NUMBERS:
        whole = a.dtype.kind in _WHOLE and b.dtype.kind in _WHOLE
        return _equal(a, b) if whole else _floats(a, b, tolerance)
    if "O" in (a.dtype.kind, b.dtype.kind):
        return _items(a.ravel().tolist(), b.ravel().tolist(), tolerance, depth)
    if a.dtype.names or b.dtype.names:
        names = b.dtype.names or ()
        if a.dtype.names != names:
            return Agreement(None, "The result does not have the fields that the reference has.")
        return _worst([_arrays(a[name], b[name], tolerance, depth + 1) for name in names])
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


def _scalars(mine: Any, right: Any, tolerance: float) -> Agreement:
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
        return _floats(_as_float(mine), _as_float(right), tolerance)
    except OverflowError:  # an integer beyond all floats
        return Agreement(0.0) if mine == right else _unequal(mine, right)


def _as_float(value: Any) -> Array:
    if isinstance(value, (np.floating, np.complexfloating)):
        return np.asarray(value)
    return np.asarray(value if isinstance(value, complex) else float(value))


def _floats(mine: Array, right: Array, tolerance: float) -> Agreement:
    a, b = mine.ravel(), right.ravel()
    parts = [slice(start, start + _CHUNK) for start in range(0, b.size, _CHUNK)]
    unlike = [part for part in parts if not (a[part] == b[part]).all()]
    if not unlike:
        return Agreement(0.0)
    scale = _Scale(a, b, tolerance)
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

    def __init__(self, mine: Array, right: Array, tolerance: float) -> None:
        self.tolerance = tolerance
        self.largest = max(_largest(right[i : i + _CHUNK]) for i in range(0, right.size, _CHUNK))
        sampled = np.abs(_wide(right[:: max(1, right.size // _SAMPLED)]))
        sampled = sampled[np.isfinite(sampled) & (sampled > 0)]
        share = np.percentile(sampled, _SMALL_SHARE, method="lower") if sampled.size else 0.0
        self.usual = float(share)
        spacing = max(_spacing(mine.dtype), _spacing(right.dtype))
        granted = min(_ROUNDING * spacing, tolerance)
        self.rounding = granted * self.largest / tolerance if tolerance else 0.0

    def of(self, right: Array) -> Array:
        """Return the magnitude for each element."""
        least = max(self.usual, self.rounding)
        return np.maximum(np.abs(right), least if least else 1.0 if not self.largest else 0.0)

    def named(self, right: Any) -> str:
        """Say which magnitude an element is judged by."""
        own = float(np.abs(right))
        if not self.largest:
            return "1, as the reference is 0"
        if own >= max(self.usual, self.rounding):
            return f"{_scientific(own)}, its magnitude"
        if self.usual >= self.rounding:
            return f"{_scientific(self.usual)}, what nine in ten elements exceed"
        return f"{_scientific(self.rounding)}, for rounding {_scientific(self.largest)}"


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
    errors = np.abs(mine - right) / scale.of(right)
    first = int(np.argmax(errors))
    error = float(errors[first])
    if error <= scale.tolerance:
        return Agreement(error)
    return Agreement(
        error,
        f"The result{_place(start + int(off[first]), shape)} is {_short(mine[first].item())}, "
        f"the reference’s is {_short(right[first].item())}: off by {_scientific(error)} of "
        f"{scale.named(right[first])}; {_scientific(scale.tolerance)} is allowed.",
    )


def _wide(values: Array) -> Array:
    """Widen what would overflow or round when subtracted or squared."""
    return values.astype(np.complex128 if values.dtype.kind == "c" else np.float64)


def _largest(values: Array) -> float:
    magnitudes = np.abs(_wide(values))
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
    text = repr(frozen(value))
    return text if len(text) <= 40 else f"{text[:36]}…"


def _scientific(value: float) -> str:
    if value == 0 or 1e-3 <= value < 1e4:
        return significant(value)
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e+")
