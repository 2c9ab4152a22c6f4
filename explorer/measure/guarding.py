"""What the arguments of a size held when they were made: looked at after calls, and given back.

Who changes arguments mostly does so in the first call, and gets copies from then on. One that does
it in some calls only, or only where data are large, is found by looking at a part of the arrays
after each batch, which takes some microseconds.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from explorer.measure.deviations import Array
from explorer.measure.inputs import Inputs, Seal
from explorer.measure.values import arrays_in, fill

SEALED_BYTES = 4 * 2**20
"""Data up to this size are kept and compared as a whole where something is in doubt."""
LOOKED_AT = 512
"""Elements of each array that are looked at: who sorts, scales or clears a hundredth of it, or
more, changes one of them nearly always."""


class Guard:
    """Knows what shared arguments held, those apart that calls are meant to write into."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._whole: Seal | None = None
        with suppress(Exception):  # a value's own methods
            if inputs.data_bytes <= SEALED_BYTES:
                self._whole = inputs.seal(inputs.arguments)
        self._places = sorted(inputs.guarded)
        self._arrays = self._arrays_of(inputs.arguments)
        self._seen = self._look()

    def changed(self, closely: bool = False) -> tuple[int, ...]:
        """Return the places of arguments that hold something else, as far as it is looked at."""
        if closely and self._whole is not None:
            return self._inputs.changed(self._inputs.arguments, self._whole)
        found = self._look()
        if found == self._seen:
            return ()
        unlike = zip(self._arrays, found, self._seen, strict=True)
        return tuple({place: None for (place, _), now, was in unlike if now != was})

    def restore(self) -> None:
        """Give back what was held; where that is no longer known, what is made anew."""
        if self._whole is not None:
            self._inputs.restore(self._whole)
        else:
            with suppress(Exception):  # the file's own code
                anew = self._arrays_of(self._inputs.made_anew())
                for (_, array), (_, new) in zip(self._arrays, anew, strict=True):
                    fill(array, new)
        self._seen = self._look()

    def _arrays_of(self, arguments: tuple[Any, ...]) -> list[tuple[int, Array]]:
        """The arrays in arguments that no call is meant to change, each with its place."""
        return [(place, array) for place in self._places for array in arrays_in(arguments[place])]

    def _look(self) -> list[bytes]:
        return [_some(array) for _, array in self._arrays]


def _some(array: Array) -> bytes:
    if array.flags.forc:
        array = array.ravel(order="K")
    while array.ndim > 1 and array.size:  # elements not side by side: the first of rows have to do
        array = array[..., 0]
    return array[:: max(1, array.size // LOOKED_AT)].tobytes() if array.ndim else array.tobytes()
