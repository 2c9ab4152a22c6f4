"""What a result is to the reference's: right, wrong, or not to be compared.

Integers, text, dates and the like are equal or wrong. Floating-point numbers are decided element
by element (`measure.deviations`); what has parts is compared part by part.
"""

import decimal
import math
import numbers
from collections.abc import Callable, Mapping, Set
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from explorer.measure.agreement import Agreement, Allowed, paired
from explorer.measure.conditioning import Condition
from explorer.measure.deviations import CHUNK, Array, floats
from explorer.measure.naming import capital, is_number, kind_of, place_of, short
from explorer.measure.values import BYTES, DEEPEST, PLAIN, Opaque, fields_of, frozen, items_of

_WHOLE = "biu"
_NUMBERS = "biufc"
"""Kinds of NumPy's types: truths and integers; these and floating-point numbers."""


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
        return _compared(result, reference, Allowed(tolerance, condition and cache(condition)), 0)
    except Exception as error:  # a value's own methods may raise anything
        return Agreement(None, unchecked=f"Comparing it failed: {type(error).__name__}.")


_COUNTING = 1e-9
"""Up to this tolerance whole numbers are taken for counts, which are right or off by one."""
_DIGITS_LESS = 2
"""A decimal number with so many digits less than its context's precision may be a rounded one."""
_LAST_DIGITS = 64
"""Of its magnitude, what rounding may leave in the last digits of a decimal number."""
_COUNTED = 1e-12
"""Of a whole number, what computing it with float64 numbers may leave."""


def _compared(mine: Any, right: Any, allowed: Allowed, depth: int) -> Agreement:
    if depth > DEEPEST:
        return Agreement(None, unchecked="It has too many levels to be compared.")
    if isinstance(right, Opaque) and right.kind == type(mine).__name__:
        return Agreement(None, unchecked=f"{capital(kind_of(right))} cannot be compared.")
    if isinstance(mine, BYTES):
        mine = frozen(mine)
    if isinstance(mine, np.void) and isinstance(right, np.void):
        return _arrays(np.asarray(mine), np.asarray(right), allowed, depth)
    if isinstance(mine, np.ndarray) or isinstance(right, np.ndarray):
        return _arrays(mine, right, allowed, depth)
    if is_number(mine) and is_number(right):
        return _scalars(mine, right, allowed)
    if isinstance(right, Mapping) and isinstance(mine, Mapping):
        return _mappings(mine, right, allowed, depth)
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


def _items(mine: list[Any], right: list[Any], allowed: Allowed, depth: int) -> Agreement:
    if len(mine) != len(right):
        return Agreement(None, f"The result has {len(mine)} parts, the reference has {len(right)}.")
    types = {type(item) for item in (*mine, *right)}
    if types and types <= {float}:
        return floats(np.array(mine), np.array(right), allowed)
    if types <= {int, bool, str, bytes} and mine == right:
        return Agreement(0.0)
    pairs = enumerate(zip(mine, right, strict=True))
    return _worst([_compared(*pair, allowed.at(place), depth + 1) for place, pair in pairs])


def _mappings(
    mine: Mapping[Any, Any], right: Mapping[Any, Any], allowed: Allowed, depth: int
) -> Agreement:
    parts = [(mine[key], right[key], allowed.at(key)) for key in right if key in mine]
    found = [_compared(*part, depth + 1) for part in parts]
    if mine.keys() != right.keys():
        left, others = (
            [k for k in one if k not in two] for one, two in ((mine, right), (right, mine))
        )
        pairs = paired(left, others)
        if pairs is None:
            return Agreement(None, "The result does not have the keys that the reference has.")
        strictly = Allowed(allowed.tolerance, None)
        found += [_compared(*pair, strictly, depth + 1) for pair in pairs]
        found += [_compared(mine[a], right[b], strictly, depth + 1) for a, b in pairs]
    return _worst(found)


_ANOTHER_SET = "The result is another set than the reference’s."


def _sets(mine: set[Any], right: set[Any], allowed: Allowed, depth: int) -> Agreement:
    pairs = paired(list(mine - right), list(right - mine))
    if pairs is None:
        return Agreement(None, _ANOTHER_SET)
    strictly = Allowed(allowed.tolerance, None)
    found = _worst([Agreement(0.0), *(_compared(*pair, strictly, depth + 1) for pair in pairs)])
    return found._replace(wrong=_ANOTHER_SET) if found.wrong else found


def _plain(mine: Any, right: Any) -> Agreement:
    """Compare things that are equal or not."""
    kinds = kind_of(mine), kind_of(right)
    if kinds[0] != kinds[1]:
        return _another_kind(mine, right)
    both_nat = isinstance(right, np.generic) and mine != mine and right != right
    if both_nat or bool(mine == right):
        return Agreement(None)
    return Agreement(None, f"The result is {short(mine)}, the reference’s is {short(right)}.")


def _objects(mine: Any, right: Any, allowed: Allowed, depth: int) -> Agreement:
    if kind_of(mine) != kind_of(right):
        return _another_kind(mine, right)
    states = [one.state for one in (mine, right) if isinstance(one, Opaque)]
    if None not in states and len(states) == 2 and states[0] != states[1]:
        return Agreement(None, f"{capital(kind_of(right))} is in another state.")
    fields, others = fields_of(mine), fields_of(right)
    if fields is None or others is None or not others.values:
        return Agreement(None, unchecked=f"{capital(kind_of(right))} cannot be compared.")
    if fields.values.keys() != others.values.keys():
        return Agreement(None, "The result does not have the fields that the reference has.")
    parts = [(fields.values[key], others.values[key], allowed.at(key)) for key in others.values]
    return _worst([_compared(*part, depth + 1) for part in parts])


