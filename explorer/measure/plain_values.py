"""Values as JSON holds them: from frozen dataclasses, and checked on the way back."""

# kept, whatever measured code puts in their place
from json import dumps, loads
from typing import Any, TypeVar

from msgspec import convert, to_builtins

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Turn dataclasses, tuples and mappings into what JSON holds."""
    return to_builtins(value, str_keys=True)


def as_line(value: Any) -> bytes:
    """Write such a value as a line of JSON; in ASCII, for a path may hold what is no text."""
    return dumps(to_plain(value)).encode() + b"\n"


def read_line(line: bytes) -> Any:
    """Return what `as_line` wrote, NaN and texts that are none included; raises ValueError."""
    return loads(line)


def from_plain(kind: type[T], value: Any) -> T:
    """Build a value of a type, as of a dataclass or a tuple of them, from what JSON held.

    Unknown keys are ignored and missing ones take their default, so that files of later versions
    can be read. Raises ValueError where a value is not of the type, or not what its type allows:
    a time is positive.
    """
    return convert(value, kind, str_keys=True)
