"""How a sentence names a value: what kind of thing it is, short, and where it stands."""

import numbers
from collections.abc import Mapping, Set
from typing import Any

import numpy as np

from explorer.measure.values import Fields, Opaque, frozen, items_of
from explorer.refused import excerpt
from explorer.units import significant


def place_of(index: int, shape: tuple[int, ...]) -> str:
    """Say where an element stands, by its index in the flat array; nothing where there is one."""
    if not shape:
        return ""
    return f" at [{', '.join(str(int(i)) for i in np.unravel_index(index, shape))}]"


def is_number(value: Any) -> bool:
    """Whether a value is a number; to NumPy a span of time is an integer, and a truth is none."""
    if isinstance(value, np.generic):
        return isinstance(value, (np.number, np.bool_)) and not isinstance(value, np.timedelta64)
    return isinstance(value, numbers.Number)


def kind_of(value: Any) -> str:
    """Say what kind of thing a value is."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}" if not value.dtype.names else "a structured array"
    if is_number(value):
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


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[0].upper() + text[1:]


def short(value: Any) -> str:
    """Write a value so that it fits into a sentence."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, np.number):  # those wider than Python's, of which NumPy tells the type
        return str(value)
    try:
        text = repr(frozen(value))
    except ValueError:  # Python writes no integer of more than some thousand digits
        return f"an integer of {value.bit_length():,} bits"
    return excerpt(text, 40)


def scientific(value: float) -> str:
    """Write a deviation or a tolerance: 0.02, 1e-9."""
    if value == 0 or 1e-3 <= value < 1e4:
        return significant(value)
    if isinstance(value, np.longdouble):  # may be beyond a float
        return np.format_float_scientific(value, precision=1)
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e+")
