"""The arguments of one size: shared by all variants, fresh for each call of one that changes them.

What a call changes beyond what its kernel declares is found by looking: the arguments are sealed
before a call, and compared with that after it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from explorer.kernels.loaded import LoadedKernel
from explorer.measure.comparing import compare
from explorer.measure.plan import Plan
from explorer.measure.states import allow, in_its_state, put_back, writeable
from explorer.measure.values import (
    NotCopiedError,
    bytes_of,
    can_change,
    copied,
    renewed,
    room_for,
)

COPIES_BYTES = 64 * 2**20
"""Memory for copies of what calls change in place; the same for every variant."""
COPIES_S = 0.1
"""A batch has fewer calls where making their copies takes longer: some things are made anew."""


class Sealed(NamedTuple):
    """What an argument held at a moment, and which of its arrays could be written into."""

    held: Any
    writeable: tuple[bool, ...]


Seal = tuple[Sealed | None, ...]
"""The arguments at a moment, None for those that no call can change."""


class Inputs:
    """The arguments of one size. `size` is theirs, `data_bytes` what their arrays occupy.

    They are those of a variant where that has arguments of its own, and then `lacking` says how
    many that belong to a result elsewhere are not among them. `renewed` are the places of those
    that every call gets a copy of, `compared` of those that belong to what a call produces.
    """

    def __init__(self, loaded: LoadedKernel, plan: Plan, size: int, variant: str = "") -> None:
        self._make: Callable[[], tuple[Any, ...]] = partial(
            loaded.make_args_of, variant, size, plan.dtype, plan.seed
        )
        self.size = size
        self.arguments = self._make()
        kernel = loaded.kernel
        names = (kernel.variant(variant) if variant else kernel.variants[0]).parameters
        self._outputs = _places(kernel.outputs, names)
        self._in_place = _places(kernel.in_place, names)
        here = len(self._outputs) + len(self._in_place)
        self.lacking = len(kernel.outputs) + len(kernel.in_place) - here
        self._renewed = self._in_place
        self.data_bytes = sum(bytes_of(argument) for argument in self.arguments)
        self._copies: list[list[Any]] = []
        self._room: int | None = None

    def renewing(self, places: Collection[int]) -> Inputs:
        """Return the same arguments, of which these are copied for every call, too."""
        if set(places) <= set(self._renewed):
            return self
        other = object.__new__(Inputs)
        other.__dict__ = {**self.__dict__, "_copies": [], "_room": None}
        other._renewed = tuple(sorted({*self._renewed, *places}))
        return other

    @property
    def changed_by_calls(self) -> bool:
        """Whether every call needs arguments that no call has seen."""
        return bool(self._renewed)

    @property
    def guarded(self) -> frozenset[int]:
        """The places of those that no call is meant to change."""
        meant = {*self._outputs, *self._in_place}
        places = enumerate(self.arguments)
        return frozenset(p for p, value in places if p not in meant and can_change(value))

    def named_among(self, changed: Collection[int]) -> bool:
        """Whether the kernel names arguments as results that a call may have filled or changed."""
        return bool(self._outputs) or not {*self._in_place}.isdisjoint(changed)

    def made_anew(self) -> tuple[Any, ...]:
        """Return the same, made once more; raises what the file does."""
        return self._make()

    def fresh(self) -> tuple[Any, ...]:
        """Return arguments whose renewed ones are copies; outputs hold a value no result has."""
        made = list(self.arguments)
        for place in self._renewed:
            made[place] = self._copy(place)
        for place in self._outputs:
            _spoil(made[place])
        return tuple(made)

    def all_fresh(self) -> tuple[Any, ...]:
        """Return arguments of which a call may change whatever it wants."""
        return tuple(self._copy(place) for place in range(len(self.arguments)))

    def produced(self, returned: Any, arguments: tuple[Any, ...]) -> Any:
        """Return everything a call produced, valid until the next call."""
        written = [arguments[place] for place in self._outputs + self._in_place]
        if not written or self.lacking:
            return returned
        return (returned if not any(returned is array for array in written) else None, *written)

    def copies(self, calls: int) -> list[tuple[Any, ...]]:
        """Return fresh arguments for up to so many calls, as many as the memory cap allows."""
        if self._room is None:  # with many arrays looking takes as long as renewing them
            self._room = sum(room_for(self.arguments[place]) for place in self._renewed)
        calls = max(1, min(calls, COPIES_BYTES // max(self._room, 1)))
        began, number = monotonic(), 0
        while number < calls and not (number and monotonic() - began > COPIES_S):
            if number == len(self._copies):
                self._copies.append(list(self.fresh()))
            else:
                made = self._copies[number]
                for place in self._renewed:
                    made[place] = self._renew(made[place], place)
            number += 1
        return [tuple(made) for made in self._copies[:number]]

    def seal(self, arguments: tuple[Any, ...]) -> Seal:
        """Return what these arguments hold now, apart from outputs."""
        return tuple(
            None
            if place in self._outputs or not can_change(value)
            else Sealed(in_its_state(value), writeable(value))
            for place, value in enumerate(arguments)
        )

    def changed(self, arguments: tuple[Any, ...], seal: Seal) -> tuple[int, ...]:
        """Return the places of the arguments that no longer hold what they held when sealed."""
        return tuple(
            place
            for place, (value, was) in enumerate(zip(arguments, seal, strict=True))
            if was is not None
            and (
                writeable(value) != was.writeable
                or compare(in_its_state(value), was.held, 0.0).wrong
            )
        )

    def restore(self, seal: Seal) -> None:
        """Give the shared arguments back what they held when they were sealed."""
        for place in self.changed(self.arguments, seal):
            value, was = self.arguments[place], seal[place]
            assert was is not None
            allow(value, was.writeable)
            put_back(value, was.held)

    def _copy(self, place: int) -> Any:
        try:
            return copied(self.arguments[place])
        except NotCopiedError:
            return self._make()[place]

    def _renew(self, old: Any, place: int) -> Any:
        try:
            return renewed(old, self.arguments[place])
        except NotCopiedError:
            return self._make()[place]


def _places(wanted: Collection[str], names: Sequence[str]) -> tuple[int, ...]:
    return tuple(names.index(name) for name in wanted if name in names)


def _spoil(output: Any) -> None:
    """Fill an output with what no right result holds, so that one left unwritten shows."""
    if not isinstance(output, np.ndarray):
        return
    if output.dtype.kind in "fc":
        output.fill(np.nan)
    elif output.dtype.kind in "iu":
        output.fill(np.iinfo(output.dtype).max)