def _another_kind(mine: Any, right: Any) -> Agreement:
    return Agreement(None, f"The result is {kind_of(mine)}, the reference’s is {kind_of(right)}.")


def _arrays(mine: Any, right: Any, allowed: Allowed, depth: int) -> Agreement:
    """Compare where at least one is an array; a list or number may stand for one."""
    pair = []
    for value in (mine, right):
        items = None if isinstance(value, np.ndarray) else items_of(value)
        if items is not None:
            value = np.asarray(items)
        elif not isinstance(value, (np.ndarray, np.generic)) and not is_number(value):
            return _another_kind(mine, right)
        pair.append(np.asarray(value))
    a, b = pair
    if a.shape != b.shape:
        return Agreement(None, f"The result has shape {a.shape}, the reference has {b.shape}.")
    if any(isinstance(one, np.ma.MaskedArray) for one in (mine, right)):
        masked = np.ma.getmaskarray(right)
        if (np.ma.getmaskarray(mine) != masked).any():
            return Agreement(
                None, "The result and the reference’s are not masked in the same places."
            )
        a, b = _without(a, masked), _without(b, masked)
    if a.dtype.kind in _NUMBERS and b.dtype.kind in _NUMBERS:
        whole = [one.dtype.kind in _WHOLE for one in (a, b)]
        if all(whole):
            return _equal(a, b)
        found = floats(a, b, allowed)
        return _counted(a, b, found) if any(whole) and allowed.tolerance <= _COUNTING else found
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


def _without(array: Array, masked: Array) -> Array:
    """Return a copy without what is masked, of which nobody says what it is."""
    made = array.copy()
    for name in made.dtype.names or ():
        made[name] = _without(made[name], masked[name])
    if not made.dtype.names:
        made[masked] = np.zeros(1, made.dtype)[0]
    return made


def _counted(mine: Array, right: Array, found: Agreement) -> Agreement:
    """Judge floating-point numbers beside whole ones once more: off by one is no rounding.

    Where the whole ones are so large that rounding is more than that, it is granted.
    """
    if found.wrong or found.error == 0.0:
        return found
    a, b = np.atleast_1d(mine).ravel(), np.atleast_1d(right).ravel()
    with np.errstate(all="ignore"):
        off = abs(a - b) >= np.maximum(0.5, _COUNTED * abs(b.astype(np.float64)))
    if not off.any():
        return found
    place = int(np.argmax(off))
    return _unequal(a[place].item(), b[place].item(), place_of(place, right.shape))


def _equal(mine: Array, right: Array) -> Agreement:
    """Compare arrays whose elements are equal or not; exact also where int64 meets uint64."""
    a, b = mine.ravel(), right.ravel()
    for start in range(0, b.size, CHUNK):
        part, other = a[start : start + CHUNK], b[start : start + CHUNK]
        same = part == other
        if part.dtype.kind in "mM":
            same |= np.isnat(part) & np.isnat(other)
        if not same.all():
            place = start + int(np.argmin(same))
            return _unequal(a[place].item(), b[place].item(), place_of(place, right.shape))
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
        f"The result{place} is {short(mine)}, the reference’s is {short(right)}; it must be equal.",
    )


def _scalars(mine: Any, right: Any, allowed: Allowed) -> Agreement:
    whole = (numbers.Integral, np.bool_)
    exact = (numbers.Rational, np.bool_, Decimal)
    if isinstance(mine, whole) and isinstance(right, whole):
        same = int(mine) == int(right)
        return Agreement(0.0) if same else _unequal(int(mine), int(right))
    known = (numbers.Complex, np.bool_, Decimal)
    if not (isinstance(mine, known) and isinstance(right, known)) or (
        isinstance(mine, exact) and isinstance(right, exact)
    ):
        same = mine == right or (mine != mine and right != right) or _rounded(mine, right)
        return Agreement(0.0) if same else _unequal(mine, right)
    try:
        pair = _as_float(mine), _as_float(right)
        found = floats(*pair, allowed)
        counting = isinstance(mine, whole) != isinstance(right, whole)
        return _counted(*pair, found) if counting and allowed.tolerance <= _COUNTING else found
    except OverflowError:  # an integer beyond all floats
        return _unequal(mine, right)


def _rounded(mine: Any, right: Any) -> bool:
    """Whether two decimal numbers differ by no more than rounding all of their digits leaves."""
    if not (isinstance(mine, Decimal) and isinstance(right, Decimal)):
        return False
    if not (mine.is_finite() and right.is_finite()):
        return False
    digits = len(right.as_tuple().digits)
    whole = right == right.to_integral_value()
    if whole or digits < decimal.getcontext().prec - _DIGITS_LESS:
        return False
    return abs(mine - right) <= _LAST_DIGITS * abs(right).scaleb(-decimal.getcontext().prec)


def _as_float(value: Any) -> Array:
    if isinstance(value, (np.floating, np.complexfloating)):
        return np.asarray(value)
    return np.asarray(value if isinstance(value, complex) else float(value))
