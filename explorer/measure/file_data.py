"""Arrays of the kernel's file that are no arguments: of its module, and of its classes.

A call that changes one changes what later calls give, also those of others. It cannot be put back,
for it may be a cache that something else knows to be filled; but it can be said.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

from explorer.measure.values import arrays_in

MOST_BYTES = 2**20
_Array = np.ndarray[Any, Any]


class FileData:
    """Remembers what the arrays of a file hold, where they are not too large to look at."""

    def __init__(self, module: ModuleType | None) -> None:
        self._arrays = {} if module is None else dict(_named(module))
        if sum(array.nbytes for array in self._arrays.values()) > MOST_BYTES:
            self._arrays.clear()
        self._held = {name: _content(array) for name, array in self._arrays.items()}

    def changed(self) -> tuple[str, ...]:
        """Return the names of what holds something else than when it was last looked at."""
        now = {name: _content(array) for name, array in self._arrays.items()}
        found = {name.partition(" ")[0]: 0 for name in now if now[name] != self._held[name]}
        self._held = now
        return tuple(found)


def _named(module: ModuleType) -> Iterator[tuple[str, _Array]]:
    """Yield the arrays, each with the name that it is reached by, and a number after that."""
    for name, value in list(vars(module).items()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            parts = {f"{name}.{key}": part for key, part in vars(value).items()}
        else:
            parts = {name: value}
        for place, part in parts.items():
            if place.startswith("__") or isinstance(part, (type, ModuleType)) or callable(part):
                continue
            for number, array in enumerate(arrays_in(part)):
                if not array.dtype.hasobject:
                    yield f"{place} {number}", array


def _content(array: _Array) -> bytes:
    return array.tobytes()
