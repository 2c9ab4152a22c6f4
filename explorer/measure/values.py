"""Values that calls take and return: taken apart, copied, renewed and counted, whatever they hold.

A value is an array, a number or another plain thing that cannot change, or it has parts: a tuple,
a list, a mapping, a set, an object with fields (Numba's typed containers and jitclasses included).
What is none of these is opaque.
"""

from __future__ import annotations

import array
import copy
import ctypes
import datetime
import decimal
import enum
import fractions
import hashlib
import pickle
import types
from collections import deque
from collections.abc import (
    Callable,
    Iterator,
    Mapping,
    MutableMapping,
    MutableSequence,
    Set,
)
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
_MEMORY = (ctypes.Array, ctypes.Structure, ctypes.Union, memoryview)
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
    held, slots = getattr(value, "__dict__", None), _slots_of(value)
    if isinstance(value, (type, types.ModuleType)) or not (slots or isinstance(held, dict)):
        return None
    return None if callable(value) else Fields(kind.__name__, {**(held or {}), **slots})


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
        return value.copy() if masked else np.array(value, order="K", copy=True)
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
        made = items if plain else [frozen(item, within, opaque) for item in items]
        return tuple(made) if isinstance(value, tuple) else made
    if isinstance(value, Set):
        return set(value)
    found = fields_of(value)
    if found is None:
        return opaque(value)
    return Fields(found.kind, {key: frozen(v, within, opaque) for key, v in found.values.items()})


def copied(value: Any) -> Any:
    """Return a deep copy of the same kind; raises NotCopiedError where there is none."""
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        made = value.copy(order="K")
        made.flags.writeable = value.flags.writeable  # Numba compiles for it
        return made
    if isinstance(value, np.void):
        return value.copy()
    if isinstance(value, PLAIN) or callable(value):
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
    np.copyto(array, content)
    array.flags.writeable = writeable


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


def held(value: Any) -> Any:
    """Return what a value holds now, as `frozen`, to be compared with what it holds later.

    Of those of ctypes it is their memory, of what cannot be looked into what tells its states
    apart.
    """
    if isinstance(value, _MEMORY):
        return bytes(memoryview(value))
    return frozen(value, opaque=_in_its_state)


def _in_its_state(value: Any) -> Opaque:
    """Tell states apart by what would be saved of it; each look at an iterator finds another."""
    kind = type(value).__name__
    if isinstance(value, (type, types.ModuleType)) or callable(value):
        return Opaque(kind)
    state = _Sum()
    try:
        pickle.Pickler(state, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    except Exception:  # whatever an object's own methods raise
        return Opaque(kind, object() if isinstance(value, Iterator) else None)
    return Opaque(kind, state.found.digest())


class _Sum:
    """Sums up what is written into it."""

    def __init__(self) -> None:
        self.found = hashlib.sha256()

    def write(self, part: Any) -> int:
        """Take a part."""
        self.found.update(part)
        return len(memoryview(part))


def writeable(value: Any) -> tuple[bool, ...]:
    """Return which of the arrays in a value may be written into."""
    return tuple(array.flags.writeable for array in arrays_in(value))


def allow(value: Any, may_write: tuple[bool, ...]) -> None:
    """Let arrays in a value be written into, or not, as `writeable` told of it before."""
    for one, may in zip(arrays_in(value), may_write, strict=False):
        with suppress(ValueError):  # its memory is another's, who does not allow it
            one.flags.writeable = may


def put_back(value: Any, was: Any) -> None:
    """Fill a value with what it held; arrays at any depth, and plain lists and dicts."""
    if isinstance(value, deque):
        value.clear()
        value.extend(copied(was))
    elif isinstance(value, list):
        value[:] = copied(was)
    elif isinstance(value, (dict, set)):
        value.clear()
        value.update(copied(was))
    elif isinstance(value, bytearray):
        value[:] = was
    elif isinstance(was, bytes):
        memoryview(value).cast("B")[:] = was
    elif isinstance(value, array.array):
        value[:] = array.array(value.typecode, was)
    elif isinstance(value, np.void):
        for name in value.dtype.names or ():
            value[name] = was[name]
    elif isinstance(was, Fields):
        for name, before in was.values.items():
            _put_back_field(value, name, before)
    else:
        for found, before in zip(arrays_in(value), arrays_in(was), strict=False):
            if found.shape == before.shape:
                fill(found, before)


def _put_back_field(value: Any, name: str, before: Any) -> None:
    now = getattr(value, name, None)
    array = isinstance(before, np.ndarray)
    with suppress(AttributeError, TypeError):  # a field that is only to be read
        if isinstance(before, PLAIN) or (array and getattr(now, "shape", None) != before.shape):
            setattr(value, name, copied(before))
        elif array or isinstance(now, (list, dict, set)) or isinstance(before, Fields):
            put_back(now, before)


def can_change(value: Any) -> bool:
    """Whether a call could change a value that it is given."""
    if isinstance(value, tuple):
        return any(can_change(item) for item in value)
    if isinstance(value, np.void):
        return True
    return not (isinstance(value, PLAIN) or callable(value))


def bytes_of(value: Any) -> int:
    """Return what the arrays in a value occupy, or 8 bytes an item of a list without arrays."""
    arrays = sum(int(found.nbytes) for found in arrays_in(value))
    if arrays or not isinstance(value, (tuple, MutableSequence, MutableMapping)):
        return arrays
    return 8 * len(value)
