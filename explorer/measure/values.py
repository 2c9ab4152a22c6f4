"""Values that calls take and return: taken apart, copied, renewed and counted, whatever they hold.

A value is an array, a number or another plain thing that cannot change, or it has parts: a tuple,
a list, a mapping, a set, an object with fields (Numba's typed containers and jitclasses included).
What is none of these is opaque.
"""

import array
import copy
import ctypes
import datetime
import decimal
import enum
import fractions
import types
from collections import deque
from collections.abc import Callable, Iterator, Mapping, MutableMapping, MutableSequence, Set
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

PLAIN = (
    type(None), bool, int, float, complex, str, bytes, range, np.generic, enum.Enum,
    decimal.Decimal, fractions.Fraction, datetime.date, datetime.time, datetime.timedelta,
)  # fmt: skip
"""Kinds of values that cannot change and are equal or not."""
BYTES = (bytearray, memoryview)
"""Kinds whose content is that of `bytes`, or of an array, without a copy of its own."""
MEMORY = (ctypes.Array, ctypes.Structure, ctypes.Union, memoryview)
"""Kinds of which the memory is looked at."""
DEEPEST = 20
"""Levels of parts that are looked into; more is a value that holds itself."""


class Fields(NamedTuple):
    """The fields of an object, by name, and what kind of object it is."""

    kind: str
    values: Mapping[str, Any]


class Opaque(NamedTuple):
    """Stands for a value that cannot be looked into.

    `state` is what tells one state of it from another, where that was asked for and is known.
    """

    kind: str
    state: object = None


class NotCopiedError(Exception):
    """A value cannot be copied; it has to be made anew."""


def fields_of(value: Any) -> Fields | None:
    """Return the fields of a jitclass's, a dataclass's or another plain object; None for others."""
    if isinstance(value, Fields):
        return value
    kind = type(value)
    struct = getattr(getattr(kind, "_numba_type_", None), "struct", None)
    try:
        if isinstance(struct, Mapping):
            return Fields(kind.__name__, {name: getattr(value, name) for name in struct})
    except AttributeError:  # a field that its class hides
        return None
    if _is_native(kind):
        return None
    held, slots = getattr(value, "__dict__", None), _slots_of(value)
    if isinstance(value, (type, types.ModuleType)) or not (slots or isinstance(held, dict)):
        return None
    return None if is_code(value) else Fields(kind.__name__, {**(held or {}), **slots})


def is_code(value: Any) -> bool:
    """Whether a value is there to be called, and not an object of a user's own class."""
    return callable(value) and (
        isinstance(value, type)
        or not isinstance(getattr(value, "__dict__", None), dict)
        or type(value).__module__.partition(".")[0] in _LIBRARIES
        or _is_native(type(value))
    )


_LIBRARIES = ("numba", "numpy", "scipy")
"""Packages of which objects that can be called keep what they have compiled or prepared."""


def _is_native(kind: type) -> bool:
    """Whether a class is built on one written in C, which may hold more than its fields."""
    made_by = (getattr(base.__new__, "__self__", None) for base in kind.__mro__[:-1])
    return any(maker is base for maker, base in zip(made_by, kind.__mro__, strict=False))


def _slots_of(value: Any) -> dict[str, Any]:
    """The fields for which classes of Python's reserve a place (`__slots__`), as far as set."""
    found = {}
    for kind in type(value).__mro__:
        named = vars(kind).get("__slots__", ())
        for name in (named,) if isinstance(named, str) else tuple(named):
            inside = name.startswith("__") and not name.endswith("__")
            name = f"_{kind.__name__.lstrip('_')}{name}" if inside else name
            if name not in ("__dict__", "__weakref__"):
                with suppress(AttributeError):
                    found[name] = getattr(value, name)
    return found


def items_of(value: Any) -> list[Any] | None:
    """Return the items of a tuple or of any kind of list; None for others."""
    if isinstance(value, (Fields, Opaque)):
        return None
    if isinstance(value, (tuple, list, deque, array.array)):
        return list(value)
    if isinstance(value, MutableSequence) and not isinstance(
        value, bytearray
    ):  # whose own items may have no end
        return list(islice(value, len(value)))
    return None


def _closed(value: Any) -> Opaque:
    return Opaque(type(value).__name__)


def frozen(
    value: Any, inside: tuple[int, ...] = (), opaque: Callable[[Any], Opaque] = _closed
) -> Any:
    """Return what a value holds now, in plain containers that no later call can change.

    `inside` are the values that it is a part of, by their ids: an object in itself is opaque.
    `opaque` makes what stands for one that cannot be looked into.
    """
    if isinstance(value, np.ndarray):
        masked = isinstance(value, np.ma.MaskedArray)
        made = value.copy() if masked else np.array(value, order="K", copy=True)
        if made.dtype.kind == "O" and made.ndim and not masked and len(inside) <= DEEPEST:
            within = (*inside, id(value))
            for place in np.ndindex(value.shape):
                made[place] = frozen(value[place], within, opaque)
        return made
    if isinstance(value, np.void):
        return value.copy()  # of an array's element it is a view
    if isinstance(value, (*PLAIN, Fields, Opaque)):
        return value
    if isinstance(value, BYTES):
        numbers = isinstance(value, memoryview) and not isinstance(value.obj, (bytes, bytearray))
        return np.array(value) if numbers else bytes(value)
    if len(inside) > DEEPEST or id(value) in inside:
        return Opaque(type(value).__name__)
    within = (*inside, id(value))
    if isinstance(value, Mapping):
        return {key: frozen(item, within, opaque) for key, item in value.items()}
    items = items_of(value)
    if items is not None:
        plain = {type(item) for item in items} <= {int, float, bool, str}
        parts = items if plain else [frozen(item, within, opaque) for item in items]
        return tuple(parts) if isinstance(value, tuple) else parts
    if isinstance(value, Set):
        return set(value)
    found = fields_of(value)
    if found is None:
        return opaque(value)
    return Fields(found.kind, {key: frozen(v, within, opaque) for key, v in found.values.items()})


