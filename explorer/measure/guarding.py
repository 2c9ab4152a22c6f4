"""What the arguments of a size held when they were made: looked at after calls, and given back.

Who changes arguments mostly does so in the first call, and gets copies from then on. One that does
it in some calls only, or only where data are large, is found by looking at a part of the arrays,
lists and the like after each batch, which takes some microseconds.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import numpy as np

from explorer.measure.deviations import Array
from explorer.measure.inputs import Inputs, Seal
from explorer.measure.states import held, put_back
from explorer.measure.values import DEEPEST, PLAIN, arrays_in, fields_of, fill, is_code

SEALED_BYTES = 4 * 2**20
"""Data up to this size are kept and compared as a whole where something is in doubt."""
LOOKED_AT = 512
"""Elements of each array or list that are looked at: who sorts, scales or clears a hundredth of
it, or more, changes one of them nearly always."""
FEW = 64
"""Lists, dictionaries and objects in an argument that are looked at."""


class Guard:
    """Knows what shared arguments held, those apart that calls are meant to write into."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._whole: Seal | None = None
        with suppress(Exception):  # a value's own methods
            if inputs.data_bytes <= SEALED_BYTES:
                self._whole = inputs.seal(inputs.arguments)
        self._places = sorted(inputs.guarded)
        self._find()

    def changed(self, closely: bool = False) -> tuple[int, ...]:
        """Return the places of arguments that hold something else, as far as it is looked at."""
        if closely and self._whole is not None:
            return self._inputs.changed(self._inputs.arguments, self._whole)
        found = self._look()
        if found == self._seen:
            return ()
        unlike = zip((*self._arrays, *self._holders), found, self._seen, strict=True)
        return tuple({place: None for (place, _), now, was in unlike if now != was})

    def restore(self) -> None:
        """Give back what was held; where that is no longer known, what is made anew."""
        if self._whole is not None:
            self._inputs.restore(self._whole)
        else:
            with suppress(Exception):  # the file's own code
                anew = self._inputs.made_anew()
                pairs = zip(self._arrays, self._arrays_of(anew), strict=True)
                for (_, array), (_, new) in pairs:
                    fill(array, new)
                for place in self.changed():  # a list or the like
                    put_back(self._inputs.arguments[place], held(anew[place]))
        self._find()

    def _find(self) -> None:
        """Find what to look at, and what that holds now."""
        arguments = self._inputs.arguments
        self._arrays = self._arrays_of(arguments)
        self._holders = [
            (place, holder)
            for place in self._places
            for holder in islice(_holders(arguments[place]), FEW)
        ]
        self._seen = self._look()

    def _arrays_of(self, arguments: tuple[Any, ...]) -> list[tuple[int, Array]]:
        """The arrays in arguments that no call is meant to change, each with its place."""
        return [(place, array) for place in self._places for array in arrays_in(arguments[place])]

    def _look(self) -> list[object]:
        return [
            *(_some(array) for _, array in self._arrays),
            *(_some_items(holder) for _, holder in self._holders),
        ]


def _some(array: Array) -> bytes:
    array = array.view(np.ndarray)  # a matrix never has fewer than two dimensions
    if array.flags.forc:
        array = array.ravel(order="K")
    while array.ndim > 1 and array.size:  # elements not side by side: the first of rows have to do
        array = array[..., 0]
    return array[:: max(1, array.size // LOOKED_AT)].tobytes() if array.ndim else array.tobytes()


def _holders(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield what holds other values and may come to hold others, at any depth."""
    if isinstance(value, PLAIN) or depth > DEEPEST or is_code(value):
        return
    parts: Any = ()
    if isinstance(value, (list, deque, bytearray, dict, set)):
        yield value
        parts = value.values() if isinstance(value, dict) else value
    elif isinstance(value, tuple) or (isinstance(value, np.ndarray) and value.dtype.kind == "O"):
        parts = value.flat if isinstance(value, np.ndarray) else value
    elif isinstance(getattr(value, "__dict__", None), dict) and fields_of(value) is not None:
        yield value.__dict__
        parts = value.__dict__.values()
    for part in islice(parts, FEW):
        yield from _holders(part, depth + 1)


def _some_items(holder: Any) -> tuple[int, list[object]]:
    """How much it holds, and some of that: numbers and text, of all else which it is."""
    items: Iterable[Any]
    if isinstance(holder, (list, bytearray)):
        items = holder[:: max(1, len(holder) // LOOKED_AT)]
    else:
        items = islice(holder.values() if isinstance(holder, dict) else holder, LOOKED_AT)
    return len(holder), [item if isinstance(item, PLAIN) else id(item) for item in items]
