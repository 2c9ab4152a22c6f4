"""What the kernel's file holds that is no argument: values of its module, and of its classes.

A call that changes one changes what later calls give, also those of others. It is not put back
for good, for it may be a cache that something else knows to be filled; but it can be said, and
whoever gives another result than the reference can be asked again with what that one found.
"""

from collections.abc import Iterator, Mapping, Sized
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from explorer.measure.comparing import compare
from explorer.measure.states import held, put_back
from explorer.measure.values import PLAIN, Opaque, bytes_of, fields_of, items_of

MOST_BYTES = 2**20
"""Of what is looked at, the smallest values first: it is looked at around all first calls."""
MOST_PARTS = 1000
"""Parts of a value that is looked at."""


@dataclass(frozen=True)
class _Value:
    """What a name stood for at a moment, and what that held."""

    itself: Any
    held: Any

    @property
    def is_known(self) -> bool:
        """Whether it could be looked at."""
        return not isinstance(self.held, Opaque)


Contents = Mapping[str, _Value]
"""What a file held at a moment, by where: `TABLE`, or `Model.shared`."""


class FileData:
    """Remembers what the values of a file hold, where they are not too large to look at."""

    def __init__(self, module: ModuleType | None) -> None:
        self._owners = {} if module is None else _small(module)
        self._last: Contents = {place: self._look(place) for place in self._owners}
        self._first: dict[int, Contents] = {}
        self._made: dict[int, dict[str, _Value]] = {}
        self._size: int | None = None

    def changed(self) -> tuple[str, ...]:
        """Return where there is something else than when it was last looked at."""
        before, self._last = self._last, self._now()
        return tuple(p for p, was in before.items() if self._last[p].held is not was.held)

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

    @property
    def sizes(self) -> tuple[int, ...]:
        """Those at which it is remembered what there was at first."""
        return tuple(self._first)

    @contextmanager
    def as_first(self, size: int) -> Iterator[None]:
        """Have there what the reference found at a size, for as long as this is entered.

        What became too large to be looked at could not be put back after that: it stays.
        """
        now, first = self._now(), self._first.get(size, {})
        self._put({place: was for place, was in first.items() if now[place].is_known})
        try:
            yield
        finally:
            self._put(now)

    def _now(self) -> dict[str, _Value]:
        """What there is; what did not change holds the very same as before: no more memory."""
        found = {}
        for place, was in self._last.items():
            now = self._look(place)
            found[place] = now if _differs(now, was) else _Value(now.itself, was.held)
        return found

    def _look(self, place: str) -> _Value:
        owner, name = self._owners[place]
        return _looked_at(vars(owner).get(name))

    def _put(self, contents: Contents) -> None:
        for place, was in contents.items():
            owner, name = self._owners[place]
            with suppress(Exception):  # its own methods, or those of its class
                if was.is_known and _differs(_looked_at(was.itself), was):
                    put_back(was.itself, was.held)
                if vars(owner).get(name) is not was.itself:
                    setattr(owner, name, was.itself)


def _looked_at(value: Any) -> _Value:
    with suppress(Exception):  # its own methods
        if _is_small(value):
            return _Value(value, held(value))
    return _Value(value, Opaque(type(value).__name__))


def _differs(now: _Value, was: _Value) -> bool:
    return bool(compare(now.held, was.held, 0.0).wrong)


def _small(module: ModuleType) -> dict[str, tuple[Any, str]]:
    """Where values are that are looked at, in the file's order: of what, under which name."""
    found = {place: (owner, name) for place, owner, name in _places(module)}
    sizes = {place: bytes_of(vars(owner)[name]) for place, (owner, name) in found.items()}
    small, room = set(), MOST_BYTES
    for place in sorted(sizes, key=sizes.__getitem__):
        room -= sizes[place]
        if room >= 0:
            small.add(place)
    return {place: owned for place, owned in found.items() if place in small}


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


def _places(module: ModuleType) -> Iterator[tuple[str, Any, str]]:
    kinds = [
        (f"{name}.", value)
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    ]
    for before, owner in [("", module), *kinds]:
        for name, value in list(vars(owner).items()):
            if not name.startswith("__") and not _is_code(value) and _is_small(value):
                yield f"{before}{name}", owner, name


def _is_code(value: Any) -> bool:
    kinds = (type, ModuleType, property, classmethod, staticmethod)
    return callable(value) or isinstance(value, kinds)