def copied(value: Any) -> Any:
    """Return a deep copy of the same kind; raises NotCopiedError where there is none."""
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        made = _copied(value)
        made.flags.writeable = value.flags.writeable  # Numba compiles for it
        return made
    if isinstance(value, np.void):
        return value.copy()
    if isinstance(value, PLAIN) or is_code(value):
        return value
    if type(value) is list or type(value) is tuple:
        return type(value)(copied(item) for item in value)
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_make"):
        return value._make(copied(item) for item in value)
    try:
        if type(value).__module__.startswith("numba.typed"):
            made = value.copy()
            for key in value if isinstance(value, Mapping) else range(len(value)):
                made[key] = copied(value[key])
            return made
        made = copy.deepcopy(value)
    except Exception as error:  # whatever an object's own copying raises
        raise NotCopiedError(type(value).__name__) from error
    if can_change(value) and _is_shared(made, value):
        raise NotCopiedError(type(value).__name__)  # its own copying gives itself, or a part
    return made


def _copied(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Copy an array of any class, whatever that takes `copy` for."""
    if isinstance(array, np.ma.MaskedArray):
        return array.copy(order="K")  # and its mask
    if array.flags.forc or type(array) is not np.ndarray or array.dtype.hasobject:
        return np.array(array, order="K", copy=True, subok=True)
    below, extent = _reach(array)
    shift = array.ctypes.data % array.dtype.alignment
    memory = np.empty(shift + extent, np.uint8)
    made: np.ndarray[Any, Any] = np.ndarray(
        array.shape, array.dtype, memory, shift + below, array.strides
    )  # as far from one element to the next: that is what a call takes its time for
    made[...] = array
    return made


def _reach(array: np.ndarray[Any, Any]) -> tuple[int, int]:
    """How many bytes of its memory lie before its first element, and how many there are in all."""
    if not array.size:
        return 0, 0
    ways = [(n - 1) * step for n, step in zip(array.shape, array.strides, strict=True)]
    below = -sum(way for way in ways if way < 0)
    return below, below + sum(way for way in ways if way > 0) + array.itemsize


def _is_shared(made: Any, value: Any) -> bool:
    fields = fields_of(value)
    if made is value and fields is not None and fields.values:
        return True
    pairs = zip(arrays_in(made), arrays_in(value), strict=False)
    return any(np.may_share_memory(*pair) for pair in pairs)


def renewed(old: Any, original: Any) -> Any:
    """Return a value as the original is, in the memory of an old copy of it where it fits."""
    if isinstance(old, np.ndarray) and isinstance(original, np.ndarray):
        if old.shape == original.shape and old.dtype == original.dtype and old.dtype.kind != "O":
            fill(old, original)
            old.flags.writeable = original.flags.writeable
            return old
    elif type(old) is list and type(original) is list and len(old) == len(original):
        old[:] = [renewed(*pair) for pair in zip(old, original, strict=True)]
        return old
    return copied(original)


def fill(array: np.ndarray[Any, Any], content: np.ndarray[Any, Any]) -> None:
    """Write into an array, also into one that calls must not write into."""
    writeable, array.flags.writeable = array.flags.writeable, True
    if array.dtype.kind == "O":
        content = copied(content)  # of what it holds, too
    np.copyto(array, content)
    array.flags.writeable = writeable
    if isinstance(array, np.ma.MaskedArray):
        hard = array.hardmask
        array.soften_mask()
        array.mask = np.ma.getmaskarray(content)
        if hard:
            array.harden_mask()


def arrays_in(value: Any, inside: tuple[int, ...] = ()) -> Iterator[np.ndarray[Any, Any]]:
    """Yield the arrays that a value holds, at any depth; `inside` as of `frozen`."""
    if isinstance(value, np.ndarray):
        yield value
        return
    if isinstance(value, PLAIN) or len(inside) > DEEPEST or id(value) in inside:
        return
    found = fields_of(value)
    if isinstance(value, Mapping):
        parts: Any = value.values()
    elif found is not None:
        parts = found.values.values()
    else:
        parts = items_of(value) or ()
    for part in parts:
        yield from arrays_in(part, (*inside, id(value)))


def can_change(value: Any) -> bool:
    """Whether a call could change a value that it is given."""
    if isinstance(value, tuple):
        return any(can_change(item) for item in value)
    if isinstance(value, np.void):
        return True
    return not (isinstance(value, PLAIN) or is_code(value))


_NBYTES: Callable[[np.ndarray[Any, Any]], int] = np.ndarray.nbytes.__get__
"""What NumPy knows of an array, whatever its class says."""


def room_for(value: Any) -> int:
    """Return how many bytes a copy takes: of a view with what lies between its elements."""
    return max(bytes_of(value), sum(_reach(np.asarray(found))[1] for found in arrays_in(value)))


def bytes_of(value: Any) -> int:
    """Return what the arrays in a value occupy, or 8 bytes an item of a list without arrays."""
    arrays = sum(_NBYTES(found) for found in arrays_in(value))
    if arrays or not isinstance(value, (tuple, MutableSequence, MutableMapping)):
        return arrays
    return 8 * len(value)
