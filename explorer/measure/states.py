"""The states of a value: what tells one from another, and giving one back.

A call may change what it is given: what that held before is remembered, compared with what it
holds after, and put back.
"""

import array
import hashlib
import pickle
import types
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from explorer.measure.values import (
    MEMORY,
    PLAIN,
    Fields,
    Opaque,
    arrays_in,
    copied,
    fill,
    frozen,
    is_code,
)


def held(value: Any) -> Any:
    """Return what a value holds now, as `frozen`; of those of ctypes, their memory."""
    return bytes(memoryview(value)) if isinstance(value, MEMORY) else frozen(value)


def in_its_state(value: Any) -> Any:
    """Return what a value holds now, to be compared with what it holds after a call.

    As `held`, with what tells states apart of what cannot be looked into.
    """
    if isinstance(value, MEMORY):
        return held(value)
    return frozen(value, opaque=_in_its_state)


def _in_its_state(value: Any) -> Opaque:
    """Tell states apart by what would be saved of it; each look at an iterator finds another."""
    kind = type(value).__name__
    if isinstance(value, types.ModuleType) or is_code(value):
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
