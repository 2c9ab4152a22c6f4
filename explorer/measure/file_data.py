"""What the kernel's file holds that is no argument: values of its module, and of its classes.

A call that changes one changes what later calls give, also those of others. It is not put back
for good, for it may be a cache that something else knows to be filled; but it can be said, and
whoever gives another result than the reference can be asked again with what that one found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from explorer.measure.comparing import compare
from explorer.measure.values import (
    PLAIN,
    Opaque,
    bytes_of,
    fields_of,
    held,
    items_of,
    put_back,
)

MOST_BYTES = 2**20
"""Of what is looked at, the smallest values first: it is looked at around all first calls."""
MOST_PARTS = 1000
"""Parts of a value that is looked at."""


@dataclass(frozen=True)
class _Value:
    """What a name stood for at a moment, and what that held."""

    itself: Any
    held: Any


Contents = Mapping[str, _Value]
"""What a file held at a moment, by where: `TABLE`, or `Model.shared`."""


class FileData:
    """Remembers what the values of a file hold, where they are not too large to look at."""

    def __init__(self, module: ModuleType | None) -> None:
        self._module = module
        self._last = {} if module is None else self._now(_small(module))
        self._first: dict[int, Contents] = {}
        self._made: dict[int, dict[str, _Value]] = {}
        self._size: int | None = None

    def changed(self) -> tuple[str, ...]:
        """Return where there is something else than when it was last looked at."""
        before, self._last = self._last, self._now(self._last)
        return tuple(place for place, was in before.items() if _differs(self._last[place], was))

    def made_for(self, size: int) -> None:
        """Remember what making a size's data changed: it belongs to these data."""
        before, changed = self._last, self.changed()
        places = {*changed, *next(iter(self._made.values()), ())}
        for known in self._made.values():
            known.update({place: before[place] for place in changed if place not in known})
        self._made[size] = {place: self._last[place] for place in places}
        self._size = size

    def turn_to(self, size: int) -> None:
        """Have there what belongs to the data of a size."""
        if size != self._size and size in self._made:
            self._put(self._made[size])
            self._size = size

    def remember(self, size: int) -> None:
        """Remember what there is now as what the reference finds at a size, if it is the first."""
        if size not in self._first:
            self.changed()
            self._first[size] = self._last

    @contextmanager
    def as_first(self, size: int) -> Iterator[None]:
        """Have there what the reference found at a size, for as long as this is entered."""
        now = self._now(self._last)
        self._put(self._first.get(size, {}))
        try:
            yield
        finally:
            self._put(now)

    def _now(self, places: Mapping[str, Any]) -> dict[str, _Value]:
        """What there is; of what did not change the same as before, which takes no more memory."""
        found = {}
        for place, was in places.items():
            owner, name = self._owner(place)
            now = _look(vars(owner).get(name))
            same = isinstance(was, _Value) and not _differs(now, was)
            found[place] = _Value(now.itself, was.held) if same else now
        return found

    def _put(self, contents: Contents) -> None:
        for place, was in contents.items():
            owner, name = self._owner(place)
            if _differs(_look(was.itself), was):
                with suppress(Exception):  # its own methods
                    put_back(was.itself, was.held)
            if vars(owner).get(name) is not was.itself:
                setattr(owner, name, was.itself)

    def _owner(self, place: str) -> tuple[Any, str]:
        """The module or the class that has a value, and the value's name there."""
        kind, dot, name = place.rpartition(".")
        return (vars(self._module)[kind] if dot else self._module), name


def _look(value: Any) -> _Value:
    try:
        return _Value(value, held(value))
    except Exception:  # its own methods
        return _Value(value, Opaque(type(value).__name__))


def _differs(now: _Value, was: _Value) -> bool:
    return bool(compare(now.held, was.held, 0.0).wrong)


def _small(module: ModuleType) -> dict[str, Any]:
    """The values that are looked at, by where they are, in the file's order."""
    found, small, room = dict(_values(module)), set(), MOST_BYTES
    for place in sorted(found, key=lambda each: bytes_of(found[each])):
        room -= bytes_of(found[place])
        if room >= 0:
            small.add(place)
    return {place: value for place, value in found.items() if place in small}


def _is_small(value: Any) -> bool:
    """Whether it can be looked into in no time: a logger, say, leads to all others there are."""
    try:
        return _has_few_parts(value) and bytes_of(value) <= MOST_BYTES
    except Exception:  # its own methods
        return False


def _has_few_parts(value: Any) -> bool:
    inside, seen = [value], 0
    while inside and seen <= MOST_PARTS:
        part = inside.pop()
        seen += 1
        if isinstance(part, (*PLAIN, np.ndarray)):
            continue
        if isinstance(part, Sized) and len(part) > MOST_BYTES // 8:
            return False
        fields, items = fields_of(part), items_of(part)
        if isinstance(part, Mapping):
            inside += part.values()
        elif fields is not None:
            inside += fields.values.values()
        elif items is not None and not {type(item) for item in items} <= {int, float, bool, str}:
            inside += items
    return seen <= MOST_PARTS


def _values(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in list(vars(module).items()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            parts = {f"{name}.{key}": part for key, part in vars(value).items()}
        else:
            parts = {name: value}
        for place, part in parts.items():
            own = not place.rpartition(".")[2].startswith("__")
            code = isinstance(part, (type, ModuleType)) or _is_code(part)
            if own and not code and _is_small(part):
                yield place, part


def _is_code(value: Any) -> bool:
    return callable(value) or isinstance(value, (property, classmethod, staticmethod))
